"""Checks of periods: nothing stands more than 26 hours past the end of its own."""

from domain.policy.promises.finding import Check, Finding, Watch, broken, kept
from domain.register import ProcessingActivity
from domain.register.words import period_in_words


def within_period(*sheets: ProcessingActivity) -> Check:
    """Return the check that nothing of ``sheets`` outlived its period."""

    async def check(watch: Watch) -> Finding:
        return await past_period(watch, *sheets)

    return check


async def past_period(watch: Watch, *sheets: ProcessingActivity) -> Finding:
    """Count what outlived the periods of ``sheets``, by the watch's own query."""
    found = await watch.overdue(*(sheet.slug for sheet in sheets))
    rows = sum(one.rows for one in found)
    tables = ", ".join(sorted({one.table_name for one in found}))
    if found:
        return broken(
            f"{rows} lignes ont dépassé leur durée de plus de 26 heures ({tables}).",
            f"{rows} rows are more than 26 hours past their period ({tables}).",
        )
    kept_for = dict.fromkeys(
        period_in_words(holding.retention) for sheet in sheets for holding in sheet.holdings
    )
    return kept(
        "Aucune ligne n’a dépassé sa durée de plus de 26 heures ("
        + "\u202f; ".join(words.fr for words in kept_for)
        + ").",
        "No row is more than 26 hours past its period ("
        + "; ".join(words.en for words in kept_for)
        + ").",
    )

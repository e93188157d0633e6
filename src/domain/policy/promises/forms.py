"""Checks of what is sent to us by forms (P-VIS-2, P-ACC-10)."""

from domain import database
from domain.policy.promises.finding import Finding, State, Watch, judged
from domain.policy.promises.periods_kept import past_period
from domain.register import FEEDBACK


async def every_message_has_its_consent(_watch: Watch) -> Finding:
    """P-VIS-2: each message that we keep has a standing proof of the consent it rests on."""
    row = await database.fetch_row(
        """
        select count(*) as messages, count(*) filter (where not exists (
            select from form_consent
            where form_consent.enquiry = enquiry.id and ended_at is null and wording <> ''
              and author_hash ~ '^[0-9a-f]{64}$')) as without
        from enquiry
        """
    )
    messages, without = row or (0, 0)
    return judged(
        not without,
        f"{messages} messages, dont {without} sans preuve du consentement donné en envoyant.",
        f"{messages} messages, {without} without a proof of the consent given by sending.",
    )


async def feedback_is_its_holders(watch: Watch) -> Finding:
    """P-ACC-10: each feedback has its holder and its nature, and none is past its period."""
    period = await past_period(watch, FEEDBACK)
    if period.state is not State.KEPT:
        return period
    row = await database.fetch_row(
        "select count(*) as told, count(*) filter (where account is null or nature is null)"
        " as nobodys from enquiry where kind = 'feedback'"
    )
    told, nobodys = row or (0, 0)
    return judged(
        not nobodys,
        f"{told} retours, dont {nobodys} sans titulaire ou sans nature. {period.evidence.fr}",
        f"{told} pieces of feedback, {nobodys} without holder or nature. {period.evidence.en}",
    )

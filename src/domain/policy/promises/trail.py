"""What the checks of promises make of the last verification of the audit trail."""

from datetime import timedelta

from domain import audit
from domain.policy.promises.finding import Finding, State, Watch, broken, kept, unknown
from domain.policy.promises.periods_kept import past_period
from domain.register import AUDIT_TRAIL
from domain.text import Text

LATE_AFTER = timedelta(hours=50)
"""Two nights: a verification that is older did not run last night, nor the night before."""


async def trail_is_whole_and_ends(watch: Watch) -> Finding:
    """P-OPS-7: entries go at the end of their period; the last verification found no flaw."""
    finding = await past_period(watch, AUDIT_TRAIL)
    if finding.state is not State.KEPT:
        return finding
    return await verified(watch, finding.evidence.fr, finding.evidence.en)


async def verified(watch: Watch, fr: str, en: str) -> Finding:
    """Judge by the last verification, and say it after what was found before.

    A flaw breaks the promise; without a verification of late nobody can tell, unless there
    is no entry older than that.
    """
    last = await audit.last_verification()
    if last is not None and last.fault is not None:
        words = audit.result_in_words(last)
        return broken(f"Trace des consultations : {words.fr}", f"Trail of looks: {words.en}")
    since = last.verified_at if last is not None else await audit.begun_at()
    if since is not None and since + LATE_AFTER < watch.now:
        return unknown(
            f"{fr} La dernière vérification nocturne manque depuis le {since:%Y-%m-%d}.",
            f"{en} The nightly verification has been missing since {since:%Y-%m-%d}.",
        )
    words = _NOT_YET if last is None else audit.result_in_words(last)
    on = f" ({last.verified_at:%Y-%m-%d})" if last is not None else ""
    return kept(f"{fr} {words.fr}{on}", f"{en} {words.en}{on}")


_NOT_YET = Text(
    "La première vérification nocturne est encore à venir.",
    "The first nightly verification is still to come.",
)

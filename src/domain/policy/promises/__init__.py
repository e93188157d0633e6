"""Every promise of the policy, and a live check of each that exists so far."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.logs import kind_of
from domain.policy.promises import (
    accounts,
    after_death,
    backups,
    forms,
    marketing,
    operations,
    organisations,
    rights,
    security,
    sharing,
    text,
    trail,
    visitors,
)
from domain.policy.promises.finding import (
    Check,
    Finding,
    Site,
    State,
    Transport,
    Watch,
    unknown,
)
from domain.policy.promises.not_yet import NOT_YET
from domain.policy.promises.periods_kept import past_period, within_period
from domain.policy.promises.titles import TITLES
from domain.register import (
    CONSENT_PROOFS,
    DUTIES,
    FORM_CONSENTS,
    FORM_MESSAGES,
    INVITATIONS,
    REGISTER,
    RIGHTS_REQUESTS,
    SENT_MAIL,
    SIGN_UPS,
)
from domain.register import STAFF_ACCOUNTS as STAFF
from domain.text import Text

logger = logging.getLogger(__name__)

CHECKS: dict[str, Check] = {
    "P-VIS-1": visitors.nothing_of_visitors_is_stored,
    "P-VIS-2": forms.every_message_has_its_consent,
    "P-VIS-3": within_period(FORM_MESSAGES),
    "P-ACC-1": accounts.only_the_listed_data_are_asked,
    "P-ACC-2": accounts.access_is_secured,
    "P-ACC-3": accounts.accounts_end_in_time,
    "P-ACC-5": accounts.guests_need_no_telephone,
    "P-ACC-6": accounts.sightings_are_of_holders_and_end,
    "P-ACC-7": accounts.licence_cases_are_decided_by_people,
    "P-ACC-8": accounts.what_research_keeps_ends_with_the_account,
    "P-ACC-9": organisations.statistics_need_a_clause,
    "P-ACC-10": forms.feedback_is_its_holders,
    "P-MKT-1": marketing.sources_are_known_and_people_informed,
    "P-MKT-2": marketing.exchanges_are_dates_and_kinds,
    "P-MKT-3": marketing.only_contacts_prolong,
    "P-MKT-4": marketing.objections_hold,
    "P-SHA-1": sharing.data_go_to_listed_recipients_alone,
    "P-SHA-2": sharing.every_recipient_is_bound,
    "P-COO-2": sharing.nothing_undeclared_is_set,
    "P-COO-3": sharing.cookies_stay_under_their_ceilings,
    "P-RIG-1": rights.copies_are_whole,
    "P-RIG-4": rights.erasures_leave_nothing,
    "P-RIG-7": after_death.directives_are_followed,
    "P-RIG-8": after_death.withdrawals_take_effect,
    "P-RIG-9": rights.complaints_are_pointed_to,
    "P-RIG-10": rights.requests_are_answered_in_time,
    "P-SEC-1": security.transport_is_tls_1_3,
    "P-SEC-2": security.secrets_are_only_hashes,
    "P-SEC-3": security.access_is_separated,
    "P-SEC-4": sharing.providers_got_the_minimum,
    "P-SEC-5": security.hosting_is_in_gravelines,
    "P-POL-1": text.both_languages_are_rendered,
    "P-POL-3": text.who_we_are_is_said,
    "P-OPS-1": within_period(SIGN_UPS, INVITATIONS),
    "P-OPS-2": operations.sessions_end,
    "P-OPS-3": within_period(RIGHTS_REQUESTS),
    "P-OPS-4": within_period(CONSENT_PROOFS, FORM_CONSENTS),
    "P-OPS-6": marketing.suppression_holds_hashes_alone,
    "P-OPS-7": trail.trail_is_whole_and_ends,
    "P-OPS-8": within_period(SENT_MAIL, DUTIES),
    "P-OPS-9": within_period(STAFF),
    "P-OPS-10": operations.breaches_are_recorded_and_end,
    "P-OPS-12": after_death.directives_go_with_the_account,
    "P-OPS-11": backups.backups_end_and_erasures_stay,
}
"""By number. What is in neither this nor ``NOT_YET`` does not exist: a test counts them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One promise, and what its check found."""

    id: str
    title: Text
    state: State
    evidence: Text
    checked_at: datetime


async def check_promises(
    *, now: datetime, site: Site, only: Iterable[str] | None = None
) -> list[Promise]:
    """Check every promise on the running system, in the order of the policy.

    A check that fails to run says unknown and names the kind of failure: never kept.
    """
    watch = Watch(now=now, site=site)
    chosen = TITLES if only is None else {number: TITLES[number] for number in only}
    found = []
    for number, title in chosen.items():
        finding = await _find(number, watch)
        found.append(
            Promise(
                id=number,
                title=title,
                state=finding.state,
                evidence=finding.evidence,
                checked_at=now,
            )
        )
    return found


async def _find(number: str, watch: Watch) -> Finding:
    """Run a promise's check; none is kept while a sheet under it has a row past its period."""
    try:
        late = await past_period(watch, *(s for s in REGISTER if s.promise == number))
        if late.state is State.BROKEN:
            return late
        if number in NOT_YET:
            return Finding(State.UNKNOWN, NOT_YET[number])
        return await CHECKS[number](watch)
    except Exception as failure:
        logger.exception("check failed", extra={"facts": {"promise": number}})
        kind = kind_of(failure)
        return unknown(f"Le contrôle a échoué : {kind}.", f"The check failed: {kind}.")


__all__ = [
    "CHECKS",
    "NOT_YET",
    "TITLES",
    "Promise",
    "Site",
    "State",
    "Transport",
    "check_promises",
]

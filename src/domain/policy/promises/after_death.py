"""Checks of the promises on directives for after death (privacy policy 4.g)."""

from domain import database
from domain.policy.promises.finding import Finding, State, Watch, judged
from domain.policy.promises.periods_kept import past_period
from domain.register import CONSENT_PROOFS, DIRECTIVES
from domain.retention import GRACE


async def directives_are_followed(watch: Watch) -> Finding:
    """P-RIG-7: each directive is consented to, each death confirmed was acted upon.

    Nobody signs in to an account whose holder's death was confirmed, and within 26 hours what
    was directed is carried out and the trusted person informed.
    """
    row = await database.fetch_row(
        """
        select (select count(*) from directive) as given,
               (select count(*) from directive where not exists (
                    select from directive_consent as consent
                    where consent.account = directive.account and consent.ended_at is null
                      and consent.wording_version
                          = encode(sha256(convert_to(consent.wording, 'UTF8')), 'hex'))
               ) as without,
               count(*) as executed,
               count(*) filter (where account.closed_at is null and account.id is not null)
                   as still_open,
               count(*) filter (where report.carried_out_at is null and report.executed_at < $1)
                   as waiting,
               count(*) filter (where report.executed_at < $1 and exists (
                    select from named_person join directive on directive.id = directive
                    where directive.account = report.account
                      and part = 'trusted' and informed_at is null)) as uninformed
        from death_report as report left join account on account.id = report.account
        where report.executed_at is not null
        """,
        watch.now - GRACE,
    )
    given, without, executed, still_open, waiting, uninformed = row or (0,) * 6
    return judged(
        not (without or still_open or waiting or uninformed),
        f"{given} directives, dont {without} sans consentement prouvé ; {executed} décès"
        f" confirmés : {still_open} comptes encore ouverts, {waiting} exécutions et"
        f" {uninformed} informations de la personne de confiance en attente depuis plus de 26"
        " heures.",
        f"{given} directives, {without} of them without a proven consent; {executed} deaths"
        f" confirmed: {still_open} accounts still open, {waiting} executions and {uninformed}"
        " informations of the trusted person waiting for more than 26 hours.",
    )


async def withdrawals_take_effect(_watch: Watch) -> Finding:
    """P-RIG-8: no directive outlives the withdrawal of the consent to it."""
    row = await database.fetch_row(
        """
        select count(*) filter (where ended_at is not null) as ended,
               count(*) filter (where ended_at is not null and exists (
                    select from directive where directive.account = directive_consent.account
                      and directive.decided_at < directive_consent.ended_at)) as ignored
        from directive_consent
        """
    )
    ended, ignored = row or (0, 0)
    return judged(
        not ignored,
        f"{ended} consentements retirés, remplacés ou finis, dont {ignored} encore suivis.",
        f"{ended} consents withdrawn, replaced or ended, {ignored} of them still acted upon.",
    )


async def directives_go_with_the_account(watch: Watch) -> Finding:
    """P-OPS-12: directives and who is named in them lie with an account, or are gone."""
    kept = await past_period(watch, DIRECTIVES, CONSENT_PROOFS)
    if kept.state is State.BROKEN:
        return kept
    row = await database.fetch_row(
        """
        select (select count(*) from directive) as given,
               (select count(*) from named_person) as named,
               (select count(*) from directive_consent where ended_at is null and not exists (
                    select from directive where directive.account = directive_consent.account)
               ) as astray
        """
    )
    given, named, astray = row or (0, 0, 0)
    return judged(
        not astray,
        f"{given} directives et {named} personnes désignées, toutes avec un compte ;"
        f" {astray} consentements en vigueur sans directives.",
        f"{given} directives and {named} people named, all of them with an account; {astray}"
        " consents in force without directives.",
    )

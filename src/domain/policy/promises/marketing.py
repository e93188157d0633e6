"""Checks of the promises on prospecting (privacy policy 1.b, marketing)."""

from datetime import timedelta

from domain import database, forgetting, suppression
from domain.periods import Period
from domain.policy.promises.finding import Finding, Watch, judged
from domain.prospects import CONTACTS, Source
from domain.suppression import Suppressed

_A_MONTH = Period(months=1).as_interval()


async def sources_are_known_and_people_informed(watch: Watch) -> Finding:
    """P-MKT-1: each prospect has a source of the policy, and was informed within a month.

    Not while their data are restricted (art. 18): then nothing is sent to them.
    """
    row = await database.fetch_row(
        f"""
        select count(*) as known,
               count(*) filter (where not source = any($2) or source_name = '') as unsourced,
               count(*) filter (
                   where informed_at is null and restricted_at is null
                     and (collected_at at time zone 'Europe/Paris' + interval '{_A_MONTH}')
                         at time zone 'Europe/Paris' < $1) as uninformed
        from prospect
        """,
        watch.now,
        [Source.MET, Source.DIRECTORY],
    )
    known, unsourced, uninformed = row or (0, 0, 0)
    return judged(
        not unsourced and not uninformed,
        f"{known} prospects, dont {unsourced} sans source que la politique permet et"
        f" {uninformed} non informés dans le mois.",
        f"{known} prospects, {unsourced} of them without a source that the policy allows and"
        f" {uninformed} not informed within the month.",
    )


async def exchanges_are_dates_and_kinds(_watch: Watch) -> Finding:
    """P-MKT-2: of exchanges there is the date and the nature, and no column for more."""
    columns = await database.fetch(
        "select column_name from information_schema.columns"
        " where table_schema = 'public' and table_name = 'interaction'"
    )
    further = sorted({row["column_name"] for row in columns} - _OF_AN_EXCHANGE)
    count = await database.fetch_value("select count(*) from interaction")
    return judged(
        not further,
        f"{count} échanges notés, par leur date et leur nature ; autres colonnes"
        f" : {', '.join(further) or 'aucune'}.",
        f"{count} exchanges noted, by their date and nature; other columns:"
        f" {', '.join(further) or 'none'}.",
    )


_OF_AN_EXCHANGE = {"id", "prospect", "kind", "at"}


async def only_contacts_prolong(_watch: Watch) -> Finding:
    """P-MKT-3: each prospect is kept from a contact that is on record, or from collection."""
    row = await database.fetch_row(
        """
        select count(*) as known, count(*) filter (
            where kept_from > collected_at and not exists (
                select from interaction
                where prospect = prospect.id and kind = any($1) and at = kept_from)) as without
        from prospect
        """,
        [str(kind) for kind in CONTACTS],
    )
    known, without = row or (0, 0)
    return judged(
        not without,
        f"{known} prospects, dont {without} gardés depuis un jour qu’aucun contact n’explique ;"
        " aucun n’a dépassé sa durée.",
        f"{known} prospects, {without} of them kept from a day that no contact explains; none"
        " is past the period.",
    )


async def objections_hold(watch: Watch) -> Finding:
    """P-MKT-4: nobody on the suppression list is a prospect, and no mail to one waits."""
    again = await _suppressed_among("select email from prospect")
    # One that waits is thrown away when its turn comes, within the day.
    waiting = await _suppressed_among(
        "select address from mail where activity = 'prospecting' and sent_at is null"
        " and written_at < $1",
        watch.now - timedelta(days=1),
    )
    late = await forgetting.overdue(now=watch.now)
    total = await suppression.count()
    return judged(
        not again and not waiting and not late,
        f"{total} oppositions ; prospectés malgré elle : {again} ; courriels qui attendent"
        f" depuis plus d’un jour : {waiting} ; effacements sans confirmation d’un prestataire"
        f" depuis plus de 7 jours : {late}.",
        f"{total} objections; prospected all the same: {again}; mails that have waited for more"
        f" than a day: {waiting}; erasures that a provider has not confirmed for more than 7"
        f" days: {late}.",
    )


async def suppression_holds_hashes_alone(_watch: Watch) -> Finding:
    """P-OPS-6: the list has keyed hashes, from which no address can be read."""
    readable = await database.fetch_value(
        "select count(*) from suppressed where address_hash !~ '^[0-9a-f]{64}$'"
    )
    total = await Suppressed.count()
    return judged(
        not readable,
        f"{total} empreintes, dont {readable} qui n’en sont pas.",
        f"{total} hashes, {readable} of which are none.",
    )


async def _suppressed_among(addresses_sql: str, *arguments: object) -> int:
    rows = await database.fetch(addresses_sql, *arguments)
    return len(await suppression.suppressed([row[0] for row in rows]))

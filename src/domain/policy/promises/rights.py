"""Checks of the promises on rights (privacy policy 4 and 6)."""

from domain import database, forgetting
from domain.periods import paris_day
from domain.policy.promises.finding import Finding, Watch, judged
from domain.register.controller import AUTHORITY
from domain.retention import GRACE
from domain.text import LANGUAGES

_COURT = {"fr": "juge", "en": "court"}


async def copies_are_whole(watch: Watch) -> Finding:
    """P-RIG-1: every copy that was finished holds each row that it had to."""
    row = await database.fetch_row(
        """
        select count(*) as made,
               count(*) filter (where rows_written <> rows_expected) as partial
        from package where finished_at is not null
        """
    )
    made, partial = (row["made"], row["partial"]) if row else (0, 0)
    stale = await watch.overdue("access-packages")
    return judged(
        not partial and not stale,
        f"{made} copies attendent d’être téléchargées, dont {partial} incomplètes ; restées"
        f" au-delà de leur durée : {sum(one.rows for one in stale)}.",
        f"{made} copies wait to be downloaded, {partial} of them incomplete; kept beyond their"
        f" period: {sum(one.rows for one in stale)}.",
    )


async def erasures_leave_nothing(watch: Watch) -> Finding:
    """P-RIG-4: a finished erasure found no value left, none waits for more than a day.

    And each processor that was asked to erase confirmed it within a week.
    """
    row = await database.fetch_row(
        """
        select count(*) filter (where finished_at is not null) as finished,
               count(*) filter (where finished_at is not null
                                  and values_left is distinct from 0) as with_remains,
               count(*) filter (where finished_at is null and ordered_at < $1) as late
        from erasure
        """,
        watch.now - GRACE,
    )
    finished, remains, late = (
        (row["finished"], row["with_remains"], row["late"]) if row else (0, 0, 0)
    )
    silent = await forgetting.overdue(now=watch.now)
    return judged(
        not remains and not late and not silent,
        f"{finished} effacements achevés, {remains} avec des restes ; {late} attendent depuis"
        f" plus de 26 heures ; {silent} demandes à des prestataires sans confirmation depuis"
        " plus de 7 jours.",
        f"{finished} erasures finished, {remains} with remains; {late} have waited for more"
        f" than 26 hours; {silent} that providers have not confirmed for more than 7 days.",
    )


async def complaints_are_pointed_to(watch: Watch) -> Finding:
    """P-RIG-9: the policy names the authority and the courts, in both languages."""
    missing = [
        lang
        for lang in LANGUAGES
        if AUTHORITY.name not in watch.site.privacy_pages.get(lang, "")
        or _COURT[lang] not in watch.site.privacy_pages.get(lang, "")
    ]
    return judged(
        not missing,
        f"La politique nomme la {AUTHORITY.name} et le juge ; langues où il en manque"
        f" : {', '.join(missing) or 'aucune'}.",
        f"The policy names the {AUTHORITY.name} and the courts; languages where one is missing:"
        f" {', '.join(missing) or 'none'}.",
    )


async def requests_are_answered_in_time(watch: Watch) -> Finding:
    """P-RIG-10: no request is open past its last day. Those of the demonstration are shown."""
    row = await database.fetch_row(
        """
        select count(*) filter (where not is_demo) as open,
               count(*) filter (where not is_demo and is_late) as late,
               count(*) filter (where is_demo and is_late) as demo
        from (select is_demo, due_on < $1 and stopped_at is null as is_late
              from rights_request where closed_at is null) as those
        """,
        paris_day(watch.now),
    )
    still_open, late, demo = (row["open"], row["late"], row["demo"]) if row else (0, 0, 0)
    said_fr = f" {demo} demande de démonstration est en retard à dessein." if demo else ""
    said_en = f" {demo} request of the demonstration is late on purpose." if demo else ""
    return judged(
        not late,
        f"{still_open} demandes ouvertes, dont {late} en retard.{said_fr}",
        f"{still_open} open requests, {late} of them late.{said_en}",
    )

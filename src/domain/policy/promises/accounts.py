"""Checks of the promises made to account holders (privacy policy 1.b)."""

from domain import database, holds, licence
from domain.periods import Period, after
from domain.policy.promises.finding import Finding, Watch, broken, judged, kept
from domain.policy.promises.periods_kept import past_period
from domain.register import RESEARCH_FEATURES, SHARING_DETECTION
from domain.register.words import period_in_words
from domain.retention import GRACE

ASKED_AT_SIGN_UP = {
    "first_name",
    "last_name",
    "email",
    "occupation",
    "telephone",
    "practice_name",
    "position",
    "practice_areas",
}
"""What the policy lists, and nothing else."""
_NOT_ASKED = {"id", "form_id", "language", "password_hash", "form_secret_hash", "created_at"}
"""What a sign-up also holds: its ids, the page's language, the password, whence, the time."""


async def only_the_listed_data_are_asked(_watch: Watch) -> Finding:
    """P-ACC-1: a sign-up has a column for each listed datum, and for no other."""
    rows = await database.fetch(
        "select column_name from information_schema.columns where table_name = 'sign_up'"
    )
    asked = {row["column_name"] for row in rows} - _NOT_ASKED
    further = ", ".join(sorted(asked ^ ASKED_AT_SIGN_UP))
    if further:
        return broken(
            f"L’inscription s’écarte de la liste de la politique : {further}.",
            f"Sign-up departs from the policy’s list: {further}.",
        )
    return kept(
        f"L’inscription recueille les {len(asked)} données de la politique, et aucune autre.",
        f"Sign-up collects the policy’s {len(asked)} data, and no other.",
    )


async def access_is_secured(_watch: Watch) -> Finding:
    """P-ACC-2: who holds an open session has a standing account and a way to prove it."""
    row = await database.fetch_row(
        """
        select count(*) as open,
               count(*) filter (where account.id is null or account.closed_at is not null
                                   or account.password_hash is null) as unsecured
        from session left join account on account.id = session.account
        where session.ended_at is null
        """
    )
    opened, unsecured = (row["open"], row["unsecured"]) if row else (0, 0)
    return judged(
        not unsecured,
        f"{opened} sessions ouvertes, dont {unsecured} sans compte en règle.",
        f"{opened} open sessions, {unsecured} of them without an account in good order.",
    )


async def accounts_end_in_time(watch: Watch) -> Finding:
    """P-ACC-3: nobody stays past a year after the last visit, or a day after closing.

    Under a legal hold an account stays longer, closed, and erased of what is not held.
    """
    at = watch.now - GRACE
    not_held = f"role = 'holder' and id not in ({holds.untouchable(None, at='$1')})"
    rows = await database.fetch(
        "select min(last_visit_at) as oldest, count(*) as accounts,"
        f" count(*) filter (where closed_at < $1) as closed from account where {not_held}",
        at,
    )
    late = await watch.overdue("accounts", "guest-telephone")
    closed = rows[0]["closed"]
    accounts, oldest = rows[0]["accounts"], rows[0]["oldest"]
    in_time = oldest is None or after(oldest, Period(years=1)) + GRACE >= watch.now
    since = f"{oldest:%Y-%m-%d}" if oldest else "—"
    return judged(
        in_time and not late and not closed,
        f"{accounts} comptes ; dernière visite la plus ancienne : {since} ; {closed}"
        " comptes fermés attendent leur effacement depuis plus de 26 heures.",
        f"{accounts} accounts; oldest last visit: {since}; {closed} closed accounts have waited"
        " more than 26 hours for their erasure.",
    )


async def guests_need_no_telephone(_watch: Watch) -> Finding:
    """P-ACC-5: the number may be missing, for guests and staff alone."""
    nullable = await database.fetch_value(
        "select is_nullable = 'YES' from information_schema.columns"
        " where table_name = 'account' and column_name = 'telephone'"
    )
    row = await database.fetch_row(
        """
        select count(*) filter (where opened_by = 'invitation') as guests,
               count(*) filter (where opened_by = 'invitation' and telephone is null) as without
        from account where role = 'holder'
        """
    )
    guests, without = (row["guests"], row["without"]) if row else (0, 0)
    return judged(
        bool(nullable),
        f"{guests} invités, dont {without} sans numéro ; la base "
        + ("accepte qu’il manque." if nullable else "exige un numéro."),
        f"{guests} guests, {without} of them without a number; the database "
        + ("accepts that it is missing." if nullable else "demands one."),
    )


async def sightings_are_of_holders_and_end(watch: Watch) -> Finding:
    """P-ACC-6: addresses of holders alone, none past its three years, none against a will."""
    late = await past_period(watch, SHARING_DETECTION)
    objecting = await licence.used_against_objections()
    if objecting:
        return broken(
            f"{objecting} personnes dont l’opposition est en vigueur ont été relevées ou"
            " examinées par le calcul.",
            f"{objecting} people whose objection is in force were noted, or read by the"
            " calculation.",
        )
    of_staff = await database.fetch_value(
        "select count(*) from sighting join account on account.id = sighting.account"
        " where account.role <> 'holder'"
    )
    if of_staff:
        return broken(
            f"{of_staff} adresses sont celles de membres du personnel, sans licence.",
            f"{of_staff} addresses are of members of staff, who hold no licence.",
        )
    return late


async def what_research_keeps_ends_with_the_account(watch: Watch) -> Finding:
    """P-ACC-8: no bookmark and no search outlives its account."""
    # The year, counted generously in SQL and exactly in Python for the oldest one.
    row = await database.fetch_row(
        """
        select count(*) as entries, min(account.last_visit_at) as oldest,
               count(*) filter (where account.id is null) as orphans
        from (select account as holder from history_entry
              union all select account from bookmark) as kept
        left join account on account.id = kept.holder
        """
        f" where kept.holder not in ({holds.untouchable(RESEARCH_FEATURES.slug, at='$1')})",
        watch.now - GRACE,
    )
    entries, oldest, orphans = (
        (row["entries"], row["oldest"], row["orphans"]) if row else (0, None, 0)
    )
    in_time = oldest is None or after(oldest, Period(years=1)) + GRACE >= watch.now
    words = period_in_words(RESEARCH_FEATURES.holdings[0].retention)
    return judged(
        in_time and not orphans,
        f"{entries} signets et recherches, {orphans} sans compte ; durée : {words.fr}.",
        f"{entries} bookmarks and searches, {orphans} without an account; kept {words.en}.",
    )


async def licence_cases_are_decided_by_people(_watch: Watch) -> Finding:
    """P-ACC-7: heard before confirmed, with grounds, by two where two are needed."""
    row = await database.fetch_row(
        """
        with hand as (
            select of_case,
                max(member::text) filter (where part = 'decision') as decided,
                max(member::text) filter (where part = 'review') as reviewed,
                max(member::text) filter (where part = 'proposal') as proposed,
                max(member::text) filter (where part = 'agreement') as agreed
            from sharing_hand group by of_case
        )
        select count(*) as cases,
            count(*) filter (where decided_at is not null and (
                decided is null or btrim(coalesce(grounds, '')) = '')) as without_person,
            count(*) filter (where decision = 'confirmed'
                and asked_at is null and explained_at is null) as unheard,
            count(*) filter (where (reviewed_at is not null
                                    and coalesce(reviewed = decided, true))
                or (measure_agreed_at is not null
                    and coalesce(agreed = proposed, true))) as alone
        from sharing_case left join hand on of_case = sharing_case.id
        """
    )
    cases, *wrong = tuple(row) if row else (0,)
    return judged(
        not any(wrong),
        f"{cases} dossiers de licence, dont {sum(wrong)} décidés sans motifs, sans entendre le"
        " titulaire, ou par une seule personne là où il en faut deux.",
        f"{cases} licence cases, {sum(wrong)} of them decided without grounds, without hearing"
        " the holder, or by one person where two are needed.",
    )

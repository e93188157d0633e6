"""Checks of the promises made to visitors (privacy policy 1.a)."""

from domain import database
from domain.policy.promises.finding import Finding, Watch, broken, judged

_TELLING = ("ip", "agent", "referrer", "referer", "browser", "device", "operating_system")
"""Words in the name of a column that would hold what a browser sends."""
_OF_HOLDERS = {"sighting.ip"}
"""What P-ACC-6 allows of people who have an account."""


async def nothing_of_visitors_is_stored(watch: Watch) -> Finding:
    """P-VIS-1: no column for what a browser sends, and no line of our log that repeats it."""
    rows = await database.fetch(
        "select relname || '.' || attname as name, attname::text as column_name"
        " from pg_class join pg_attribute on attrelid = pg_class.oid"
        " where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
        "   and not relispartition and attnum > 0 and not attisdropped"
    )
    columns = {
        row["name"] for row in rows if set(row["column_name"].split("_")) & set(_TELLING)
    }
    further = sorted(columns - _OF_HOLDERS)
    if further:
        return broken(
            f"Des colonnes gardent ce qu’un navigateur transmet : {', '.join(further)}.",
            f"Columns hold what a browser transmits: {', '.join(further)}.",
        )
    log = watch.site.log_of_a_visit
    leaked = [trace for trace in watch.site.traces_of_that_visit if trace in log]
    return judged(
        bool(log) and not leaked,
        "Une visite d’essai a laissé dans notre journal "
        + (
            "ce que son navigateur transmettait."
            if leaked
            else "la route et la durée, sans plus."
        ),
        "A trial visit left in our log "
        + (
            "what its browser transmitted."
            if leaked
            else "the route and the duration, no more."
        ),
    )

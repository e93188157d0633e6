"""Lists, paged as Stripe pages them: the newest first, by cursor."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from web.local_stripe.errors import Refused, missing
from web.local_stripe.parameters import Values
from web.local_stripe.store import Object, Store

_PAGING = {"limit", "starting_after", "ending_before", "created", "expand"}
_USUAL = 10
_LATEST = 10**12


def page(
    store: Store,
    kind: str,
    given: Values,
    url: str,
    *,
    fits: Callable[[Object], bool] | None = None,
) -> Object:
    """Return one page of the objects of a kind.

    Without ``fits`` each filter that is given is a field that must have that value.
    """
    wanted = fits or _has_fields(given)
    size: int = given.get("limit", _USUAL)
    backwards = "ending_before" in given
    found = (
        each
        for each in _from_cursor(store, kind, given)
        if wanted(each) and not each.get("deleted") and _in_time(each, given)
    )
    data = list(islice(found, size + 1))
    has_more, data = len(data) > size, data[:size]
    if backwards:
        data.reverse()
    return {"object": "list", "data": data, "has_more": has_more, "url": url}


def whole_list(data: list[Any], url: str) -> Object:
    """Return a list inside an object, all of it."""
    return {"object": "list", "data": data, "has_more": False, "url": url}


def _from_cursor(store: Store, kind: str, given: Values) -> Iterator[Object]:
    if "starting_after" in given and "ending_before" in given:
        raise Refused("Received both starting_after and ending_before.", param="ending_before")
    above = _place(store, kind, given, "ending_before")
    below = _place(store, kind, given, "starting_after")
    if isinstance(given.get("customer"), str):
        return _customers_own(store, kind, given["customer"], above, below)
    return store.newest(kind, below=below) if above is None else store.newer(kind, above=above)


def _customers_own(
    store: Store, kind: str, customer: str, above: int | None, below: int | None
) -> Iterator[Object]:
    own = store.of(kind, customer)
    if above is not None:
        return (each for each in own if store.place[kind, each["id"]] > above)
    newest = reversed(own)
    return (each for each in newest if below is None or store.place[kind, each["id"]] < below)


def _place(store: Store, kind: str, given: Values, param: str) -> int | None:
    if param not in given:
        return None
    place = store.place.get((kind, given[param]))
    if place is None:
        raise missing(kind, given[param], param)
    return place


def _has_fields(given: Values) -> Callable[[Object], bool]:
    filters = {name: value for name, value in given.items() if name not in _PAGING}
    return lambda each: all(each.get(name) == value for name, value in filters.items())


def _in_time(each: Object, given: Values) -> bool:
    bounds = given.get("created") or {}
    made: int = each.get("created") or each.get("date") or 0
    after = bounds.get("gt", -1) < made and bounds.get("gte", 0) <= made
    before = made < bounds.get("lt", _LATEST) and made <= bounds.get("lte", _LATEST)
    return bool(after and before)

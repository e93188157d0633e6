"""Parameters as Stripe sends them: nested names in brackets, everything text, read into types.

What a request may carry is declared beside each operation. A parameter that is not declared
is refused as Stripe refuses one that it does not know: better than passing over it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from web.local_stripe.errors import WrongParameters

Values = dict[str, Any]
Reader = Callable[[Any, str], Any]

_LONGEST_TEXT = 5000
_MOST_METADATA = 50
_MOST_CENTS = 99_999_999


def decode(form: str) -> Values:
    """Return ``a[b][0]=c`` as ``{"a": {"b": ["c"]}}``."""
    read: Values = {}
    for name, value in parse_qsl(form, keep_blank_values=True):
        _place(read, _path_of(name), value)
    return {name: _lists_for_numbers(value) for name, value in read.items()}


def _path_of(name: str) -> list[str]:
    first, *inner = name.split("[")
    return [first, *(each.removesuffix("]") for each in inner)]


def _place(into: Values, path: list[str], value: str) -> None:
    for key in path[:-1]:
        step = into.setdefault(key or str(len(into)), {})
        if not isinstance(step, dict):
            raise WrongParameters(f"Invalid object: {path[0]}", param=path[0])
        into = step
    into[path[-1] or str(len(into))] = value


def _lists_for_numbers(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {key: _lists_for_numbers(each) for key, each in value.items()}
    if inner and all(key.isdigit() for key in inner):
        return [inner[key] for key in sorted(inner, key=int)]
    return inner


@dataclass(frozen=True)
class Fields:
    """The parameters of an operation, or of one object inside it."""

    readers: dict[str, Reader]
    needed: tuple[str, ...] = ()

    def __call__(self, value: Any, name: str = "") -> Values:
        """Read an object; ``name`` is where it stands.

        Raises:
            WrongParameters: A parameter is unknown, missing, or cannot be read.
        """
        if not isinstance(value, dict):
            raise WrongParameters("Invalid object", param=name)
        for each in self.needed:
            if value.get(each) in (None, ""):
                raise _absent(_inside(name, each))
        return {key: self._read(key, each, name) for key, each in value.items()}

    def _read(self, key: str, value: Any, name: str) -> Any:
        where = _inside(name, key)
        reader = self.readers.get(key)
        if reader is None:
            raise WrongParameters(
                f"Received unknown parameter: {where}", code="parameter_unknown", param=where
            )
        return reader(value, where)


def fields(*needed: str, **readers: Reader) -> Fields:
    """Declare an object's parameters, and which of them are needed."""
    return Fields(readers, needed)


def operation(*needed: str, **readers: Reader) -> Fields:
    """Declare the parameters of a request: those, and ``expand``."""
    return Fields({**readers, "expand": many(text)}, needed)


def listing(**readers: Reader) -> Fields:
    """Declare the parameters of a list: its filters, and how it is paged."""
    paging: dict[str, Reader] = {
        "limit": whole(1, 100),
        "starting_after": text,
        "ending_before": text,
        "created": _moments,
        "expand": many(text),
    }
    return Fields({**paging, **readers})


def text(value: Any, name: str) -> str:
    """Read a text."""
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT:
        raise WrongParameters(f"Invalid string: {name}", param=name)
    return value


def whole(low: int, high: int) -> Reader:
    """Read a whole number within bounds."""

    def read(value: Any, name: str) -> int:
        try:
            number = int(text(value, name))
        except ValueError:
            raise WrongParameters(
                f"Invalid integer: {value}", code="parameter_invalid_integer", param=name
            ) from None
        if not low <= number <= high:
            raise WrongParameters(
                f"This value must be from {low} to {high}.",
                code="parameter_invalid_integer",
                param=name,
            )
        return number

    return read


moment = whole(0, 99_999_999_999)
cents = whole(-_MOST_CENTS, _MOST_CENTS)
positive_cents = whole(0, _MOST_CENTS)
count = whole(0, 1_000_000)


def boolean(value: Any, name: str) -> bool:
    """Read true or false."""
    if value not in ("true", "false"):
        raise WrongParameters(f"Invalid boolean: {value}", param=name)
    return bool(value == "true")


def one_of(*allowed: str) -> Reader:
    """Read one of the words that are allowed."""

    def read(value: Any, name: str) -> str:
        if value not in allowed:
            words = ", ".join(allowed)
            raise WrongParameters(f"Invalid {name}: must be one of {words}", param=name)
        return str(value)

    return read


def many(reader: Reader) -> Reader:
    """Read a list."""

    def read(value: Any, name: str) -> list[Any]:
        if not isinstance(value, list):
            raise WrongParameters(f"Invalid array: {name}", param=name)
        return [reader(each, f"{name}[{index}]") for index, each in enumerate(value)]

    return read


def or_unset(reader: Reader) -> Reader:
    """Read a value, or nothing where an empty one unsets it."""

    def read(value: Any, name: str) -> Any:
        return None if value == "" else reader(value, name)

    return read


def currency(value: Any, name: str) -> str:
    """Read a currency's three letters."""
    if not (isinstance(value, str) and len(value) == 3 and value.isalpha()):  # noqa: PLR2004
        raise WrongParameters(f"Invalid currency: {value}", param=name)
    return value.lower()


def metadata(value: Any, name: str) -> dict[str, str]:
    """Read metadata; an empty value removes its key, an empty object all of them."""
    if value == "":
        return {"": ""}
    if not isinstance(value, dict) or len(value) > _MOST_METADATA:
        raise WrongParameters("Metadata is a hash of at most 50 keys.", param=name)
    return {key: text(each, f"{name}[{key}]") for key, each in value.items()}


def merged(held: dict[str, str], given: dict[str, str] | None) -> dict[str, str]:
    """Return metadata after a request: Stripe adds to what is there."""
    if given is None:
        return held
    if given == {"": ""}:
        return {}
    return {key: each for key, each in {**held, **given}.items() if each}


def _moments(value: Any, name: str) -> Values:
    if not isinstance(value, dict):
        at = moment(value, name)
        return {"gte": at, "lte": at}
    return Fields(dict.fromkeys(("gt", "gte", "lt", "lte"), moment))(value, name)


def _inside(name: str, key: str) -> str:
    return f"{name}[{key}]" if name else key


def _absent(name: str) -> WrongParameters:
    return WrongParameters(
        f"Missing required param: {name}.", code="parameter_missing", param=name
    )

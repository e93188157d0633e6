"""How a place in an act is cited: *article 17, § 1, a)*, ``Article 17(1)(a)``."""

from domain.text import Text

_LATIN = (
    "bis",
    "ter",
    "quater",
    "quinquies",
    "sexies",
    "septies",
    "octies",
    "nonies",
    "decies",
)
_NAMES = {
    "art": Text("article", "Article"),
    "rct": Text("considérant", "Recital"),
    "anx": Text("annexe", "Annex"),
    "pbl": Text("préambule", "Preamble"),
    "cit": Text("visa", "Citation"),
    "fnp": Text("formule finale", "Final formula"),
    "chp": Text("chapitre", "Chapter"),
    "sec": Text("section", "Section"),
    "tis": Text("titre", "Title"),
    "prt": Text("partie", "Part"),
}
_UNNUMBERED = frozenset({"pbl", "fnp"})


def place_of(path: str) -> Text:
    """Return how the provision at ``path`` is cited within its act."""
    fr, en = "", ""
    for segment in path.split("/"):
        kind, _, key = segment.partition("_")
        if kind in _NAMES:
            name = _NAMES[kind]
            number = "" if kind in _UNNUMBERED else key
            first = kind == "art" and number == "1"
            in_french = "premier" if first else _in_french(number)
            fr = f"{fr}, {name.fr} {in_french}".strip(", ")
            en = f"{en}, {name.en} {number}".strip(", ")
        elif kind == "pt" and not fr:
            fr, en = f"point {key}", f"Point {key}"
        elif kind in ("par", "pt"):
            fr += f", §\u00a0{key}" if kind == "par" else f", {key})"
            en += f"({key})"
        elif kind == "al":
            fr += f", al.\u00a0{key}"
            en += f", subpara. {key}"
    return Text(fr[:1].upper() + fr[1:] or path, en or path)


def _in_french(number: str) -> str:
    """Return ``5a`` as French law prints it: ``5 bis``."""
    rank = ord(number[-1]) - ord("a") if number[:1].isdigit() and number[-1].isalpha() else -1
    if not 0 <= rank < len(_LATIN):
        return number
    return f"{number[:-1]} {_LATIN[rank]}"

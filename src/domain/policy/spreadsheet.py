"""The record of processing activities as a spreadsheet (OpenDocument).

Laid out as the register that the CNIL offers as a model: a list of the activities, then one
sheet for each, with its actors, purposes, measures, data and periods, people, recipients and
transfers. Every cell is text: nothing a spreadsheet would compute.
"""

import io
from collections.abc import Iterable
from typing import Any

from odfdo import Cell, Column, Document, Row, Table

from domain.policy.record import record_of_processing
from domain.text import Language, Text

_LONGEST_NAME = 31
"""Of a sheet, for the spreadsheets that cut longer ones."""
_WIDTHS = ("6cm", "9cm", "9cm", "6cm")

_HEADING, _LABEL, _PLAIN = "heading", "label", "plain"
_CELL = (
    '<style:style style:family="table-cell">'
    '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"{fill}/>'
    "<style:text-properties{words}/></style:style>"
)
_COLUMN = (
    '<style:style style:family="table-column">'
    '<style:table-column-properties style:column-width="{width}"/></style:style>'
)
_STYLES = {
    _HEADING: _CELL.format(
        fill=' fo:background-color="#1f3a5f"', words=' fo:font-weight="bold" fo:color="#ffffff"'
    ),
    _LABEL: _CELL.format(fill=' fo:background-color="#e8edf3"', words=' fo:font-weight="bold"'),
    _PLAIN: _CELL.format(fill="", words=""),
    **{width: _COLUMN.format(width=width) for width in _WIDTHS},
}

Line = tuple[str, ...]
Block = tuple[Text, list[Line]]

_NO = Text("non", "no")
_NONE = Text("aucun", "none")


def record_as_ods(*, lang: Language, htmx_from_cdn: bool) -> bytes:
    """Return the record as a file for spreadsheets, in one language."""
    record = record_of_processing(lang=lang, htmx_from_cdn=htmx_from_cdn)
    document = Document("spreadsheet")
    document.body.clear()
    names = _add_styles(document)
    title = Text("Liste des traitements", "List of activities")[lang]
    document.body.append(_sheet(title, _list_of(record), lang, names))
    for activity in record["activities"]:
        name = activity["slug"][:_LONGEST_NAME]
        document.body.append(_sheet(name, _blocks_of(activity, record), lang, names))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _list_of(record: dict[str, Any]) -> list[Block]:
    controller = record["controller"]
    return [
        (Text("Registre des activités de traitement", "Record of processing activities"), []),
        _actors(controller),
        (
            Text("Mise à jour", "Last update"),
            [(Text("le", "on")[record["language"]], record["updated_on"])],
        ),
        (
            Text("Activités de traitement", "Processing activities"),
            [(one["slug"], one["name"], one["purpose"]) for one in record["activities"]],
        ),
        (
            Text("Destinataires et sous-traitants", "Recipients and processors"),
            [
                (one["name"], one["purpose"], one["country"], one["safeguards"] or "")
                for one in record["recipients"]
            ],
        ),
    ]


def _blocks_of(activity: dict[str, Any], record: dict[str, Any]) -> list[Block]:
    """Return the parts of one activity's sheet, in the order of the model."""
    lang: Language = record["language"]
    by_name = {one["name"]: one for one in record["recipients"]}
    outside = [by_name[name] for name in activity["recipients"] if by_name[name]["safeguards"]]
    return [
        (
            Text("Description du traitement", "Description of the activity"),
            [
                (Text("Nom", "Name")[lang], activity["name"]),
                (Text("Référence", "Reference")[lang], activity["slug"]),
                (
                    Text("Promesse de la politique", "Promise of the policy")[lang],
                    activity["promise"],
                ),
                (Text("Mise à jour", "Last update")[lang], record["updated_on"]),
            ],
        ),
        _actors(record["controller"]),
        (
            Text("Finalité et base légale", "Purpose and legal basis"),
            [
                (Text("Finalité", "Purpose")[lang], activity["purpose"]),
                *_numbered(Text("Base légale", "Legal basis")[lang], activity["legal_bases"]),
            ],
        ),
        (
            Text("Mesures de sécurité", "Security measures"),
            _numbered(Text("Mesure", "Measure")[lang], record["security_measures"]),
        ),
        (
            Text(
                "Catégories de données et délais d’effacement", "Categories of data and periods"
            ),
            list(_data_of(activity)),
        ),
        (
            Text("Données sensibles (art. 9 et 10)", "Special categories (art. 9 and 10)"),
            [(Text("Traitées", "Processed")[lang], _NO[lang])],
        ),
        (
            Text("Catégories de personnes concernées", "Categories of data subjects"),
            [(Text("Personnes", "People")[lang], activity["data_subjects"])],
        ),
        (
            Text("Destinataires", "Recipients"),
            [
                *_numbered(Text("Interne", "Internal")[lang], activity["seen_by"]),
                *_numbered(Text("Sous-traitant", "Processor")[lang], activity["recipients"]),
            ],
        ),
        (
            Text("Transferts hors de l’UE", "Transfers outside the EU"),
            [(one["name"], one["country"], one["safeguards"]) for one in outside]
            or [(_NONE[lang],)],
        ),
        (
            Text("Droits et écarts avec la politique publiée", "Rights and gaps"),
            [
                *_numbered(Text("Droit", "Right")[lang], activity["rights"]),
                (Text("Écart", "Gap")[lang], activity["gap"] or _NONE[lang]),
            ],
        ),
    ]


def _actors(controller: dict[str, Any]) -> Block:
    return (
        Text("Acteurs", "Actors"),
        [
            ("art. 4(7)", controller["name"], controller["registration"], controller["seat"]),
            ("art. 37", controller["data_protection_officer"], controller["contact"]),
            ("art. 51", controller["supervisory_authority"]),
        ],
    )


def _data_of(activity: dict[str, Any]) -> Iterable[Line]:
    for holding in activity["data"]:
        labels = dict.fromkeys(column["label"] for column in holding["columns"])
        yield (
            holding["table"],
            "; ".join(labels),
            holding["retention"],
            holding["kept_after_erasure"] or "",
        )


def _numbered(label: str, words: list[str]) -> list[Line]:
    return [(f"{label} {place}", said) for place, said in enumerate(words, start=1)]


def _sheet(name: str, blocks: list[Block], lang: Language, names: dict[str, str]) -> Table:
    table = Table(name)
    for width in _WIDTHS:
        table.append_column(Column(style=names[width]))
    for heading, lines in blocks:
        empty = ("",) * (len(_WIDTHS) - 1)
        table.append_row(_row((heading[lang], *empty), names[_HEADING], names[_HEADING]))
        for line in lines:
            table.append_row(_row(line, names[_LABEL], names[_PLAIN]))
        table.append_row(_row(("",), names[_PLAIN], names[_PLAIN]))
    return table


def _row(line: Line, first: str, rest: str) -> Row:
    row = Row()
    for place, words in enumerate(line):
        row.append_cell(Cell(words, cell_type="string", style=rest if place else first))
    return row


def _add_styles(document: Document) -> dict[str, str]:
    """Add how cells and columns look; return the names that the document gave them."""
    return {
        look: str(document.insert_style(style, automatic=True))
        for look, style in _STYLES.items()
    }

"""Sheet of the research features (privacy policy 1.b): bookmarks and history."""

from piccolo.columns import Column

from domain.register import labels
from domain.register.accounts import AFTER_LAST_VISIT
from domain.register.recipients import OVH
from domain.register.sheets import (
    Datum,
    Holding,
    LegalBasis,
    ProcessingActivity,
    Section,
)
from domain.research.tables import (
    Bookmark,
    Expression,
    HistoryEntry,
    Provision,
    Work,
    WorkAlias,
)
from domain.roles import Role
from domain.text import Text

RESEARCH_FEATURES = ProcessingActivity(
    slug="research-features",
    promise="P-ACC-8",
    section=Section.ACCOUNTS,
    name=Text("Outils de recherche", "Research features"),
    purpose=Text(
        "Vous permettre de retrouver les actes que vous avez marqués, les recherches que vous"
        " avez faites et les documents que vous avez ouverts",
        "Let you find again the acts you bookmarked, the searches you made and the documents"
        " you opened",
    ),
    data_subjects=Text("titulaires d’un compte", "account holders"),
    legal_bases=(LegalBasis.CONTRACT,),
    holdings=(
        Holding(
            data=(
                Datum(Bookmark.work, Text("acte marqué", "act bookmarked"), provided=True),
                Datum(Bookmark.created_at, Text("marqué le", "bookmarked on"), provided=True),
                Datum(Bookmark.account, labels.ACCOUNT),
            ),
            subject=(Bookmark.account,),
            retention=AFTER_LAST_VISIT,
        ),
        Holding(
            data=(
                Datum(
                    HistoryEntry.query, Text("recherche", "words searched for"), provided=True
                ),
                Datum(HistoryEntry.work, Text("acte ouvert", "act opened"), provided=True),
                Datum(HistoryEntry.at, labels.AT, provided=True),
                Datum(HistoryEntry.account, labels.ACCOUNT),
            ),
            subject=(HistoryEntry.account,),
            retention=AFTER_LAST_VISIT,
        ),
    ),
    access=(Role.HOLDER, Role.DPO),
    recipients=(OVH,),
)

NOT_PERSONAL_IN_RESEARCH: tuple[Column, ...] = (
    # The law, and our summaries of it.
    *Work._meta.columns,
    *WorkAlias._meta.columns,
    *Expression._meta.columns,
    *Provision._meta.columns,
    # Ids of rows.
    Bookmark.id,
    HistoryEntry.id,
)
"""Columns of the research features that say nothing of a person."""

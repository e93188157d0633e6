"""The sheet of backups: how long one is kept, and what keeps the erased erased after it."""

from domain.erasure_ledger.tables import ErasureMark
from domain.periods import Period
from domain.register import labels
from domain.register.recipients import OVH
from domain.register.sheets import (
    Datum,
    Holding,
    Kept,
    LegalBasis,
    ProcessingActivity,
    RetentionPeriod,
    Section,
)
from domain.roles import Role
from domain.text import Text

BACKUPS_KEPT_FOR = Period(days=35)
"""How long a backup is kept, from its making, and so how long its ledger must remember."""

BACKUPS = ProcessingActivity(
    slug="backups",
    promise="P-OPS-11",
    section=Section.OPERATIONS,
    name=Text("Sauvegardes", "Backups"),
    purpose=Text(
        "Rétablir le service après une perte, et effacer de nouveau, avant toute reprise, qui"
        " l’avait été depuis la sauvegarde",
        "Restore the service after a loss, and erase again, before anything resumes, whoever"
        " was erased since the backup",
    ),
    data_subjects=Text("personnes effacées", "people who are erased"),
    legal_bases=(LegalBasis.LEGAL_OBLIGATION,),
    holdings=(
        Holding(
            data=(
                Datum(
                    ErasureMark.account_hash,
                    Text("empreinte du compte", "fingerprint of the account"),
                    shown=False,
                ),
                Datum(
                    ErasureMark.address_hash,
                    Text("empreinte de l’adresse", "fingerprint of the address"),
                    shown=False,
                ),
                Datum(ErasureMark.reason, Text("raison", "reason")),
                Datum(ErasureMark.at, labels.AT),
            ),
            # A person is found by a hash alone, and never the other way round (art. 11).
            subject=(),
            retention=RetentionPeriod(
                period=BACKUPS_KEPT_FOR,
                starts_at=ErasureMark.at,
                counted_from=Text(
                    "de l’effacement, comme une sauvegarde l’est de sa réalisation",
                    "the erasure, as a backup is from its making",
                ),
                source="default",
            ),
            on_erasure=Kept(
                because=Text(
                    "une sauvegarde restaurée ne doit faire revenir personne (RGPD, art. 5(2)"
                    " et 17)",
                    "a backup that is restored must bring nobody back (GDPR art. 5(2) and 17)",
                ),
                access=(Role.DPO,),
            ),
        ),
    ),
    access=(Role.DPO,),
    recipients=(OVH,),
    gap=Text(
        "La politique publiée ne dit rien des sauvegardes ni de leur durée.",
        "The published policy says nothing of backups, nor of their period.",
    ),
)

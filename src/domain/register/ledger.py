"""The line that each sheet with outside recipients adds: what of it was sent, to whom, when."""

from collections.abc import Iterable

from domain.outbound.tables import Outbound
from domain.periods import Period
from domain.register import labels
from domain.register.completeness import column_name
from domain.register.recipients import PROCESSORS
from domain.register.sheets import Datum, Holding, RetentionPeriod
from domain.text import Text

_PROCESSOR_NAMES = {one.slug: Text(one.name, one.name) for one in PROCESSORS}


def ledger_of(slug: str, name: Text, *, sent: Iterable[Datum], period: Period) -> Holding:
    """Return the holding of a sheet's sendings, kept as the activity they served (P-OPS-8).

    Args:
        slug: The sheet's.
        name: What the sheet is called.
        sent: The data of the sheet that are sent.
        period: How long the sheet keeps what it sends, counted here from the sending.
    """
    return Holding(
        data=(
            Datum(Outbound.processor, Text("prestataire", "provider"), codes=_PROCESSOR_NAMES),
            Datum(Outbound.activity, Text("activité", "activity"), codes={slug: name}),
            Datum(
                Outbound.fields,
                Text("données transmises", "data sent"),
                codes={column_name(datum.column): datum.label for datum in sent},
            ),
            Datum(Outbound.sent_at, Text("transmises le", "sent on")),
            Datum(
                Outbound.external_id,
                Text("référence chez le prestataire", "reference at the provider"),
            ),
            Datum(Outbound.account, labels.ACCOUNT),
            Datum(Outbound.address, labels.ADDRESS),
        ),
        subject=(Outbound.account,),
        without_account=(Outbound.address,),
        rows=f"activity = '{slug}'",
        retention=RetentionPeriod(
            period=period,
            starts_at=Outbound.sent_at,
            counted_from=Text(
                "de la transmission au prestataire", "the sending to the provider"
            ),
            source="default",
        ),
    )

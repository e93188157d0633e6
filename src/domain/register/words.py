"""How a sheet reads in sentences: its periods and its recipients, for pages and letters."""

from domain.register.sheets import DataProcessor, RetentionPeriod
from domain.text import Text


def period_in_words(retention: RetentionPeriod) -> Text:
    """Return for example ``1 year from your last visit, or until you delete your account``."""
    period = retention.period.in_words()
    fr = f"{period.fr} à compter {retention.counted_from.fr}"
    en = f"{period.en} from {retention.counted_from.en}"
    if retention.or_until is not None:
        fr, en = f"{fr}, {retention.or_until.fr}", f"{en}, {retention.or_until.en}"
    if retention.not_started is not None:
        fr, en = f"{fr} ({retention.not_started.fr})", f"{en} ({retention.not_started.en})"
    return Text(fr, en)


def recipient_in_words(recipient: DataProcessor) -> Text:
    """Return a recipient with its purpose, its country and what protects a transfer."""
    said = [
        f"{recipient.name} : {recipient.purpose.fr} ({recipient.country.fr}"
        + (f" ; {recipient.safeguards.fr}" if recipient.safeguards else "")
        + ")",
        f"{recipient.name}: {recipient.purpose.en} ({recipient.country.en}"
        + (f"; {recipient.safeguards.en}" if recipient.safeguards else "")
        + ")",
    ]
    return Text(said[0], said[1])

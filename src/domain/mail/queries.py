"""Reading mail: for sending it, and for the mailbox of the local run."""

from uuid import UUID

from domain.mail.tables import Mail


async def find(mail_id: UUID) -> Mail | None:
    """Return a mail, or None when its period or its person is gone."""
    return await Mail.objects().where(Mail.id == mail_id).first()


async def latest_first(*, limit: int = 200) -> list[Mail]:
    """Return the mails that were sent, the latest first."""
    return (
        await Mail.objects()
        .where(Mail.sent_at.is_not_null())
        .order_by(Mail.sent_at, ascending=False)
        .limit(limit)
    )

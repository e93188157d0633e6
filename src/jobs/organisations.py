"""Organisations: the mails to the people they invite, and to their members."""

from datetime import datetime
from uuid import UUID, uuid5

from domain import links, organisations
from domain.accounts import Account
from domain.organisations import (
    INVITATION,
    MAIL_CLAUSE,
    MAIL_ENDED,
    MAIL_INVITATION,
    MAIL_REMOVED,
    InvitationSpent,
)
from domain.periods import after, paris_day
from domain.register import INVITATIONS
from domain.register.controller import CONTROLLER
from domain.text import Text
from jobs.mail import language_in, link_to, write_mail

_VALID_FOR = INVITATIONS.holdings[0].retention.period


async def tell_invited(invitation_id: UUID, now: datetime) -> None:
    """Send the link of an invitation, unless it was withdrawn or used meanwhile."""
    try:
        invitation = await organisations.waiting_invitation(
            invitation_id, valid_for=_VALID_FOR, now=now
        )
    except InvitationSpent:
        return
    lang = language_in(invitation.language)
    organisation = await organisations.find(invitation.organisation)
    clause = await organisations.clause_in_force(organisation.id, on=paris_day(now))
    await write_mail(
        "invitation",
        about=invitation.id,
        account_id=None,
        address=invitation.email,
        lang=lang,
        subject=Text(
            "Une place vous attend sur assistEU", "A seat is waiting for you on assistEU"
        ),
        now=now,
        context={
            "link": link_to(lang, f"/invitation/{links.sign(INVITATION, invitation.id)}"),
            "organisation": organisation.name,
            "inviter": await organisations.inviter_of(invitation),
            "as_administrator": invitation.as_administrator,
            "has_statistics": clause is not None,
            "ends_at": after(invitation.invited_at, _VALID_FOR),
            "controller": CONTROLLER,
        },
    )


async def tell_removed(account_id: UUID, now: datetime) -> None:
    """Tell a person that an administrator took their seat away."""
    subject = Text("Votre place vous a été retirée", "Your seat was taken away")
    await _tell("organisation_left", account_id, subject, now)


async def tell_ended(account_id: UUID, now: datetime) -> None:
    """Tell a person that their organisation is a client no more."""
    subject = Text(
        "Votre organisation n’est plus cliente d’assistEU",
        "Your organisation is no longer a client of assistEU",
    )
    await _tell("organisation_ended", account_id, subject, now)


async def tell_clause(account_id: UUID, now: datetime) -> None:
    """Tell a member that the contract gives the organisation statistics (art. 13(3))."""
    account = await Account.objects().where(Account.id == account_id).first()
    if account is None or account.organisation is None:
        return
    clauses = await organisations.clauses_of(account.organisation)
    today = paris_day(now)
    coming = [one for one in clauses if one.until_on is None or one.until_on > today]
    if not coming:
        return
    subject = Text(
        "Statistiques d’usage remises à votre organisation",
        "Statistics on use given to your organisation",
    )
    await _tell("statistics_clause", account_id, subject, now, since_on=coming[-1].since_on)


async def _tell(
    template: str, account_id: UUID, subject: Text, now: datetime, **facts: object
) -> None:
    """Write a mail to a person about their membership, once a day at most."""
    account = await Account.objects().where(Account.id == account_id).first()
    if account is None or account.closed_at is not None:
        return
    lang = language_in(account.language)
    await write_mail(
        template,
        about=uuid5(account_id, paris_day(now).isoformat()),
        account_id=account_id,
        address=account.email,
        lang=lang,
        subject=subject,
        now=now,
        context={
            "account_link": link_to(lang, "/account"),
            "organisation_link": link_to(lang, "/organisation"),
            **facts,
        },
    )


async def forget_uncovered(now: datetime) -> None:
    """Erase the counters that no clause covers any more."""
    await organisations.forget_what_no_clause_covers(now=now)


HANDLERS = {
    MAIL_INVITATION: tell_invited,
    MAIL_REMOVED: tell_removed,
    MAIL_ENDED: tell_ended,
    MAIL_CLAUSE: tell_clause,
}

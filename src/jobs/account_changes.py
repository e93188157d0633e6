"""Accounts: the mails about changes of address, password and factors."""

from datetime import datetime
from uuid import UUID

from domain import accounts, links
from domain.accounts import (
    CHANGES,
    MAIL_ADDRESS_CHANGED,
    MAIL_FORMER_ADDRESS,
    MAIL_NEW_ADDRESS,
    MAIL_RESET,
    MAIL_SECURITY_EVENT,
    PROVE_NEW_ADDRESS,
    RESET_PASSWORD,
    STOP_ADDRESS_CHANGE,
    Account,
    AddressChange,
    Change,
    PasswordReset,
    SecurityEvent,
)
from domain.periods import after
from domain.register import ADDRESS_CHANGES, PASSWORD_RESETS
from domain.text import Text
from jobs.mail import language_in, link_to, write_mail

_CHANGE_WAITS = ADDRESS_CHANGES.holdings[0].retention.period
_RESET_WAITS = PASSWORD_RESETS.holdings[0].retention.period


async def tell_reset(reset_id: UUID, now: datetime) -> None:
    """Send the link that leads to a new password; nobody without an account gets a mail."""
    try:
        account = await accounts.waiting_reset(reset_id, valid_for=_RESET_WAITS, now=now)
    except accounts.LinkSpent:
        return
    reset = await PasswordReset.objects().where(PasswordReset.id == reset_id).first()
    if reset is None:
        return
    lang = language_in(account.language)
    await write_mail(
        "password_reset",
        about=reset.id,
        account_id=account.id,
        address=account.email,
        lang=lang,
        subject=Text("Choisissez un nouveau mot de passe", "Choose a new password"),
        now=now,
        context={
            "link": link_to(lang, f"/new-password/{links.sign(RESET_PASSWORD, reset.id)}"),
            "ends_at": after(reset.asked_at, _RESET_WAITS),
        },
    )


async def tell_new_address(change_id: UUID, now: datetime) -> None:
    """Send the link that proves a new address; or say that it has an account already."""
    change, account = await _change(change_id)
    if change is None or account is None or change.proven_at is not None:
        return
    known = await Account.objects().where(Account.email == change.email).first()
    lang = language_in((known or account).language)
    if known is not None:
        await write_mail(
            "account_exists",
            about=change.id,
            account_id=known.id,
            address=change.email,
            lang=lang,
            subject=Text("Vous avez déjà un compte", "You have an account already"),
            now=now,
            context={"link": link_to(lang, "/sign-in")},
        )
        return
    await write_mail(
        "new_address",
        about=change.id,
        account_id=account.id,
        address=change.email,
        lang=lang,
        subject=Text("Prouvez votre nouvelle adresse e-mail", "Prove your new e-mail address"),
        now=now,
        context={
            "link": link_to(lang, f"/new-address/{links.sign(PROVE_NEW_ADDRESS, change.id)}"),
            "ends_at": after(change.asked_at, _CHANGE_WAITS),
        },
    )


async def tell_former_address(change_id: UUID, now: datetime) -> None:
    """Tell the present address that another one was asked for, with the link to stop it."""
    await _tell_former(
        change_id,
        "former_address",
        Text("Un changement d’adresse est demandé", "A change of address is asked for"),
        now=now,
    )


async def tell_address_changed(change_id: UUID, now: datetime) -> None:
    """Tell the former address that another one took its place, with the link to return."""
    await _tell_former(
        change_id,
        "address_changed",
        Text("L’adresse de votre compte a changé", "The address of your account changed"),
        now=now,
    )


async def _tell_former(change_id: UUID, template: str, subject: Text, *, now: datetime) -> None:
    change, account = await _change(change_id)
    if change is None or account is None:
        return
    lang = language_in(account.language)
    token = links.sign(STOP_ADDRESS_CHANGE, change.id)
    await write_mail(
        template,
        about=change.id,
        account_id=account.id,
        address=change.former_email,
        lang=lang,
        subject=subject,
        now=now,
        context={
            "link": link_to(lang, f"/former-address/{token}"),
            "ends_at": after(change.asked_at, _CHANGE_WAITS),
        },
    )


async def tell_security_event(event_id: UUID, now: datetime) -> None:
    """Tell the person what changed in the means of signing in."""
    event = await SecurityEvent.objects().where(SecurityEvent.id == event_id).first()
    account = await _account(event.account) if event else None
    if event is None or account is None:
        return
    lang = language_in(account.language)
    await write_mail(
        "security_event",
        about=event.id,
        account_id=account.id,
        address=account.email,
        lang=lang,
        subject=CHANGES[Change(event.kind)],
        now=now,
        context={
            "change": CHANGES[Change(event.kind)],
            "at": event.at,
            "link": link_to(lang, "/password-reset"),
        },
    )


async def _change(change_id: UUID) -> tuple[AddressChange | None, Account | None]:
    change = await AddressChange.objects().where(AddressChange.id == change_id).first()
    return change, await _account(change.account) if change else None


async def _account(account_id: UUID) -> Account | None:
    """Return an account that is open."""
    found = await Account.objects().where(Account.id == account_id).first()
    return None if found is None or found.closed_at or found.left_at else found


HANDLERS = {
    MAIL_RESET: tell_reset,
    MAIL_NEW_ADDRESS: tell_new_address,
    MAIL_FORMER_ADDRESS: tell_former_address,
    MAIL_ADDRESS_CHANGED: tell_address_changed,
    MAIL_SECURITY_EVENT: tell_security_event,
}

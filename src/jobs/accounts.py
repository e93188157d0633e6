"""Accounts: the mail that answers a sign-up, and what ends by itself."""

from datetime import datetime
from uuid import UUID, uuid5

from domain import accounts, enquiries, links, requests
from domain.accounts import (
    MAIL_KNOWN,
    MAIL_PROOF,
    MAIL_PROOF_AGAIN,
    PROVE_ADDRESS,
    Account,
    SignUp,
)
from domain.periods import after
from domain.register import SIGN_UPS
from domain.text import Text
from jobs.mail import language_in, link_to, write_mail

_VALID_FOR = SIGN_UPS.holdings[0].retention.period


async def tell_proof(sign_up_id: UUID, now: datetime) -> None:
    """Send the link that proves an address, unless it was proven or its time is over.

    Nothing that was typed stands in the mail: it could be an advertisement, sent by us to
    whomever its author likes.
    """
    await _write_proof(sign_up_id, about=sign_up_id, now=now)


async def tell_proof_again(sign_up_id: UUID, now: datetime) -> None:
    """Send the proof of an address once more, as support was asked: once an hour at most."""
    about = uuid5(sign_up_id, f"{now:%Y-%m-%dT%H}")
    await _write_proof(sign_up_id, about=about, now=now)


async def _write_proof(sign_up_id: UUID, *, about: UUID, now: datetime) -> None:
    asked = await SignUp.objects().where(SignUp.id == sign_up_id).first()
    if asked is None:
        return
    lang = language_in(asked.language)
    await write_mail(
        "prove_address",
        about=about,
        account_id=None,
        address=asked.email,
        lang=lang,
        subject=Text("Prouvez votre adresse e-mail", "Prove your e-mail address"),
        now=now,
        context={
            "link": link_to(lang, f"/prove-address/{links.sign(PROVE_ADDRESS, asked.id)}"),
            "ends_at": after(asked.created_at, _VALID_FOR),
        },
    )


async def tell_known(sign_up_id: UUID, now: datetime) -> None:
    """Tell the holder of an account that somebody signed up with their address."""
    asked = await SignUp.objects().where(SignUp.id == sign_up_id).first()
    if asked is None:
        return
    account = await Account.objects().where(Account.email == asked.email).first()
    if account is None or account.closed_at is not None:
        return
    lang = language_in(account.language)
    await write_mail(
        "account_exists",
        about=asked.id,
        account_id=account.id,
        address=account.email,
        lang=lang,
        subject=Text("Vous avez déjà un compte", "You have an account already"),
        now=now,
        context={"link": link_to(lang, "/sign-in")},
    )


async def end_what_is_over(now: datetime) -> None:
    """Write down the ends of sessions, invitations, requests and consents to forms.

    Periods run from there.
    """
    await requests.close_never_proven(now=now)
    await requests.close_never_answered(now=now)
    await requests.end_files(now=now)
    await accounts.end_expired_sessions(now=now)
    await accounts.end_unaccepted_invitations(now=now)
    await enquiries.end_proofs(now=now)


HANDLERS = {
    MAIL_PROOF: tell_proof,
    MAIL_PROOF_AGAIN: tell_proof_again,
    MAIL_KNOWN: tell_known,
}

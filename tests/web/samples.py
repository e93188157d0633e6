"""A real address for each route with parameters, and what is not plainly 200.

A route whose parameters have no sample here fails the walks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from domain.prospects import ANSWER, UNSUBSCRIBE
from tests.routes import Route
from tests.web.world import (
    ADMINISTRATORS,
    CELEX,
    HOLDERS,
    STAFF,
    World,
    follow_path,
    former_address_path,
    invitation_token,
    message_path,
    new_address_path,
    new_password_path,
    proof_path,
    proof_token,
    prospect_token,
    seat_token,
)


@dataclass(frozen=True, kw_only=True)
class Sample:
    """How a route is walked."""

    path: Callable[[World], str]
    owner: str | None = None
    """Whose it is: to everybody else who signed in it does not exist."""

    answers: Mapping[str, int] = field(default_factory=dict)
    """By actor, where the answer is other than the access says, and rightly so."""


def _of(*actors: str, status: int) -> dict[str, int]:
    return dict.fromkeys(actors, status)


def _alices(what: str, rest: str) -> Sample:
    return Sample(
        path=lambda w: f"/account/data/requests/{w.ids[f'{what} of alice']}{rest}",
        owner="alice",
    )


_SIGNED_IN = (*HOLDERS, *ADMINISTRATORS, *STAFF)

SAMPLES: dict[str, Sample] = {
    "/favicon.ico": Sample(
        path=lambda _w: "/favicon.ico", answers=_of("visitor", *_SIGNED_IN, status=303)
    ),
    # No Redis in these tests.
    "/health": Sample(
        path=lambda _w: "/health", answers=_of("visitor", *_SIGNED_IN, status=503)
    ),
    "/static/{file_path}": Sample(path=lambda _w: "/static/icon.svg"),
    "/prove-address/{token}": Sample(path=lambda w: f"/prove-address/{proof_token(w)}"),
    "/staff-invitation/{token}": Sample(
        path=lambda w: f"/staff-invitation/{invitation_token(w)}"
    ),
    # Who signed in already is sent on.
    "/sign-in": Sample(path=lambda _w: "/sign-in", answers=_of(*_SIGNED_IN, status=303)),
    "/sign-in/second-factor": Sample(
        path=lambda _w: "/sign-in/second-factor",
        answers=_of("visitor", *_SIGNED_IN, status=303),
    ),
    # Only who is half signed in and has no second factor takes one up there.
    "/sign-in/enrolment": Sample(
        path=lambda _w: "/sign-in/enrolment",
        answers=_of("visitor", *_SIGNED_IN, status=303),
    ),
    "/.well-known/change-password": Sample(
        path=lambda _w: "/.well-known/change-password",
        answers=_of("visitor", *_SIGNED_IN, status=303),
    ),
    "/new-address/{token}": Sample(path=new_address_path),
    "/former-address/{token}": Sample(path=former_address_path),
    "/new-password/{token}": Sample(path=new_password_path),
    "/account/second-factor/passkeys/{passkey_id}": Sample(
        path=lambda w: f"/account/second-factor/passkeys/{w.ids['passkey of dave']}",
        owner="dave",
    ),
    "/account/second-factor/passkeys/{passkey_id}/removal": Sample(
        path=lambda w: f"/account/second-factor/passkeys/{w.ids['passkey of dave']}/removal",
        owner="dave",
    ),
    # Staff leave, they do not delete their accounts.
    "/account/data/directives": Sample(
        path=lambda _w: "/account/data/directives", answers=_of(*STAFF, status=404)
    ),
    "/account/deletion": Sample(
        path=lambda _w: "/account/deletion", answers=_of(*STAFF, status=404)
    ),
    "/account/sessions/{session_id}/end": Sample(
        path=lambda w: f"/account/sessions/{w.ids['session of alice']}/end", owner="alice"
    ),
    "/local/mail/{mail_id}": Sample(path=lambda w: f"/local/mail/{w.ids['mail']}"),
    "/documents/{celex}": Sample(path=lambda _w: f"/documents/{CELEX}"),
    "/history/{entry_id}/erasure": Sample(
        path=lambda w: f"/history/{w.ids['history entry']}/erasure", owner="alice"
    ),
    "/account/data/requests/{request_id}": _alices("copy", ""),
    "/account/data/requests/{request_id}/download": _alices("copy", "/download"),
    "/account/data/requests/{request_id}/withdrawal": _alices("erasure", "/withdrawal"),
    "/account/data/requests/{request_id}/answer": _alices("doubted", "/answer"),
    "/rights/prove/{token}": Sample(path=lambda w: proof_path(w, "unproven request")),
    "/rights/requests/{token}": Sample(path=lambda w: follow_path(w, "copy of nobody")),
    "/rights/requests/{token}/download": Sample(
        path=lambda w: follow_path(w, "copy of nobody") + "/download"
    ),
    "/rights/requests/{token}/withdrawal": Sample(
        path=lambda w: follow_path(w, "erasure of nobody") + "/withdrawal"
    ),
    "/rights/requests/{token}/answer": Sample(
        path=lambda w: follow_path(w, "doubted of nobody") + "/answer"
    ),
    **{
        f"/console/requests/{{request_id}}/{rest}": Sample(
            path=lambda w, rest=rest, what=what: f"/console/requests/{w.ids[what]}/{rest}"
        )
        for rest, what in (
            ("extension", "erasure of alice"),
            ("doubt", "erasure of alice"),
            ("answer", "doubted of alice"),
        )
    },
    "/console/evidence/erasures/{erasure_id}": Sample(
        path=lambda w: f"/console/evidence/erasures/{w.ids['erasure']}"
    ),
    "/console/duties/{duty_id}/retrial": Sample(
        path=lambda w: f"/console/duties/{w.ids['duty']}/retrial"
    ),
    "/console/requests/{request_id}": Sample(
        path=lambda w: f"/console/requests/{w.ids['erasure of alice']}"
    ),
    # Leads back to the request, once the password was given again.
    "/console/requests/{request_id}/decision": Sample(
        path=lambda w: f"/console/requests/{w.ids['erasure of alice']}/decision",
        answers=_of("dpo", status=303),
    ),
    "/console/requests/{request_id}/identity": Sample(
        path=lambda w: f"/console/requests/{w.ids['unproven request']}/identity"
    ),
}


_MEMBER = "/organisation/members/{account_id}"
_CLIENT = "/staff/organisations/{organisation_id}"

_RESTRICTION = ("/restriction", "/restriction-end")

SAMPLES |= {
    # Who signed in under another address is told so.
    "/invitation/{token}": Sample(
        path=lambda w: f"/invitation/{seat_token(w)}", answers=_of(*_SIGNED_IN, status=409)
    ),
    # Who belongs to no organisation has no such page.
    "/organisation": Sample(
        path=lambda _w: "/organisation", answers=_of("alice", "bob", status=404)
    ),
    # No clause in erin's contract.
    "/organisation/statistics": Sample(
        path=lambda _w: "/organisation/statistics", answers=_of("erin", status=404)
    ),
    "/organisation/invitations/{invitation_id}/withdrawal": Sample(
        path=lambda w: f"/organisation/invitations/{w.ids['offered seat']}/withdrawal",
        owner="carol",
    ),
    **{
        f"{_MEMBER}{rest}": Sample(
            path=lambda w, rest=rest: f"/organisation/members/{w.account_id('dave')}{rest}",
            owner="carol",
        )
        for rest in ("/removal", "/administrator", "/administrator/end")
    },
    "/unsubscribe/{token}": Sample(
        path=lambda w: f"/unsubscribe/{prospect_token(w, UNSUBSCRIBE)}"
    ),
    "/answer/{token}": Sample(path=lambda w: f"/answer/{prospect_token(w, ANSWER)}"),
    **{
        f"/staff/prospects/{{prospect_id}}{rest}": Sample(
            path=lambda w, rest=rest: f"/staff/prospects/{w.ids['prospect']}{rest}"
        )
        for rest in ("", "/details", "/exchanges", "/objection", *_RESTRICTION)
    },
    **{
        f"/staff/campaigns/{{campaign_id}}{rest}": Sample(
            path=lambda w, rest=rest: f"/staff/campaigns/{w.ids['campaign']}{rest}"
        )
        for rest in ("", "/words", "/confirmation", "/trial")
    },
    **{
        f"/console/breaches/{{breach_id}}{rest}": Sample(
            path=lambda w, rest=rest, which=which: f"/console/breaches/{w.ids[which]}{rest}"
        )
        for rest, which in (
            *((rest, "breach") for rest in ("", "/facts", "/form", "/notices/new", "/risk")),
            *((f"/{step}", "breach") for step in ("notification", "information", "exemption")),
            ("/closing", "assessed breach"),
            ("/reopening", "closed breach"),
        )
    },
    "/console/breaches/notices/{notice_id}": Sample(
        path=lambda w: f"/console/breaches/notices/{w.ids['notice']}"
    ),
    # Leads back to the notice, once the password was given again.
    "/console/breaches/notices/{notice_id}/confirmation": Sample(
        path=lambda w: f"/console/breaches/notices/{w.ids['notice']}/confirmation",
        answers=_of("dpo", status=303),
    ),
    "/staff/campaigns/{campaign_id}/stop": Sample(
        path=lambda w: f"/staff/campaigns/{w.ids['leaving campaign']}/stop"
    ),
    **{
        f"/staff/prospects/imports/{{import_id}}{rest}": Sample(
            path=lambda w, rest=rest: f"/staff/prospects/imports/{w.ids['list']}{rest}"
        )
        for rest in ("", "/refusals.csv", "/confirmation", "/cancellation")
    },
    "/staff/people/{account_id}": Sample(
        path=lambda w: f"/staff/people/{w.account_id('alice')}"
    ),
    "/staff/people/{account_id}/sessions-end": Sample(
        path=lambda w: f"/staff/people/{w.account_id('alice')}/sessions-end"
    ),
    **{
        f"{_CLIENT}{rest}": Sample(
            path=lambda w, rest=rest: f"/staff/organisations/{w.ids['chambers']}{rest}"
        )
        for rest in ("", "/seats", "/clause/end", "/end", "/invitations/new")
    },
    f"{_CLIENT}/clause": Sample(
        path=lambda w: f"/staff/organisations/{w.ids['others']}/clause"
    ),
    "/console/retention/holds/{hold_id}": Sample(
        path=lambda w: f"/console/retention/holds/{w.ids['hold']}"
    ),
    "/console/retention/holds/{hold_id}/lifting": Sample(
        path=lambda w: f"/console/retention/holds/{w.ids['hold']}/lifting"
    ),
    "/console/deaths/{report_id}": Sample(
        path=lambda w: f"/console/deaths/{w.ids['death report']}"
    ),
    # Leads back to the report, once the password was given again.
    "/console/deaths/{report_id}/execution": Sample(
        path=lambda w: f"/console/deaths/{w.ids['death report']}/execution",
        answers=_of("dpo", status=303),
    ),
    "/console/deaths/{report_id}/copies": Sample(
        path=lambda w: f"/console/deaths/{w.ids['executed death']}/copies"
    ),
    "/console/deaths/{report_id}/calling-off": Sample(
        path=lambda w: f"/console/deaths/{w.ids['death report']}/calling-off"
    ),
    "/console/staff/{account_id}/departure": Sample(
        path=lambda w: f"/console/staff/{w.account_id('support')}/departure"
    ),
}


_TRAINING = "/training/{session_id}"
_PROPOSED = "/organisation/training/{session_id}"
_STAFF_TRAINING = "/staff/training/{session_id}"

SAMPLES |= {
    # Who belongs to no organisation has no such page.
    "/training": Sample(path=lambda _w: "/training", answers=_of("alice", "bob", status=404)),
    f"{_TRAINING}/calendar.ics": Sample(
        path=lambda w: f"/training/{w.ids['registered training of chambers']}/calendar.ics",
        answers=_of("alice", "bob", "erin", status=404),
    ),
    f"{_TRAINING}/registration": Sample(
        path=lambda w: f"/training/{w.ids['open training of chambers']}/registration",
        answers=_of("alice", "bob", "erin", status=404),
    ),
    f"{_TRAINING}/withdrawal": Sample(
        path=lambda w: f"/training/{w.ids['registered training of chambers']}/withdrawal",
        owner="dave",
    ),
    f"{_PROPOSED}/cancellation": Sample(
        path=lambda w: (
            f"/organisation/training/{w.ids['open training of chambers']}/cancellation"
        ),
        owner="carol",
    ),
    **{
        f"{_STAFF_TRAINING}{rest}": Sample(
            path=lambda w, rest=rest: (
                f"/staff/training/{w.ids['proposed training of chambers']}{rest}"
            )
        )
        for rest in ("", "/acceptance", "/refusal", "/cancellation")
    },
}


_SHARING = "/staff/sharing/{case_id}"
_OWN_CASE = "/account/licence/cases/{case_id}"

SAMPLES |= {
    **{
        f"{_SHARING}{rest}": Sample(
            path=lambda w, rest=rest, case=case: f"/staff/sharing/{w.ids[case]}{rest}"
        )
        for rest, case in (
            ("", "contested case"),
            ("/notice", "untold case"),
            ("/review", "contested case"),
            ("/measure", "confirmed case"),
            ("/measure/agreement", "case with a measure"),
        )
    },
    # Leads back to the case, once the password was given again.
    f"{_SHARING}/decision": Sample(
        path=lambda w: f"/staff/sharing/{w.ids['case of alice']}/decision",
        answers=_of("support", status=303),
    ),
    f"{_OWN_CASE}/explanation": Sample(
        path=lambda w: f"/account/licence/cases/{w.ids['case of alice']}/explanation",
        owner="alice",
    ),
    f"{_OWN_CASE}/contest": Sample(
        path=lambda w: f"/account/licence/cases/{w.ids['decided case of alice']}/contest",
        owner="alice",
    ),
    "/console/objections/{objection_id}": Sample(
        path=lambda w: f"/console/objections/{w.ids['objection']}"
    ),
    # Leads back to the objection, once the password was given again.
    "/console/objections/{objection_id}/decision": Sample(
        path=lambda w: f"/console/objections/{w.ids['objection']}/decision",
        answers=_of("dpo", status=303),
    ),
}


SAMPLES |= {
    "/messages/{token}": Sample(path=lambda w: message_path(w, "message")),
    "/messages/{token}/withdrawal": Sample(
        path=lambda w: message_path(w, "message") + "/withdrawal"
    ),
    "/messages/{token}/calendar.ics": Sample(
        path=lambda w: message_path(w, "appointment") + "/calendar.ics"
    ),
    # Each role sees the messages of its own sheets alone.
    **{
        f"/staff/messages/{{enquiry_id}}{rest}": Sample(
            path=lambda w, rest=rest: f"/staff/messages/{w.ids['open appointment']}{rest}",
            answers=_of("product", status=404),
        )
        for rest in ("", "/answer", "/closing", "/deletion")
    },
}


def sample_of(route: Route) -> Sample:
    """Return how ``route`` is walked; its own path when it has no parameters."""
    if route.pattern in SAMPLES:
        return SAMPLES[route.pattern]
    assert "{" not in route.pattern, f"{route.pattern}: no sample in tests/web/samples.py"
    return Sample(path=lambda _world: route.pattern)

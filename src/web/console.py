"""``/console``: the DPO's day, the evidence, the duties set aside."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response

from domain import audit, duties, evidence, forgetting, policy, processors, requests
from domain.evidence import Erasure
from domain.periods import paris_day
from domain.register import BREACHES, DUTIES, PROCESSORS, REGISTER, RIGHTS_REQUESTS
from domain.requests import State
from domain.settings import current_settings
from domain.text import Text
from web.access import seen_by
from web.console_breaches import clocks
from web.console_requests import deadline_of
from web.csv_export import csv_file
from web.dependencies import Now
from web.pages import AnyRequest, page, see_other
from web.request_parts import page_number

_DPO = seen_by(RIGHTS_REQUESTS, BREACHES)
_DEADLINES_SHOWN = 12
_ROWS = 100

PROCESSOR_NAMES = {one.slug: one.name for one in PROCESSORS}
CAUSES: dict[str, Text] = {
    "request": Text("demande acceptée", "request granted"),
    "holder": Text("suppression par le titulaire", "deletion by the holder"),
    "inactivity": Text("un an sans visite", "one year without a visit"),
    "departure": Text("départ du personnel", "departure from staff"),
    "death": Text("directives après un décès", "directives after a death"),
    "restoration": Text("sauvegarde restaurée", "backup restored"),
}
DUTY_NAMES: dict[str, Text] = {
    "send-mail": Text("envoyer un courriel", "send an e-mail"),
    "schedule:make-months": Text("préparer les mois à venir", "make the months ahead"),
    "make-package": Text("préparer une copie de données", "make a copy of data"),
    "erase-account": Text("effacer une personne", "erase a person"),
    "write-erasure-ledger": Text(
        "inscrire un effacement au registre hors base",
        "write an erasure into the ledger outside the database",
    ),
    "schedule:keep-ledger": Text(
        "tenir le registre des effacements", "keep the ledger of erasures"
    ),
    "tell-request-received": Text("accuser réception", "acknowledge a request"),
    "tell-death-reported": Text(
        "avertir un titulaire dont le décès est signalé",
        "tell a holder whose death is reported",
    ),
    "carry-out-directives": Text(
        "exécuter des directives après un décès", "execute directives after a death"
    ),
    "tell-request-held": Text(
        "prévenir l’ancien titulaire d’une demande", "warn who had the account of a request"
    ),
    "tell-request-doubt": Text("dire un doute sur l’identité", "tell of a doubt on identity"),
    "tell-request-extended": Text("annoncer une prolongation", "tell of an extension"),
    "schedule:remind-of-deadlines": Text("rappeler les délais", "remind of time limits"),
    "tell-request-still-open": Text(
        "dire qu’une demande est ouverte", "say that a request is open"
    ),
    "tell-request-refused": Text("annoncer un refus", "tell of a refusal"),
    "tell-package-ready": Text("annoncer une copie", "tell of a copy"),
    "tell-sharing-asked": Text(
        "interroger un titulaire sur sa licence", "ask a holder about the licence"
    ),
    "tell-sharing-decided": Text(
        "annoncer la décision d’un dossier de licence", "tell of a licence case’s decision"
    ),
    "tell-sharing-reviewed": Text(
        "annoncer le réexamen d’un dossier de licence", "tell of a licence case’s review"
    ),
    "tell-objection-weighed": Text("répondre à une opposition", "answer an objection"),
    "forget-sightings": Text(
        "effacer des adresses après une opposition", "erase addresses after an objection"
    ),
    "schedule:read-sightings": Text(
        "lire les utilisations de la nuit", "read the uses, by night"
    ),
    "forget-at-processor": Text(
        "faire oublier une personne à un prestataire", "have a provider forget a person"
    ),
    "read-prospect-list": Text("lire une liste de prospects", "read a list of prospects"),
    "take-prospect-list": Text("prendre une liste de prospects", "take a list of prospects"),
    "remove-prospect-list": Text(
        "effacer une liste de prospects écartée", "erase a list of prospects that was left"
    ),
    "look-up-sending-domain": Text(
        "consulter le DNS du domaine d’envoi", "look up the DNS of the sending domain"
    ),
    "try-campaign": Text("écrire l’essai d’une campagne", "write the trial of a campaign"),
    "breach:a-day-left": Text(
        "prévenir d’un délai de violation", "warn of a breach’s time limit"
    ),
    "breach:overdue": Text("annoncer un délai dépassé", "tell that a breach is overdue"),
    "breach:send-notice": Text("écrire l’annonce d’une violation", "write a breach’s notice"),
    "send-campaign": Text("écrire une campagne", "write a campaign"),
    "inform-prospect": Text("informer un prospect", "inform a prospect"),
    "synchronise-hubspot": Text("tenir HubSpot à jour", "keep HubSpot up to date"),
    "training:meeting": Text("créer une réunion chez Zoom", "make a meeting at Zoom"),
    "training:registration": Text(
        "inscrire une personne à une session", "register somebody for a session"
    ),
    "training:withdrawal": Text(
        "désinscrire une personne chez Zoom", "take somebody off at Zoom"
    ),
    "training:end": Text(
        "retirer les inscrits d’une session passée", "take off who attended a session"
    ),
    "training:cancellation": Text("annuler une session", "cancel a session"),
    "mail:training-answer": Text(
        "répondre à une demande de formation", "answer a request for training"
    ),
    "mail:training-open": Text("inviter à une session", "invite to a session"),
    "schedule:let-go-of-training": Text(
        "désinscrire qui a quitté son organisation", "withdraw who left an organisation"
    ),
    "mail:enquiry-received": Text("accuser réception d’un message", "acknowledge a message"),
    "mail:enquiry-answered": Text("répondre à un message", "answer a message"),
    "mail:prove-address": Text("demander une preuve d’adresse", "ask for a proof of address"),
    "mail:account-exists": Text(
        "rappeler qu’un compte existe", "recall that an account exists"
    ),
    "mail:password-reset": Text(
        "envoyer un lien de mot de passe", "send a link for a password"
    ),
    "mail:new-address": Text("faire prouver une adresse", "have an address proven"),
    "mail:former-address": Text("prévenir l’ancienne adresse", "warn the former address"),
    "mail:address-changed": Text("annoncer un changement d’adresse", "tell of a new address"),
    "mail:security-event": Text("annoncer un changement d’accès", "tell of a change of access"),
    "mail:invitation": Text("inviter une personne", "invite a person"),
    "mail:organisation-left": Text("annoncer un retrait", "tell of a removal"),
    "mail:organisation-ended": Text("annoncer une fin de contrat", "tell of a contract’s end"),
    "mail:statistics-clause": Text("annoncer une clause", "tell of a clause"),
    "mail:prove-address-again": Text("renvoyer une preuve", "send a proof again"),
    "schedule:forget-uncovered-counters": Text(
        "effacer les compteurs sans clause", "erase counters without a clause"
    ),
    "schedule:end-what-is-over": Text("clore ce qui est terminé", "end what is over"),
    "verify-trail": Text("vérifier la trace", "verify the trail"),
    "schedule:verify-trail": Text(
        "vérifier la trace, chaque nuit", "verify the trail, every night"
    ),
    "schedule:sweep": Text("balayage de la nuit", "the nightly sweep"),
    "schedule:watch-agreements": Text(
        "surveiller les accords des prestataires", "watch over agreements with providers"
    ),
    "schedule:foresee": Text("prévision des effacements", "the forecast of erasures"),
    "schedule:tell-of-the-month": Text("résumer le mois écoulé", "sum up the month"),
    "schedule:warn-of-the-end": Text(
        "prévenir avant l’effacement d’un compte inactif", "warn before an idle account ends"
    ),
}


@get("/console", access=_DPO)
async def show_today(request: AnyRequest, now: Now) -> Response[str]:
    """Show what presses today: deadlines, last night's sweep, what failed, the gaps."""
    standing = await requests.open_requests()
    counts = await requests.count_by_state()
    return page(
        request,
        "console/today.html",
        clocks=await clocks(now=now),
        deadlines=[deadline_of(one, now=now) for one in standing[:_DEADLINES_SHOWN]],
        open_count=len(standing),
        overdue_count=len(await requests.overdue(now=now)),
        to_decide_count=counts[State.TO_DECIDE],
        unproven_count=counts[State.UNPROVEN],
        nights=await evidence.nights(limit=30),
        set_aside=await duties.waiting(set_aside=True),
        unfinished=await evidence.unfinished_erasures(now=now),
        without_agreement=[
            one
            for one in PROCESSORS
            if processors.naming(one) and not one.has_agreement(on=paris_day(now))
        ],
        verification=await audit.last_verification(),
        result_in_words=audit.result_in_words,
        region=current_settings().hosting_region,
        transport=_transport(),
        mail_way=_MAIL_WAYS[current_settings().mail.by],
        gaps=policy.gaps(htmx_from_cdn=current_settings().htmx == "cdn"),
    )


_MAIL_WAYS = {
    "local": Text(
        "reste dans la boîte aux lettres locale", "stays in the mailbox of the local run"
    ),
    "smtp": Text("part par SMTP chiffré", "leaves by encrypted SMTP"),
    "mailjet": Text("part par Mailjet, sans suivi", "leaves by Mailjet, without tracking"),
}


def _transport() -> Text:
    """Return where encryption ends, as far as this installation declares it (P-SEC-1)."""
    settings = current_settings()
    if settings.own_tls is not None:
        return Text("TLS 1.3, par le programme lui-même", "TLS 1.3, by the program itself")
    if settings.over_https:
        return Text("par le serveur mandataire placé devant", "by the proxy in front")
    return Text("aucun : exécution locale en http", "none: local run over http")


@get("/console/evidence", access=_DPO)
async def show_evidence(request: AnyRequest) -> Response[str]:
    """Show what the sweeps erased, table by table; empty passes only when asked for."""
    activity, with_all, number = _filter(request)
    sweeps = await evidence.latest_sweeps(
        activity=activity,
        with_effect=not with_all,
        limit=_ROWS + 1,
        offset=(number - 1) * _ROWS,
    )
    return page(
        request,
        "console/evidence.html",
        partial="console/_sweeps.html",
        sweeps=sweeps[:_ROWS],
        has_more=len(sweeps) > _ROWS,
        number=number,
        activity=activity,
        with_all=with_all,
        names=_activity_names(),
    )


@get("/console/evidence.csv", access=_DPO)
async def export_evidence(request: AnyRequest) -> Response[str]:
    """Hand over the evidence of the sweeps."""
    activity, with_all, _ = _filter(request)
    sweeps = await evidence.latest_sweeps(
        activity=activity, with_effect=not with_all, limit=100_000
    )
    columns = (
        *("activity", "table_name", "swept_at", "cut_off", "rows_erased", "rows_emptied"),
        *("duration_ms", "failure"),
    )
    return csv_file(
        "sweeps", columns, ([getattr(one, name) for name in columns] for one in sweeps)
    )


def _filter(request: AnyRequest) -> tuple[str | None, bool, int]:
    activity = request.query_params.get("activity") or None
    if activity not in _activity_names():
        activity = None
    with_all = request.query_params.get("all") == "on"
    return activity, with_all, page_number(request.query_params.get("page"))


def _activity_names() -> dict[str, Text]:
    return {activity.slug: activity.name for activity in REGISTER}


@get("/console/evidence/erasures", access=_DPO)
async def show_erasures(request: AnyRequest) -> Response[str]:
    """Show the erasures of people, none of them by name."""
    cause = request.query_params.get("cause") or None
    number = page_number(request.query_params.get("page"))
    erasures = await evidence.latest_erasures(
        cause=cause if cause in CAUSES else None, limit=_ROWS + 1, offset=(number - 1) * _ROWS
    )
    return page(
        request,
        "console/erasures.html",
        partial="console/_erasures.html",
        erasures=erasures[:_ROWS],
        has_more=len(erasures) > _ROWS,
        number=number,
        cause=cause,
        causes=CAUSES,
    )


@get("/console/evidence/erasures.csv", access=_DPO)
async def export_erasures() -> Response[str]:
    """Hand over the evidence of the erasures."""
    columns = ("id", "cause", "ordered_at", "finished_at", "values_left")
    erasures: list[Erasure] = await evidence.latest_erasures(limit=100_000)
    return csv_file(
        "erasures", columns, ([getattr(one, name) for name in columns] for one in erasures)
    )


@get("/console/evidence/erasures/{erasure_id:uuid}", access=_DPO)
async def show_erasure(request: AnyRequest, erasure_id: FromPath[UUID]) -> Response[str]:
    """Show one erasure step by step."""
    return page(
        request,
        "console/erasure.html",
        erasure=await evidence.find_erasure(erasure_id),
        steps=await evidence.steps_of(erasure_id),
        forgettings=await forgetting.of_erasure(erasure_id),
        processor_names=PROCESSOR_NAMES,
        names=_activity_names(),
        causes=CAUSES,
    )


@get("/console/duties", access=seen_by(DUTIES))
async def show_duties(request: AnyRequest) -> Response[str]:
    """Show the duties that failed too often, and those that wait."""
    return page(
        request,
        "console/duties.html",
        set_aside=await duties.waiting(set_aside=True),
        waiting=await duties.waiting(set_aside=False),
        runs=[(run, date.fromisoformat(run.slot)) for run in await duties.latest_runs()],
        names=DUTY_NAMES,
    )


@post(
    "/console/duties/{duty_id:uuid}/retrial",
    access=seen_by(DUTIES),
    page="/console/duties",
    status_code=200,
)
async def try_again(request: AnyRequest, duty_id: FromPath[UUID], now: Now) -> Response[Any]:
    """Take up a duty that was set aside."""
    await duties.try_again(duty_id, now=now)
    return see_other(request, "/console/duties", notice="duty-tried-again")


HANDLERS = [
    show_today,
    show_evidence,
    export_evidence,
    show_erasures,
    export_erasures,
    show_erasure,
    show_duties,
    try_again,
]

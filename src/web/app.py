"""The web application: wiring only."""

import mimetypes
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar
from litestar.datastructures import CacheControlHeader
from litestar.di import Provide
from litestar.exceptions import InternalServerException
from litestar.static_files import create_static_files_router
from litestar.types import ASGIApp, ControllerRouterHandler

from domain import backups, database, migrating, walls
from domain.settings import current_settings
from web import (
    account,
    account_data,
    account_licence,
    answer,
    bookmarks,
    console,
    console_audit,
    console_breach,
    console_breach_notices,
    console_breaches,
    console_deaths,
    console_holds,
    console_new_request,
    console_objections,
    console_processors,
    console_requests,
    console_retention,
    console_staff,
    directives,
    enquiries,
    enquiry,
    feedback,
    history,
    invitation,
    local_mail,
    local_processors,
    new_address,
    new_password,
    organisation,
    organisation_statistics,
    policy,
    profile,
    research,
    rights,
    second_factor,
    sign_in,
    sign_up,
    site,
    staff,
    staff_campaigns,
    staff_imports,
    staff_invitation,
    staff_messages,
    staff_organisations,
    staff_people,
    staff_prospects,
    staff_sharing,
    staff_training,
    training,
    training_proposals,
    unsubscribe,
    webhooks_mailjet,
)
from web.access import PUBLIC, admit, refuse_undeclared_routes
from web.dependencies import provide_now, provide_person
from web.edge import Edge
from web.errors import EXCEPTION_HANDLERS, show_missing
from web.person import WhoIsCalling
from web.rendering import STATIC
from web.sightings import collecting
from web.submission import BODY_LIMIT, BodyFirst, read_submission
from web.wakeup import wake_worker


def create_app() -> Litestar:
    """Build the application. A route that declares no access stops the start."""
    app = Litestar(
        route_handlers=_handlers(),
        guards=[admit],
        before_request=read_submission,
        after_response=wake_worker,
        dependencies={
            "now": Provide(provide_now),
            "person": Provide(provide_person),
        },
        exception_handlers=EXCEPTION_HANDLERS,
        request_max_body_size=BODY_LIMIT,
        openapi_config=None,
        lifespan=[_connected, collecting],
    )
    refuse_undeclared_routes(app)
    return app


def create_asgi() -> ASGIApp:
    """Build what a server serves: the application behind its edge."""
    return Edge(BodyFirst(WhoIsCalling(create_app())))


# Static files say their charset as pages do; of text/… Litestar says it by itself.
mimetypes.add_type("image/svg+xml; charset=utf-8", ".svg")


def _handlers() -> list[ControllerRouterHandler]:
    static = create_static_files_router(
        path="/static",
        directories=[STATIC],
        opt={"access": PUBLIC},
        cache_control=CacheControlHeader(public=True, max_age=31_536_000, immutable=True),
        # A name that no file can have: a null byte, too long, below a file.
        exception_handlers={ValueError: show_missing, InternalServerException: show_missing},
    )
    local = [*local_mail.HANDLERS, *local_processors.HANDLERS]
    embedded_only = local if current_settings().embedded else []
    return [
        *site.HANDLERS,
        *sign_up.HANDLERS,
        *sign_in.HANDLERS,
        *profile.HANDLERS,
        *account.HANDLERS,
        *new_address.HANDLERS,
        *new_password.HANDLERS,
        *second_factor.HANDLERS,
        *account_data.HANDLERS,
        *directives.HANDLERS,
        *account_licence.HANDLERS,
        *rights.HANDLERS,
        *console.HANDLERS,
        *console_audit.HANDLERS,
        *console_breaches.HANDLERS,
        *console_breach.HANDLERS,
        *console_breach_notices.HANDLERS,
        *console_deaths.HANDLERS,
        *console_requests.HANDLERS,
        *console_new_request.HANDLERS,
        *console_objections.HANDLERS,
        *console_processors.HANDLERS,
        *console_staff.HANDLERS,
        *console_retention.HANDLERS,
        *console_holds.HANDLERS,
        *staff_invitation.HANDLERS,
        *invitation.HANDLERS,
        *organisation.HANDLERS,
        *organisation_statistics.HANDLERS,
        *staff.HANDLERS,
        *staff_people.HANDLERS,
        *staff_sharing.HANDLERS,
        *staff_organisations.HANDLERS,
        *staff_prospects.HANDLERS,
        *staff_imports.HANDLERS,
        *staff_campaigns.HANDLERS,
        *unsubscribe.HANDLERS,
        *answer.HANDLERS,
        *webhooks_mailjet.HANDLERS,
        *enquiries.HANDLERS,
        *enquiry.HANDLERS,
        *feedback.HANDLERS,
        *staff_messages.HANDLERS,
        *staff_training.HANDLERS,
        *training.HANDLERS,
        *training_proposals.HANDLERS,
        *research.HANDLERS,
        *bookmarks.HANDLERS,
        *history.HANDLERS,
        *policy.HANDLERS,
        *embedded_only,
        static,
    ]


@asynccontextmanager
async def _connected(_app: Litestar) -> AsyncIterator[None]:
    """Hold the process's database connections while it serves."""
    settings = current_settings()
    await database.open_pool(
        settings.database_url,
        statement_timeout_ms=settings.statement_timeout_ms,
        for_people=True,
    )
    try:
        await migrating.refuse_unsafe_login()
        await walls.refuse_another_wall()
        await backups.refuse_before_replay()
        yield
    finally:
        await database.close_pool()

"""Which account at each processor this installation has: its own, a stand-in, or none."""

from domain.errors import DomainError
from domain.processors import stand_ins
from domain.processors.axeptio import Axeptio
from domain.processors.hubspot import HubSpot
from domain.processors.mailjet import Mailjet
from domain.processors.matomo import Matomo
from domain.processors.stand_ins import Memory, Routes, StandIn
from domain.processors.zoom import Zoom
from domain.settings import Settings, current_settings

_ON_PAPER = "https://stand-in.example"
"""Where a stand-in would be: nothing is ever asked there."""
STOOD_IN_FOR = ("hubspot", "zoom", "matomo", "axeptio")


class NotConfigured(DomainError):
    """No account with the processor is set: nothing is sent, and nothing is pretended."""


def hubspot() -> HubSpot:
    """Return our account at HubSpot, or its stand-in in the local run.

    Raises:
        NotConfigured: Neither: no key, outside the local run.
    """
    settings = current_settings()
    ours = settings.processors
    if ours.hubspot_key:
        return HubSpot(url=ours.hubspot_url, key=ours.hubspot_key)
    stand_in = _stand_in(settings, "hubspot", stand_ins.HUBSPOT)
    return HubSpot(url=_ON_PAPER, key="stand-in", transport=stand_in)


def zoom() -> Zoom:
    """Return our account at Zoom, or its stand-in in the local run.

    Raises:
        NotConfigured: Neither.
    """
    settings = current_settings()
    ours = settings.processors
    own = ours.zoom_account is not None
    return Zoom(
        url=(ours.zoom_url if own else _ON_PAPER) + "/v2",
        sign_in_url=ours.zoom_sign_in_url if own else _ON_PAPER,
        account=ours.zoom_account or "stand-in",
        client=ours.zoom_client or "stand-in",
        secret=ours.zoom_secret or "stand-in",
        transport=None if own else _stand_in(settings, "zoom", stand_ins.ZOOM),
    )


def matomo() -> Matomo:
    """Return our own Matomo, or its stand-in in the local run.

    Raises:
        NotConfigured: Neither.
    """
    settings = current_settings()
    own = settings.processors.matomo_url
    return Matomo(
        url=own or _ON_PAPER,
        site=settings.processors.matomo_site,
        site_url=settings.public_url,
        transport=None if own else _stand_in(settings, "matomo", stand_ins.MATOMO),
    )


def axeptio() -> Axeptio:
    """Return our project at Axeptio, or its stand-in in the local run.

    Raises:
        NotConfigured: Neither.
    """
    settings = current_settings()
    own = settings.processors.axeptio_project
    return Axeptio(
        url=settings.processors.axeptio_url if own else _ON_PAPER,
        project=own or "stand-in",
        configuration=settings.processors.axeptio_configuration,
        transport=None if own else _stand_in(settings, "axeptio", stand_ins.AXEPTIO),
    )


def mailjet() -> Mailjet:
    """Return our account at Mailjet, whichever way mail goes there.

    Raises:
        NotConfigured: No key is set; where mail stays in the local mailbox, there is nobody
            at Mailjet to be forgotten.
    """
    ours = current_settings().mail
    if not ours.mailjet_key:
        raise NotConfigured
    return Mailjet(
        url=ours.mailjet_url,
        key=ours.mailjet_key,
        secret=ours.mailjet_secret,
        sender=ours.sender,
    )


def memory_of(processor: str) -> Memory:
    """Return what a stand-in of this installation remembers."""
    return Memory(current_settings().data_dir / "processors" / f"{processor}.json")


def _stand_in(settings: Settings, processor: str, routes: Routes) -> StandIn:
    if not settings.embedded:
        raise NotConfigured
    return StandIn(memory_of(processor), routes)

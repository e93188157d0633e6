"""Checks of the promises on the policy's own text (P-POL)."""

from domain.policy.promises.finding import Finding, Watch, broken, judged
from domain.register import REGISTER
from domain.register.controller import CONTROLLER
from domain.text import LANGUAGES

_NOT_OFFICIAL = "The English version is not the official version"


async def both_languages_are_rendered(watch: Watch) -> Finding:
    """P-POL-1: both pages say every purpose of the register; English says it is no original."""
    missing = [
        f"{sheet.slug} ({lang})"
        for sheet in REGISTER
        for lang in LANGUAGES
        if sheet.purpose[lang] not in watch.site.privacy_pages.get(lang, "")
    ]
    if missing:
        return broken(
            f"Des finalités du registre manquent à la politique : {', '.join(missing)}.",
            f"Purposes of the register are missing from the policy: {', '.join(missing)}.",
        )
    said = _NOT_OFFICIAL in watch.site.privacy_pages["en"]
    return judged(
        said,
        f"Les {len(REGISTER)} finalités du registre figurent dans les deux langues ; la page"
        f" anglaise {'dit' if said else 'ne dit pas'} qu’elle n’est pas officielle.",
        f"The {len(REGISTER)} purposes of the register stand in both languages; the English"
        f" page {'says' if said else 'does not say'} that it is not official.",
    )


async def who_we_are_is_said(watch: Watch) -> Finding:
    """P-POL-3: controller, company register, seat, officer and address, on both pages."""
    missing = [
        f"{fact} ({lang})"
        for lang in LANGUAGES
        for fact in (
            CONTROLLER.name,
            CONTROLLER.register_entry[lang],
            CONTROLLER.seat,
            CONTROLLER.officer,
            CONTROLLER.officer_email,
        )
        if fact not in watch.site.privacy_pages.get(lang, "")
    ]
    return judged(
        not missing,
        "Responsable, immatriculation, siège et délégué, dans les deux langues ; il manque"
        f" : {', '.join(missing) or 'rien'}.",
        "Controller, registration, seat and officer, in both languages; missing:"
        f" {', '.join(missing) or 'nothing'}.",
    )

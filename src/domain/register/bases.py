"""What each legal basis is called, and which rights it opens (GDPR art. 6(1), 15 to 21)."""

from domain.register.sheets import LegalBasis, ProcessingActivity
from domain.text import Text

BASIS_NAMES: dict[LegalBasis, Text] = {
    LegalBasis.CONSENT: Text(
        "votre consentement (RGPD, art. 6(1)(a))", "your consent (GDPR art. 6(1)(a))"
    ),
    LegalBasis.CONTRACT: Text(
        "l’exécution du contrat, nos conditions générales (RGPD, art. 6(1)(b))",
        "the performance of the contract, our terms and conditions (GDPR art. 6(1)(b))",
    ),
    LegalBasis.LEGAL_OBLIGATION: Text(
        "une obligation légale (RGPD, art. 6(1)(c))",
        "a legal obligation (GDPR art. 6(1)(c))",
    ),
    LegalBasis.LEGITIMATE_INTERESTS: Text(
        "notre intérêt légitime (RGPD, art. 6(1)(f))",
        "our legitimate interest (GDPR art. 6(1)(f))",
    ),
}

_ACCESS = Text("accès", "access")
_RECTIFICATION = Text("rectification", "rectification")
_ERASURE = Text("effacement", "erasure")
_RESTRICTION = Text("limitation", "restriction")
_PORTABILITY = Text("portabilité", "portability")
_OBJECTION = Text("opposition", "objection")
_WITHDRAWAL = Text("retrait du consentement", "withdrawal of consent")

_OPENED_BY: dict[LegalBasis, tuple[Text, ...]] = {
    LegalBasis.CONSENT: (
        _ACCESS,
        _RECTIFICATION,
        _ERASURE,
        _RESTRICTION,
        _PORTABILITY,
        _WITHDRAWAL,
    ),
    LegalBasis.CONTRACT: (_ACCESS, _RECTIFICATION, _ERASURE, _RESTRICTION, _PORTABILITY),
    LegalBasis.LEGITIMATE_INTERESTS: (
        _ACCESS,
        _RECTIFICATION,
        _ERASURE,
        _RESTRICTION,
        _OBJECTION,
    ),
    LegalBasis.LEGAL_OBLIGATION: (_ACCESS, _RECTIFICATION, _RESTRICTION),
}


def rights_on(activity: ProcessingActivity) -> list[Text]:
    """Return the rights that a person has on ``activity``.

    Where its bases differ in the rights they open, the person gets the wider.
    """
    opened = [right for basis in activity.legal_bases for right in _OPENED_BY[basis]]
    return list(dict.fromkeys(opened))

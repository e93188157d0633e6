"""Invented names and words: none is a person's, a firm's or a working address."""

FIRST_NAMES = (
    "Adèle", "Amine", "Anouk", "Aurèle", "Bérénice", "Camille", "Chloé", "Corentin", "Daria",
    "Désiré", "Eliott", "Élise", "Faïza", "Félix", "Gaspard", "Hélène", "Ines", "Isaure",
    "Jonas", "Judith", "Kenza", "Léandre", "Lubna", "Maëlle", "Malo", "Marek", "Mathilde",
    "Nadège", "Nils", "Octave", "Ombeline", "Paloma", "Quentin", "Rania", "Sixtine", "Solène",
    "Timothée", "Ulysse", "Valère", "Wassila", "Yann", "Zélie",
)  # fmt: skip
LAST_NAMES = (
    "Abélard", "Aubrac", "Bellerive", "Boisjoly", "Brécourt", "Castelnau", "Chantepie",
    "Dargent", "Delorme-Faye", "Estrade", "Ferrandi", "Fontclair", "Garrigue", "Grandval",
    "Hautecœur", "Issartel", "Jolivet-Sand", "Kermadec", "Lachaume", "Lespinas", "Marchevent",
    "Montclar", "Noirmont", "Ormesson-Vial", "Palluau", "Pierrefonds", "Quintard", "Rochebrune",
    "Saint-Clar", "Sauvepré", "Tournebize", "Ustaritz", "Valbonne", "Verdelhan", "Wimereux",
    "Ysengrin",
)  # fmt: skip
OCCUPATIONS = (
    "avocate", "avocat", "juriste d’entreprise", "notaire", "magistrate",
    "déléguée à la protection des données", "maître de conférences", "lawyer",
    "documentaliste juridique", "in-house counsel",
)  # fmt: skip
POSITIONS = ("associée", "collaborateur", "directrice juridique", "consultant", "partner")
PRACTICES = (
    "Atelier du Droit", "Cabinet des Tilleuls", "Chambers North", "Étude du Canal",
    "Conseil & Frontières", "Maison Verte Avocats",
)  # fmt: skip
AREAS = (
    "concurrence", "données personnelles", "droit bancaire", "droit social européen",
    "environnement", "marchés publics", "propriété intellectuelle", "services numériques",
)  # fmt: skip
ORGANISATIONS = ("Cabinet Dubois Moreau", "Erin & Partners", "Faculté de droit du Littoral")
"""Of Carol, of Erin, and of one of the invented people."""
OCCASIONS = (
    "Journée du droit européen, Littoral", "Salon des directions juridiques",
    "Petit-déjeuner sur l’intelligence artificielle", "Conférence sur les marchés numériques",
)  # fmt: skip
DIRECTORIES = (
    "Annuaire du barreau",
    "Annuaire des notaires",
    "Annuaire de la faculté de droit",
)
"""Where prospects were met, and where they are found."""

QUERIES = (
    "RGPD", "2016/679", "32016R0679", "droit à l’effacement", "right to erasure",
    "analyse d’impact", "transferts hors de l’Union", "data protection officer",
    "plateformes en ligne", "services numériques", "contrôleurs d’accès", "concentrations",
    "position dominante", "aides d’État", "marchés publics", "clauses abusives",
    "temps de travail", "detachement des travailleurs", "intelligence artificielle",
    "high-risk AI systems", "lanceurs d’alerte", "droit d’auteur", "secret professionnel",
    "sous-traitance article 28", "délai de notification violation", "consumer rights",
)  # fmt: skip

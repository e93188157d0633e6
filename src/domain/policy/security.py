"""The measures that protect the data (GDPR art. 32, art. 30(1)(g); privacy policy 5)."""

from domain.text import Text

MEASURES: tuple[Text, ...] = (
    Text(
        "Les échanges avec le site passent par HTTPS, dans la seule version 1.3 de TLS : vos"
        " recherches sont chiffrées avant de quitter votre appareil.",
        "All exchanges with the site go through HTTPS, in version 1.3 of TLS alone: your"
        " searches are encrypted before they leave your device.",
    ),
    Text(
        "Votre mot de passe n’est pas conservé : nous n’en gardons qu’une empreinte Argon2id,"
        " d’où l’on ne peut pas le tirer. Les essais répétés sont freinés ; le personnel et les"
        " administrateurs d’organisation donnent un second facteur.",
        "Your password is not stored: we keep only its Argon2id fingerprint, from which it"
        " cannot be recovered. Repeated tries are slowed down; staff and administrators of"
        " organisations give a second factor.",
    ),
    Text(
        "Vous voyez vos sessions ouvertes et pouvez les fermer à tout moment.",
        "You see your open sessions and may end them at any time.",
    ),
    Text(
        "L’accès est cloisonné par rôle : ne voient des données personnelles que les personnes"
        " à qui leur fonction donne une raison légitime de les voir. Chaque consultation par un"
        " membre du personnel est inscrite dans une trace que l’on ne peut modifier sans que"
        " cela se voie.",
        "Access is separated by role: only people whose work gives them a legitimate reason see"
        " personal data. Each look by a member of staff is noted in a trail that cannot be"
        " changed without the change being seen.",
    ),
    Text(
        "Chaque prestataire ne reçoit que les données nécessaires à sa mission.",
        "Each service provider receives only the data that its task requires.",
    ),
    Text(
        "Chaque nuit, ce qui a dépassé sa durée de conservation est effacé, et la preuve de"
        " l’effacement est conservée sans donnée personnelle.",
        "Every night, what is past its period is erased, and the proof of the erasure is kept"
        " without personal data.",
    ),
    Text(
        "Nos journaux techniques ne contiennent pas de donnée personnelle.",
        "Our technical logs hold no personal data.",
    ),
    Text(
        "Nos serveurs sont sécurisés et hébergés à Gravelines, en France, par OVH, dont les"
        " locaux et les systèmes répondent aux normes de sécurité les plus élevées.",
        "Our servers are secured and hosted in Gravelines, France, by OVH, whose premises and"
        " systems meet the highest security standards.",
    ),
)

"""Checks of the promises on security (privacy policy 5)."""

from datetime import datetime

from domain import audit, database, walls
from domain.policy.promises.finding import (
    Finding,
    Transport,
    Watch,
    broken,
    judged,
    unknown,
)
from domain.policy.promises.trail import verified

_MEMORY_KIB, _PASSES = 19_456, 2
"""The least that Argon2id may cost (OWASP; docs/settings.md)."""


async def transport_is_tls_1_3(watch: Watch) -> Finding:
    """P-SEC-1: where the program terminates TLS itself, its listener is asked."""
    if not watch.site.over_https:
        return unknown(
            "Exécution locale en http : aucune connexion chiffrée à examiner.",
            "Local run over http: no encrypted connection to examine.",
        )
    if not watch.site.terminates_tls:
        return unknown(
            "Le chiffrement se termine au serveur mandataire placé devant : lui seul connaît la"
            " version de TLS, et le programme n’ouvre pas de connexion vers l’extérieur pour le"
            " lui demander. La configuration fournie (docs/proxy) n’admet que TLS 1.3.",
            "Encryption ends at the proxy in front: it alone knows the version of TLS, and the"
            " program opens no connection to the outside to ask it. The configuration that we"
            " supply (docs/proxy) admits TLS 1.3 alone.",
        )
    if watch.site.transport is None:
        return unknown(
            "Le programme termine lui-même TLS, mais le site ne tourne pas : rien à examiner.",
            "The program terminates TLS itself, but the site does not run: nothing to examine.",
        )
    return _judge_transport(watch.site.transport, now=watch.now)


def _judge_transport(seen: Transport, *, now: datetime) -> Finding:
    ends = seen.certificate_ends_at
    if not seen.speaks_tls_1_3 or ends is None:
        return broken("Le site ne parle pas TLS 1.3.", "The site does not speak TLS 1.3.")
    if seen.speaks_older:
        return broken(
            "Le site parle aussi une version de TLS antérieure à la 1.3.",
            "The site also speaks a version of TLS older than 1.3.",
        )
    return judged(
        now <= ends,
        "Le programme termine lui-même TLS : il accepte la version 1.3 et refuse la 1.2 ;"
        f" certificat valable jusqu’au {ends:%Y-%m-%d}.",
        "The program terminates TLS itself: it accepts version 1.3 and refuses 1.2; certificate"
        f" valid until {ends:%Y-%m-%d}.",
    )


async def secrets_are_only_hashes(_watch: Watch) -> Finding:
    """P-SEC-2: passwords are Argon2id at full cost, session tokens are SHA-256 digests."""
    passwords = await database.fetch_row(
        """
        select count(*) as all, count(*) filter (where not (
            password_hash like '$argon2id$v=19$%'
            and coalesce(substring(password_hash from 'm=(\\d+)')::int, 0) >= $1
            and coalesce(substring(password_hash from 't=(\\d+)')::int, 0) >= $2)) as weak
        from (select password_hash from account where password_hash is not null
              union all select password_hash from sign_up) as kept
        """,
        _MEMORY_KIB,
        _PASSES,
    )
    tokens = await database.fetch_value(
        "select count(*) from session where octet_length(token_sha256) <> 32"
    )
    count, weak = (passwords["all"], passwords["weak"]) if passwords else (0, 0)
    return judged(
        not weak and not tokens,
        f"{count} empreintes de mot de passe, dont {weak} plus faibles qu’Argon2id à"
        f" {_MEMORY_KIB} Kio et {_PASSES} passes ; {tokens} jetons de session gardés"
        " autrement qu’en empreinte.",
        f"{count} password fingerprints, {weak} of them weaker than Argon2id with"
        f" {_MEMORY_KIB} KiB and {_PASSES} passes; {tokens} session tokens kept otherwise than"
        " as a digest.",
    )


async def access_is_separated(watch: Watch) -> Finding:
    """P-SEC-3: each route says whom it admits, the login is held short, the trail holds."""
    undeclared = watch.site.undeclared_routes
    if undeclared:
        return broken(
            f"{len(undeclared)} routes ne disent pas qui elles admettent.",
            f"{len(undeclared)} routes do not say whom they admit.",
        )
    login = await database.fetch_row(
        """
        select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as strong,
               (select count(*) from pg_class
                where relowner = pg_roles.oid and relkind in ('r', 'p')) as owned
        from pg_roles where rolname = $1
        """,
        watch.site.database_login,
    )
    if login is None:
        return unknown(
            "L’identifiant de base de données du site n’existe pas sur ce serveur.",
            "The site’s database login does not exist on this server.",
        )
    if login["strong"] or login["owned"]:
        return broken(
            "L’identifiant de base de données du site peut plus que lire et écrire des lignes.",
            "The site’s database login can do more than read and write rows.",
        )
    breaches = await walls.breaches()
    if breaches:
        return broken(
            f"{len(breaches)} colonnes ou tables que le registre ne montre pas sont ouvertes à"
            f" un rôle : {breaches[0]}.",
            f"{len(breaches)} columns or tables that the register does not show are open to a"
            f" role: {breaches[0]}.",
        )
    flaw = (await audit.read_chain()).flaw
    if flaw is not None:
        words = audit.fault_in_words(flaw.fault, flaw.number)
        return broken(f"Trace des consultations : {words.fr}", f"Trail of looks: {words.en}")
    return await verified(
        watch,
        "Chaque route dit qui elle admet, la base de données n’ouvre à chaque rôle que les"
        " colonnes de ses fiches, l’identifiant du site ne peut que lire et écrire des lignes,"
        " et la trace des consultations se vérifie de bout en bout.",
        "Each route says whom it admits, the database opens to each role the columns of its"
        " sheets alone, the site’s login can only read and write rows, and the trail of looks"
        " verifies from end to end.",
    )


async def hosting_is_in_gravelines(watch: Watch) -> Finding:
    """P-SEC-5: what the deployment declares of its place."""
    region = watch.site.hosting_region
    if region == "unknown":
        return unknown(
            "Le lieu des serveurs n’est pas déclaré (ASSISTEU_HOSTING_REGION).",
            "The place of the servers is not declared (ASSISTEU_HOSTING_REGION).",
        )
    return judged(
        region.lower().startswith(("gravelines", "gra")),
        f"Lieu déclaré des serveurs : {region}.",
        f"Declared place of the servers: {region}.",
    )

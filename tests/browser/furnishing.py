"""What the demo lacks and a page shows: rows written into the running site."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

from domain import links
from domain.accounts import (
    PROVE_ADDRESS,
    PROVE_NEW_ADDRESS,
    RESET_PASSWORD,
    STOP_ADDRESS_CHANGE,
)
from domain.enquiries import AUTHOR
from domain.organisations import INVITATION
from domain.prospects import ANSWER, UNSUBSCRIBE
from domain.requests import addresses
from domain.requests.tables import RightsRequest
from tests.browser.site import Site


async def furnish(site: Site) -> dict[str, str]:
    """Make what the demo lacks; return the place of each pattern with parameters."""
    alice = await site.value("select id from account where email = 'alice@example.org'")
    copy = await _request(site, alice, "access", granted=True)
    await _package(site, copy)
    nobodys = await _request(site, None, "access", granted=True)
    await _package(site, nobodys)
    under_way = await _request(site, alice, "access", granted=True, closed=False)
    to_decide = await _request(site, alice, "erasure")
    refused = await _request(site, alice, "erasure", refused=True)
    unproven = await _request(site, None, "erasure", proven=False)
    invited = site.command("staff", "add", "tour@example.org", "--role", "product", "--json")
    invitation = json.loads(invited.stdout)["link"].rpartition("/")[2]
    change, reset = await _address_change(site), await _password_reset(site)
    follow = addresses.follow_page_of(RightsRequest(id=nobodys))
    erasure = await site.value(
        "select erasure from erasure_step group by erasure order by count(*) desc limit 1"
    )
    chambers = await site.value(
        "select organisation from account where email = 'carol@example.org'"
    )
    of_erasure = await site.value(
        "select request from erasure where request is not null"
        " order by finished_at nulls last limit 1"
    )
    own, console = "/account/data/requests", "/console/requests"
    prospect = await site.value(
        "select id from prospect where restricted_at is null order by last_name limit 1"
    )
    listed, campaign = await _list_of_prospects(site), await _campaign(site)
    breach, notice = await _breach(site)
    enquiry = await _enquiry(site)
    breaches = "/console/breaches/{breach_id}"
    return {
        breaches: f"/console/breaches/{breach}",
        **{
            f"{breaches}{rest}": f"/console/breaches/{breach}{rest}"
            for rest in ("/facts", "/form", "/notices/new")
        },
        "/console/breaches/notices/{notice_id}": f"/console/breaches/notices/{notice}",
        "/unsubscribe/{token}": f"/unsubscribe/{links.sign(UNSUBSCRIBE, prospect)}",
        "/answer/{token}": f"/answer/{links.sign(ANSWER, prospect)}",
        "/staff/prospects/{prospect_id}": f"/staff/prospects/{prospect}",
        "/staff/prospects/{prospect_id}/details": f"/staff/prospects/{prospect}/details",
        "/staff/prospects/imports/{import_id}": f"/staff/prospects/imports/{listed}",
        "/staff/campaigns/{campaign_id}": f"/staff/campaigns/{campaign}",
        "/staff/campaigns/{campaign_id}/words": f"/staff/campaigns/{campaign}/words",
        "/prove-address/{token}": f"/prove-address/{await _sign_up(site)}",
        "/new-address/{token}": f"/new-address/{links.sign(PROVE_NEW_ADDRESS, change)}",
        "/former-address/{token}": f"/former-address/{links.sign(STOP_ADDRESS_CHANGE, change)}",
        "/new-password/{token}": f"/new-password/{links.sign(RESET_PASSWORD, reset)}",
        "/account/second-factor/passkeys/{passkey_id}": (
            f"/account/second-factor/passkeys/{await _passkey(site)}"
        ),
        "/staff-invitation/{token}": f"/staff-invitation/{invitation}",
        "/invitation/{token}": f"/invitation/{await _seat(site, chambers)}",
        "/staff/people/{account_id}": f"/staff/people/{alice}",
        "/staff/organisations/{organisation_id}": f"/staff/organisations/{chambers}",
        "/staff/organisations/{organisation_id}/invitations/new": (
            f"/staff/organisations/{chambers}/invitations/new"
        ),
        "/staff/training/{session_id}": f"/staff/training/{await _training(site)}",
        "/messages/{token}": f"/messages/{links.sign(AUTHOR, enquiry)}",
        "/staff/messages/{enquiry_id}": f"/staff/messages/{enquiry}",
        "/local/mail/{mail_id}": f"/local/mail/{await _mail(site)}",
        "/documents/{celex}": "/documents/32016R0679",
        "/documents/{celex} of a judgment": "/documents/62012CJ0131",
        own + "/{request_id}": f"{own}/{copy}",
        own + "/{request_id} under way": f"{own}/{under_way}",
        own + "/{request_id} refused": f"{own}/{refused}",
        own + "/{request_id}/download": f"{own}/{copy}/download",
        "/rights/prove/{token}": addresses.proof_of(RightsRequest(id=unproven)),
        "/rights/requests/{token}": follow,
        "/rights/requests/{token}/download": f"{follow}/download",
        console + "/{request_id}": f"{console}/{to_decide}",
        console + "/{request_id} erased": f"{console}/{of_erasure}",
        console + "/{request_id} unproven": f"{console}/{unproven}",
        "/console/retention/holds/{hold_id}": (
            f"/console/retention/holds/{await _hold(site, alice)}"
        ),
        "/console/deaths/{report_id}": f"/console/deaths/{await _death(site, alice)}",
        "/console/evidence/erasures/{erasure_id}": f"/console/evidence/erasures/{erasure}",
        "/staff/sharing/{case_id}": f"/staff/sharing/{await _case(site, 'explained')}",
        "/staff/sharing/{case_id} dismissed": f"/staff/sharing/{await _case(site, 'decided')}",
        "/console/objections/{objection_id}": f"/console/objections/{await _objection(site)}",
    }


async def _list_of_prospects(site: Site) -> UUID:
    """Return a list that is read and waits for a yes, with rows of each kind."""
    listed = uuid4()
    await site.rows(
        "insert into prospect_import (id, source, source_name, uploaded_at, previewed_at,"
        " size_bytes, bytes_read) values ($1, 'directory', 'Annuaire du barreau', now(), now(),"
        " 900, 900) returning id",
        listed,
    )
    await site.rows(
        "insert into import_row (of_import, number, outcome, reason, email, first_name,"
        " last_name, read_at) values"
        " ($1, 2, 'new', null, 'nadia@example.net', 'Nadia', 'Neuve', now()),"
        " ($1, 3, 'changed', null, 'chloe@example.net', 'Chloé', 'Changée', now()),"
        " ($1, 4, 'refused', 'formula', null, null, null, now()),"
        " ($1, 5, 'suppressed', null, null, null, null, now()) returning id",
        listed,
    )
    return listed


async def _enquiry(site: Site) -> UUID:
    """Return a request for an appointment, answered once, that awaits an answer again."""
    enquiry = uuid4()
    await site.rows(
        "insert into enquiry (id, kind, email, first_name, last_name, practice_name, message,"
        " language, received_at, times) values ($1, 'appointment', 'mona@example.net', 'Mona',"
        " 'Morel', 'Cabinet Morel', 'Pouvons-nous parler des licences d’équipe ?', 'fr',"
        " now() - interval '2 days', array[now() + interval '9 days',"
        " now() + interval '10 days', now() + interval '11 days']) returning id",
        enquiry,
    )
    await site.rows(
        "insert into enquiry_line (id, enquiry, kind, by_author, words, written_at,"
        " received_at) values (gen_random_uuid(), $1, 'appointment', false,"
        " 'Combien de personnes ?', now() - interval '1 day', now() - interval '2 days'),"
        " (gen_random_uuid(), $1, 'appointment', true, 'Une douzaine.', now(),"
        " now() - interval '2 days') returning id",
        enquiry,
    )
    return enquiry


async def _campaign(site: Site) -> UUID:
    return await site.value(
        "insert into campaign (id, subject_fr, text_fr, subject_en, text_en, written_at)"
        " values (gen_random_uuid(), 'Le droit de l’Union, à jour', 'Bonjour {first_name},"
        " essayez la recherche.', 'EU law, up to date', 'Hello {first_name}, try the search.',"
        " now()) returning id"
    )


async def _breach(site: Site) -> tuple[UUID, UUID]:
    """Return a breach whose clock runs, and a notice that waits to be read over."""
    breach = await site.value(
        "insert into personal_data_breach (recorded_at, facts, natures, aware_at, categories,"
        " persons, risk, risk_reason) values (now(), 'Un export est resté lisible.',"
        " '{confidentiality}', now() - interval '55 hours', '{accounts,sessions}', 120, 'high',"
        " 'Des adresses et des empreintes de mots de passe.') returning id"
    )
    await site.rows(
        "insert into breach_change (breach, at, role, act, field, before, after) values"
        " ($1, now(), 'dpo', 'recorded', null, null, null),"
        " ($1, now(), 'dpo', 'assessed', 'risk', 'risk', 'high') returning id",
        breach,
    )
    notice = await site.value(
        "insert into breach_notice (breach, facts_fr, consequences_fr, measures_fr, advice_fr,"
        " facts_en, consequences_en, measures_en, advice_en, audience, written_at) values"
        " ($1, 'Un export est resté lisible.', 'Des courriels indésirables.', 'Il est retiré.',"
        " 'Changez de mot de passe.', 'An export stayed readable.', 'Unwanted e-mails.',"
        " 'It is removed.', 'Change your password.', 'all', now()) returning id",
        breach,
    )
    return breach, notice


async def _case(site: Site, what: str) -> UUID:
    """Return a case of the demo that its holder explained, and that is decided or not."""
    decided = "is not null" if what == "decided" else "is null"
    return await site.value(
        "select id from sharing_case where explained_at is not null"
        f" and decided_at {decided} limit 1"
    )


async def _objection(site: Site) -> UUID:
    return await site.value(
        "insert into objection (account, activity, objected_at, reasons)"
        " select id, 'sharing-detection', now() - interval '2 days',"
        " 'Je travaille souvent depuis le réseau d’un client qui m’interdit d’y laisser"
        " mon adresse.' from account where email = 'erin@example.org' returning id"
    )


async def _request(
    site: Site,
    account: UUID | None,
    right: str,
    *,
    proven: bool = True,
    granted: bool = False,
    refused: bool = False,
    closed: bool = True,
) -> UUID:
    decided = granted or refused
    return await site.value(
        """
        insert into rights_request (form_id, account, right_, channel, email, first_name,
            last_name, ground, message, language, received_at, due_on, proven_at, decided_at,
            decision, decision_reason, closed_at)
        values ($1, $2, $3, $4, $5, 'Alix', 'Visite', $6, $7, 'fr', now() - interval '2 days',
            (now() + interval '28 days')::date, $8, $9, $10, $11, $12)
        returning id
        """.replace("right_", '"right"'),
        uuid4(),
        account,
        right,
        "account" if account else "page",
        "alice@example.org" if account else "visite@example.net",
        "unlawful" if right == "erasure" else None,
        "Je n’utilise plus le site.\nMerci." if right == "erasure" else None,
        *(site.instant if so else None for so in (proven, decided)),
        "granted" if granted else "refused" if refused else None,
        "Un litige est en cours (article 17(3)(e) du RGPD)." if refused else None,
        site.instant if decided and closed else None,
    )


async def _package(site: Site, request: UUID) -> None:
    await site.rows(
        "insert into package (request, begun_at, finished_at, expires_at, rows_expected,"
        " rows_written, size_bytes) values ($1, now(), now(), now() + interval '2 days', 120,"
        " 120, 48213) returning id",
        request,
    )


async def _hold(site: Site, account: UUID) -> UUID:
    return await site.value(
        "insert into legal_hold (id, account, activity, reason, set_by, set_at, ends_on,"
        " ends_at) select gen_random_uuid(), $1, 'sharing-detection',"
        " 'Litige sur le partage du compte.', id, now(), current_date + 90,"
        " now() + interval '89 days'"
        " from account where role = 'dpo' limit 1 returning id",
        account,
    )


async def _death(site: Site, account: UUID) -> UUID:
    return await site.value(
        "insert into death_report (id, account, reported_by, reporter_name, reporter_email,"
        " language, proof_seen_on, entered_by, entered_at, notified_at, called_off_at,"
        " closed_at) select gen_random_uuid(), $1, 'heir', 'Henri Héritier',"
        " 'henri@example.net', 'fr', current_date - 9, id, now() - interval '9 days',"
        " now() - interval '9 days', now(), now()"
        " from account where role = 'dpo' limit 1 returning id",
        account,
    )


async def _sign_up(site: Site) -> str:
    made = await site.value(
        "insert into sign_up (form_id, email, first_name, last_name, occupation, telephone,"
        " language, password_hash, created_at) values (gen_random_uuid(),"
        " 'visite@example.net', 'Alix', 'Visite', 'avocate', '+33155550100', 'fr', 'x', now())"
        " returning id"
    )
    return links.sign(PROVE_ADDRESS, made)


async def _seat(site: Site, chambers: UUID) -> str:
    made = await site.value(
        "insert into invitation (form_id, organisation, email, invited_by, invited_at,"
        " language) select gen_random_uuid(), $1, 'visite@example.net', id, now(), 'fr'"
        " from account"
        " where email = 'carol@example.org' returning id",
        chambers,
    )
    return links.sign(INVITATION, made)


async def _training(site: Site) -> UUID:
    """Return a session that waits for an answer; of another, the members register."""
    session = """
        insert into training_session (organisation, topic, language, minutes, proposed_at,
            accepted_at, starts_at, ends_at, begun_at, meeting)
        select organisation, 'Bien chercher dans le droit dérivé', 'fr', 60, now(), at, soon,
            soon + interval '1 hour', at, meeting
        from account, (values ($1::timestamptz, $2::timestamptz, $3::varchar))
            as state (at, soon, meeting)
        where email = 'carol@example.org' returning id
    """
    soon = site.instant + timedelta(days=20)
    coming = await site.value(session, site.instant, soon, "81000000001")
    waiting = await site.value(session, None, None, None)
    await site.value(
        "insert into training_time (session, starts_at) values ($1, $2) returning id",
        waiting,
        soon,
    )
    await site.value(
        "insert into training_proposal (session, account, expected, message, proposed_at)"
        " select $1, id, 12, 'Surtout la recherche par numéro.', now() from account"
        " where email = 'carol@example.org' returning id",
        waiting,
    )
    await site.value(
        "insert into training_registration (session, account, registered_at, ends_at, begun_at,"
        " registrant, join_url) select $1, id, now(), $2, now(), 'r', 'https://zoom.example/w/r'"
        " from account where email = 'carol@example.org' returning id",
        coming,
        soon + timedelta(hours=1),
    )
    return waiting


async def _mail(site: Site) -> UUID:
    return await site.value(
        "insert into mail (id, address, subject, text, html, written_at, sent_at) values"
        " (gen_random_uuid(), 'visite@example.net', 'Prouvez votre adresse',"
        " 'Bonjour,\n\nouvrez ' || $1, '<p>Bonjour</p>', now(), now()) returning id",
        f"{site.url}/prove-address/x",
    )


async def _address_change(site: Site) -> UUID:
    return await site.value(
        "insert into address_change (form_id, account, email, former_email, asked_at)"
        " select gen_random_uuid(), id, 'bob.visite@example.net', email, now() from account"
        " where email = 'bob@example.org' returning id"
    )


async def _password_reset(site: Site) -> UUID:
    return await site.value(
        "insert into password_reset (form_id, email, password_sha256, asked_at)"
        " select gen_random_uuid(), email, sha256(convert_to(password_hash, 'UTF8')), now()"
        " from account where email = 'bob@example.org' returning id"
    )


async def _passkey(site: Site) -> UUID:
    """A passkey of somebody who signs in with codes as well."""
    return await site.value(
        "insert into passkey (account, credential_id, public_key, sign_count, name, added_at)"
        " select id, 'tour', 'tour', 0, 'Ordinateur du bureau', now() from account"
        " where email = 'product@example.org' returning id"
    )

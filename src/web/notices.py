"""What a page says after a form was sent: named in the address, so that nothing is stored.

``?notice=address-proven`` shows a sentence from this list, and nothing that is not on it.
"""

from domain.text import Text

NOTICES: dict[str, tuple[str, Text]] = {
    "signed-out": ("success", Text("Vous êtes déconnecté.", "You are signed out.")),
    "address-proven": (
        "success",
        Text(
            "Votre adresse est prouvée et votre compte est ouvert. Connectez-vous.",
            "Your address is proven and your account is open. Sign in.",
        ),
    ),
    "staff-ready": (
        "success",
        Text(
            "Votre compte est prêt. Connectez-vous, puis donnez un nouveau code.",
            "Your account is ready. Sign in, then give a new code.",
        ),
    ),
    "session-ended": ("success", Text("La session est fermée.", "The session is ended.")),
    "sessions-ended": (
        "success",
        Text("Toutes les autres sessions sont fermées.", "All other sessions are ended."),
    ),
    "list-uploaded": (
        "success",
        Text(
            "La liste est reçue. Elle se lit, et rien n’est encore enregistré.",
            "The list has arrived. It is being read, and nothing is stored yet.",
        ),
    ),
    "list-confirmed": (
        "success",
        Text("La liste est acceptée.", "The list is accepted."),
    ),
    "list-cancelled": (
        "success",
        Text(
            "La liste est écartée ; son fichier et ses lignes s’effacent.",
            "The list is left; its file and its rows are being erased.",
        ),
    ),
    "breach-recorded": (
        "success",
        Text("La violation est inscrite.", "The breach is recorded."),
    ),
    "breach-changed": (
        "success",
        Text(
            "C’est noté, avec la date, dans l’historique.",
            "It is noted, with its date, in the history.",
        ),
    ),
    "breach-closed": (
        "success",
        Text("La violation est close.", "The breach is closed."),
    ),
    "breach-reopened": (
        "success",
        Text("La violation est rouverte.", "The breach is open again."),
    ),
    "notice-written": (
        "success",
        Text(
            "L’annonce est écrite. Rien n’est encore envoyé.",
            "The notice is written. Nothing is sent yet.",
        ),
    ),
    "notice-confirmed": (
        "success",
        Text("L’annonce part.", "The notice is leaving."),
    ),
    "campaign-written": (
        "success",
        Text(
            "La campagne est écrite. Rien n’est encore envoyé.",
            "The campaign is written. Nothing is sent yet.",
        ),
    ),
    "campaign-tested": (
        "success",
        Text(
            "L’essai part vers votre adresse, marqué comme tel.",
            "The trial is leaving for your address, marked as one.",
        ),
    ),
    "campaign-confirmed": ("success", Text("La campagne part.", "The campaign is leaving.")),
    "campaign-stopped": (
        "success",
        Text(
            "La campagne est arrêtée : ce qui n’était pas parti est retiré.",
            "The campaign is stopped: what had not left is withdrawn.",
        ),
    ),
    "domain-asked": (
        "success",
        Text(
            "Le DNS est consulté : le résultat paraîtra ici.",
            "The DNS is being asked: the result will stand here.",
        ),
    ),
    "prospect-saved": (
        "success",
        Text("Le prospect est enregistré.", "The prospect is saved."),
    ),
    "prospect-contacted": ("success", Text("L’échange est noté.", "The exchange is noted.")),
    "prospect-gone": (
        "success",
        Text(
            "L’opposition est enregistrée : les données sont effacées, et l’adresse ne sera"
            " plus jamais prospectée.",
            "The objection is recorded: the data are erased, and the address will never be"
            " prospected again.",
        ),
    ),
    "prospect-restricted": (
        "success",
        Text(
            "Les données sont limitées : gardées, et plus utilisées.",
            "The data are restricted: kept, and no longer used.",
        ),
    ),
    "prospect-unrestricted": (
        "success",
        Text("La limitation est levée.", "The restriction is lifted."),
    ),
    "answer-noted": (
        "success",
        Text(
            "Merci : nous avons noté que vous souhaitez en savoir plus.",
            "Thank you: we noted that you would like to know more.",
        ),
    ),
    "mail-tried-again": (
        "success",
        Text("Nous vous écrivons à nouveau.", "We write to you again."),
    ),
    "profile-saved": (
        "success",
        Text("Vos corrections sont enregistrées.", "Your corrections are saved."),
    ),
    "address-asked": (
        "success",
        Text(
            "Nous avons écrit à la nouvelle adresse. Elle remplacera l’actuelle une fois"
            " prouvée.",
            "We wrote to the new address. It will replace the present one once it is proven.",
        ),
    ),
    "address-changed": (
        "success",
        Text(
            "Votre nouvelle adresse est prouvée : connectez-vous désormais avec elle.",
            "Your new address is proven: from now on, sign in with it.",
        ),
    ),
    "address-change-stopped": (
        "success",
        Text(
            "Le changement d’adresse est annulé et toutes les sessions sont fermées. Choisissez"
            " maintenant un nouveau mot de passe.",
            "The change of address is undone and every session is ended. Now choose a new"
            " password.",
        ),
    ),
    "password-changed": (
        "success",
        Text(
            "Votre mot de passe est changé. Les autres sessions sont fermées.",
            "Your password is changed. The other sessions are ended.",
        ),
    ),
    "password-reset": (
        "success",
        Text(
            "Votre nouveau mot de passe est enregistré. Connectez-vous avec lui.",
            "Your new password is saved. Sign in with it.",
        ),
    ),
    "app-added": (
        "success",
        Text("Votre application de codes est ajoutée.", "Your app for codes is added."),
    ),
    "app-removed": (
        "success",
        Text("Votre application de codes est retirée.", "Your app for codes is removed."),
    ),
    "passkey-added": (
        "success",
        Text("Votre clé d’accès est ajoutée.", "Your passkey is added."),
    ),
    "passkey-renamed": (
        "success",
        Text("Votre clé d’accès a un nouveau nom.", "Your passkey has a new name."),
    ),
    "passkey-removed": (
        "success",
        Text("Votre clé d’accès est retirée.", "Your passkey is removed."),
    ),
    "account-closed": (
        "success",
        Text(
            "Votre compte est fermé. Vos données sont effacées sous 24 heures ; un e-mail vous"
            " le confirmera.",
            "Your account is closed. Your data is erased within 24 hours; an e-mail will"
            " confirm it to you.",
        ),
    ),
    "request-withdrawn": (
        "success",
        Text("Votre demande est retirée.", "Your request is withdrawn."),
    ),
    "request-proven": (
        "success",
        Text(
            "Votre adresse est prouvée. Nous traitons votre demande.",
            "Your address is proven. We are handling your request.",
        ),
    ),
    "directives-given": (
        "success",
        Text(
            "Vos directives sont enregistrées, et votre consentement avec elles.",
            "Your directives are saved, and your consent with them.",
        ),
    ),
    "directives-revoked": (
        "success",
        Text("Vos directives sont révoquées.", "Your directives are revoked."),
    ),
    "death-entered": (
        "success",
        Text(
            "Décès enregistré : un avis part à l’adresse du compte.",
            "Death recorded: a notice leaves for the account’s address.",
        ),
    ),
    "death-open-already": (
        "info",
        Text(
            "Le décès de ce titulaire est déjà signalé : voici le signalement.",
            "This holder’s death is reported already: here is the report.",
        ),
    ),
    "death-executed": (
        "success",
        Text(
            "Le compte est fermé ; les directives s’exécutent.",
            "The account is closed; the directives are being executed.",
        ),
    ),
    "death-handed-again": (
        "success",
        Text("Les copies sont de nouveau préparées.", "The copies are being made again."),
    ),
    "death-called-off": (
        "success",
        Text("Le signalement est abandonné.", "The report is called off."),
    ),
    "request-entered": ("success", Text("Demande enregistrée.", "Request entered.")),
    "request-open-already": (
        "info",
        Text(
            "Cette personne a déjà une demande ouverte pour ce droit : la voici.",
            "This person has an open request for this right already: here it is.",
        ),
    ),
    "request-decided": ("success", Text("Décision enregistrée.", "Decision recorded.")),
    "identity-accepted": ("success", Text("Identité acceptée.", "Identity accepted.")),
    "duty-tried-again": (
        "success",
        Text("La tâche est reprise dès maintenant.", "The duty is taken up again now."),
    ),
    "verification-asked": (
        "success",
        Text(
            "La vérification est demandée. Son résultat s’affiche ici dès qu’elle a fini.",
            "The verification was asked for. Its result shows here as soon as it is done.",
        ),
    ),
    "bookmark-added": ("success", Text("Signet ajouté.", "Bookmark added.")),
    "bookmark-removed": ("success", Text("Signet retiré.", "Bookmark removed.")),
    "history-cleared": (
        "success",
        Text("Votre historique est effacé.", "Your history is erased."),
    ),
    "history-on": (
        "success",
        Text("L’historique est de nouveau tenu.", "Your history is being kept again."),
    ),
    "history-off": (
        "success",
        Text("L’historique n’est plus tenu.", "Your history is no longer kept."),
    ),
    "invitation-sent": (
        "success",
        Text("L’invitation est envoyée.", "The invitation is sent."),
    ),
    "invitation-withdrawn": (
        "success",
        Text(
            "L’invitation est retirée : son lien ne sert plus.",
            "The invitation is withdrawn: its link is spent.",
        ),
    ),
    "invitation-accepted": (
        "success",
        Text(
            "Votre compte est ouvert et votre place est prise. Connectez-vous.",
            "Your account is open and your seat is taken. Sign in.",
        ),
    ),
    "organisation-joined": (
        "success",
        Text("Vous êtes membre de l’organisation.", "You are a member of the organisation."),
    ),
    "organisation-left": (
        "success",
        Text(
            "Vous avez quitté l’organisation. Votre compte reste le vôtre.",
            "You left the organisation. Your account stays yours.",
        ),
    ),
    "member-removed": (
        "success",
        Text(
            "La personne n’est plus membre ; un courriel le lui dit.",
            "The person is no longer a member; an e-mail says so to them.",
        ),
    ),
    "administrator-made": (
        "success",
        Text(
            "La personne administre désormais l’organisation.",
            "The person administers the organisation from now on.",
        ),
    ),
    "administrator-asked": (
        "success",
        Text(
            "Une invitation est envoyée : l’accepter demande un second facteur.",
            "An invitation is sent: accepting it wants a second factor.",
        ),
    ),
    "administrator-ended": (
        "success",
        Text("La personne redevient simple membre.", "The person is a simple member again."),
    ),
    "statistics-objected": (
        "success",
        Text(
            "Vous êtes sorti des statistiques de votre organisation.",
            "You are out of your organisation’s statistics.",
        ),
    ),
    "statistics-objection-withdrawn": (
        "success",
        Text("Votre opposition est retirée.", "Your objection is taken back."),
    ),
    "holder-told": (
        "success",
        Text(
            "Le titulaire est averti par courriel, et peut s’expliquer.",
            "The holder is told by e-mail, and can explain.",
        ),
    ),
    "case-decided": (
        "success",
        Text(
            "La décision est enregistrée. L’accès du titulaire n’a pas changé.",
            "The decision is recorded. The holder’s access has not changed.",
        ),
    ),
    "measure-proposed": (
        "success",
        Text(
            "La proposition est écrite ; un autre membre du personnel doit l’approuver.",
            "The proposal is written; another member of staff has to agree to it.",
        ),
    ),
    "measure-agreed": (
        "success",
        Text(
            "L’accord est enregistré. Le programme n’exécute rien de lui-même.",
            "The agreement is recorded. The program carries out nothing by itself.",
        ),
    ),
    "explanation-noted": (
        "success",
        Text(
            "Merci, votre explication est enregistrée. Votre accès reste le même.",
            "Thank you, your explanation is recorded. Your access stays the same.",
        ),
    ),
    "contest-noted": (
        "success",
        Text(
            "Votre contestation est enregistrée : une autre personne réexamine le dossier.",
            "Your contest is recorded: another person reviews the case.",
        ),
    ),
    "not-me-noted": (
        "success",
        Text(
            "Vos autres sessions sont fermées. Choisissez maintenant un nouveau mot de passe.",
            "Your other sessions are ended. Now choose a new password.",
        ),
    ),
    "objection-noted": (
        "success",
        Text(
            "Votre opposition est enregistrée : plus rien n’est calculé ni montré pendant que"
            " le délégué l’examine.",
            "Your objection is recorded: nothing is calculated or shown while the officer"
            " weighs it.",
        ),
    ),
    "objection-taken-back": (
        "success",
        Text("Votre opposition est retirée.", "Your objection is taken back."),
    ),
    "objection-weighed": (
        "success",
        Text(
            "La décision est enregistrée ; la personne la reçoit par courriel.",
            "The decision is recorded; the person receives it by e-mail.",
        ),
    ),
    "organisation-made": (
        "success",
        Text(
            "L’organisation est créée. Invitez son administrateur.",
            "The organisation is made. Invite its administrator.",
        ),
    ),
    "seats-set": (
        "success",
        Text("Le nombre de places est enregistré.", "The number of seats is recorded."),
    ),
    "clause-recorded": (
        "success",
        Text(
            "La clause est enregistrée ; les membres en sont avertis par courriel.",
            "The clause is recorded; the members are told by e-mail.",
        ),
    ),
    "clause-ended": (
        "success",
        Text(
            "La clause a pris fin ; les compteurs sont effacés.",
            "The clause has ended; the counters are erased.",
        ),
    ),
    "organisation-ended": (
        "success",
        Text(
            "Le contrat a pris fin ; les membres en sont avertis par courriel.",
            "The contract has ended; the members are told by e-mail.",
        ),
    ),
    "persons-sessions-ended": (
        "success",
        Text(
            "Toutes les sessions de cette personne sont fermées.",
            "Every session of this person is ended.",
        ),
    ),
    "proof-sent-again": (
        "success",
        Text(
            "Si une inscription attend à cette adresse, le courriel est renvoyé.",
            "If a sign-up waits under this address, the e-mail is sent again.",
        ),
    ),
    "hold-set": (
        "success",
        Text(
            "La conservation est décidée : ce qu’elle couvre n’est pas effacé avant sa fin.",
            "The hold is set: nothing that it covers is erased before its end.",
        ),
    ),
    "hold-lifted": (
        "success",
        Text(
            "La conservation est levée : le prochain balayage efface ce qui devait l’être.",
            "The hold is lifted: the next sweep erases what was due.",
        ),
    ),
    "message-sent": (
        "success",
        Text(
            "Votre message est ajouté à l’échange. La réponse arrive par courriel.",
            "Your message is added to the exchange. The answer comes by e-mail.",
        ),
    ),
    "feedback-sent": (
        "success",
        Text(
            "Merci ! Votre retour est envoyé ; un courriel vous le confirme.",
            "Thank you! Your feedback is sent; an e-mail confirms it.",
        ),
    ),
    "message-answered": (
        "success",
        Text("La réponse part par courriel.", "The answer leaves by e-mail."),
    ),
    "message-closed": (
        "success",
        Text(
            "Le message est clos. Une nouvelle ligne de son auteur le rouvre.",
            "The message is closed. A new line of its author opens it again.",
        ),
    ),
    "message-deleted": (
        "success",
        Text("Le message et l’échange sont effacés.", "The message and exchange are erased."),
    ),
    "request-extended": (
        "success",
        Text(
            "Le délai est prolongé de deux mois ; la personne en reçoit les motifs.",
            "The time is extended by two months; the person receives the reasons.",
        ),
    ),
    "request-doubted": (
        "success",
        Text(
            "Vos questions partent par courriel ; le délai est suspendu jusqu’à la réponse.",
            "Your questions leave by e-mail; the time stands still until the answer.",
        ),
    ),
    "request-answer-noted": (
        "success",
        Text("La réponse est notée ; le délai reprend.", "The answer is noted; time goes on."),
    ),
    "answer-sent": (
        "success",
        Text(
            "Votre réponse est envoyée ; notre délai reprend.",
            "Your answer is sent; our time goes on.",
        ),
    ),
    "training-proposed": (
        "success",
        Text(
            "Votre demande de session est envoyée. Un courriel dira la réponse.",
            "Your request for a session is sent. An e-mail will tell the answer.",
        ),
    ),
    "training-cancelled": (
        "success",
        Text(
            "La session est annulée. Les inscrits en sont avertis.",
            "The session is cancelled. Who registered is told.",
        ),
    ),
    "training-accepted": (
        "success",
        Text(
            "La session est acceptée. Les membres sont invités dès que Zoom l’a créée.",
            "The session is accepted. Members are invited once Zoom made it.",
        ),
    ),
    "training-declined": (
        "success",
        Text(
            "La demande est refusée. Son auteur en reçoit les raisons.",
            "The request is declined. Its author receives the reasons.",
        ),
    ),
    "training-registered": (
        "success",
        Text(
            "Vous êtes inscrit. Le lien arrive par courriel dans un instant.",
            "You are registered. The link arrives by e-mail in a moment.",
        ),
    ),
    "training-withdrawn": (
        "success",
        Text(
            "Vous êtes désinscrit ; Zoom oublie votre inscription.",
            "You are withdrawn; Zoom forgets your registration.",
        ),
    ),
    "departure-noted": (
        "success",
        Text(
            "Le départ est enregistré : plus aucun accès.",
            "The departure is recorded: no way in any more.",
        ),
    ),
}


def notice_of(code: str | None) -> list[tuple[str, Text]]:
    """Return the notice of that name as a list of (kind, words); empty for any other name."""
    known = NOTICES.get(code or "")
    return [known] if known else []

"""A mail to many prospects: its words, to whom it goes, and how far it is."""

from piccolo.columns import UUID, Boolean, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table


class Campaign(Table):
    """One campaign. Who was written to stands in no list: each mail's id follows from both."""

    id = UUID(primary_key=True)
    subject_fr = Varchar(length=200)
    text_fr = Text()
    subject_en = Varchar(length=200)
    text_en = Text()
    source = Varchar(length=20, default=None, null=True, help_text="None: from everywhere.")
    language = Varchar(length=2, default=None, null=True)
    informed = Boolean(default=None, null=True)
    older_months = Integer(
        default=None, null=True, help_text="Only whose last contact, or collection, is older."
    )
    newer_months = Integer(
        default=None, null=True, help_text="Only whose last contact, or collection, is newer."
    )
    written_at = Timestamptz(default=None, null=True)
    confirmed_at = Timestamptz(default=None, null=True)
    addressed = Integer(help_text="To how many it went to be sent, as counted at the yes.")
    position = UUID(default=None, null=True, help_text="The last prospect that was reached.")
    written = Integer()
    passed_over = Integer(help_text="Who is on the list of those who said no.")
    sent = Integer(help_text="Mails that were handed over; a trigger counts this and the next.")
    withheld = Integer(help_text="Mails that were not sent: nothing reaches their address.")
    stopped_at = Timestamptz(default=None, null=True)
    finished_at = Timestamptz(default=None, null=True)


class CampaignReaction(Table):
    """What came back of a campaign, counted by triggers. Its id is the campaign's."""

    id = UUID(primary_key=True)
    came_back = Integer(help_text="Mails that were sent and did not arrive.")
    let_go = Integer(help_text="Mails thrown away: their reader said no before they left.")
    objected = Integer(help_text="Who said no after the mail had reached them.")

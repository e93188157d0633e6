"""What the detector says of an account: facts for and against, never a verdict (P-ACC-6).

Each fact is data: counts, days and instants (UTC). Pages put them into sentences, in both
languages; a case stores them as JSON, so that what was shown stays what was decided on.
"""

from datetime import date, datetime, timedelta
from typing import Final, TypeAlias

import msgspec

THRESHOLD: Final = 3.0
"""From this score a case opens, for a person to look at: see ``docs/sharing-detection.md``."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Networks that the account's own sessions tie together: an office, a home, a carrier."""

    number: int
    """From 1, the most used first."""
    networks: tuple[str, ...]
    """The most used first, ten at most: an IPv4 address, or an IPv6 network of 64 bits."""
    network_count: int
    fixed: bool
    """Used on several days; false for what wanders: a mobile carrier, hotels, a VPN."""
    days: int
    sessions: int
    sightings: int
    first_at: datetime
    last_at: datetime


class Switch(msgspec.Struct, frozen=True, kw_only=True):
    """Two uses in a row, in two places and two sessions."""

    left: int
    """The number of a place."""
    left_at: datetime
    reached: int
    reached_at: datetime

    @property
    def gap(self) -> timedelta:
        """How long the way took."""
        return self.reached_at - self.left_at


class QuickSwitches(msgspec.Struct, frozen=True, kw_only=True, tag="quick_switches"):
    """Evidence: uses in two places follow each other faster than one person changes devices.

    One person with two devices needs three seconds or more nearly always; two people do not
    wait for each other.
    """

    places: tuple[int, int]
    within_a_minute: int
    """Switches between the two places that took under a minute."""
    quick: int
    """Those of them that took under three seconds."""
    days: int
    """Days with a quick one."""
    examples: tuple[Switch, ...]
    """The quickest of the latest days; five at most."""


class Interleaved(msgspec.Struct, frozen=True, kw_only=True, tag="interleaved"):
    """Evidence: two fixed places in use in turns, with less than ten minutes between them."""

    places: tuple[int, int]
    days: int
    """Days on which this happened at least twice: there and back."""
    days_of_both: int
    """Days on which both places were in use at all."""
    examples: tuple[Switch, ...]


class BothInUse(msgspec.Struct, frozen=True, kw_only=True, tag="both_in_use"):
    """Evidence: on many of the days on which one of two fixed places is in use, both are."""

    places: tuple[int, int]
    days: int
    """Days on which both were in use."""
    of_days: int
    """Days on which at least one was."""


class MeetByChance(msgspec.Struct, frozen=True, kw_only=True, tag="meet_by_chance"):
    """Evidence: visits in two places meet about as often as chance would have it.

    One person's do so far more often (two devices in hand at once) or never (travelling);
    two people come and go without heed of each other.
    """

    places: tuple[int, int]
    meetings: int
    """Visits in one place that began or went on while the other was in use."""
    expected: float
    """How many meet when the visits in one place are moved by one to two hours."""


class SeveralAtOnce(msgspec.Struct, frozen=True, kw_only=True, tag="several_at_once"):
    """Evidence: three fixed places or more in use within the same half-hour."""

    places: tuple[int, ...]
    days: int


Evidence: TypeAlias = QuickSwitches | Interleaved | BothInUse | MeetByChance | SeveralAtOnce


class SessionInBoth(msgspec.Struct, frozen=True, kw_only=True, tag="session_in_both"):
    """Against: one session was seen in both places, so a device is carried between them."""

    places: tuple[int, int]
    sessions: int
    days: int
    """Days on which a session was seen in both."""


class LikeOnePerson(msgspec.Struct, frozen=True, kw_only=True, tag="like_one_person"):
    """Against: two places alternate as one person's devices do, a telephone and a laptop."""

    places: tuple[int, int]
    within_a_minute: int
    quick: int


class RemoteDesktopLike(msgspec.Struct, frozen=True, kw_only=True, tag="remote_desktop_like"):
    """Against: in turns but hardly ever at once, as with a remote desktop or a VPN."""

    places: tuple[int, int]
    switches: int
    """Switches under ten minutes."""
    quick: int
    """Those of them that took under three seconds."""


class Wandering(msgspec.Struct, frozen=True, kw_only=True, tag="wandering"):
    """Against: a place of ever new networks, as a mobile carrier's or a VPN's exits are."""

    place: int
    networks: int
    days: int


class SeveralBehindOneAddress(
    msgspec.Struct, frozen=True, kw_only=True, tag="several_behind_one_address"
):
    """Against: sessions at once behind one address: devices or colleagues, nobody can tell."""

    place: int
    days: int


class LowVolume(msgspec.Struct, frozen=True, kw_only=True, tag="low_volume"):
    """Against: little was seen, so chance weighs much."""

    sightings: int
    days: int


CounterEvidence: TypeAlias = (
    SessionInBoth
    | LikeOnePerson
    | RemoteDesktopLike
    | Wandering
    | SeveralBehindOneAddress
    | LowVolume
)


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of use of one place, without a pause of half an hour."""

    begins_at: datetime
    ends_at: datetime
    sightings: int


class Lane(msgspec.Struct, frozen=True, kw_only=True):
    """One place in the picture of a day."""

    place: int
    spans: tuple[Span, ...]


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """The most telling day (a day of UTC), lane beside lane."""

    on: date
    lanes: tuple[Lane, ...]
    """Two when a pair of places is the evidence; the most used first."""
    switches: tuple[Switch, ...]
    """The quickest of the day between the lanes; twenty at most."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What was seen of one account in 90 days, for a person who decides (GDPR art. 22)."""

    since: datetime
    until: datetime
    score: float
    """Orders accounts by weight of evidence (natural logarithm of odds); shown to nobody."""
    places: tuple[Place, ...]
    evidence: tuple[Evidence, ...]
    counter_evidence: tuple[CounterEvidence, ...]
    day: Day | None

    @property
    def opens_case(self) -> bool:
        """Whether a person should look at this account."""
        return self.score >= THRESHOLD

    def to_json(self) -> bytes:
        """Return the finding as a case keeps it."""
        return msgspec.json.encode(self)

    @classmethod
    def from_json(cls, kept: bytes | str) -> "Finding":
        """Read back what ``to_json`` wrote."""
        return msgspec.json.decode(kept, type=cls)

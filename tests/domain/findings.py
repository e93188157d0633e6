"""A finding as the detector gives it, for tests of what is built on findings."""

from datetime import UTC, date, datetime, timedelta

from domain.licence import detector

SEEN = datetime(2026, 11, 16, 9, 12, 4, tzinfo=UTC)
QUICK = detector.Switch(
    left=1, left_at=SEEN, reached=2, reached_at=SEEN + timedelta(seconds=1.4)
)


def a_place(number, network, *, fixed=True):
    return detector.Place(
        number=number,
        networks=(network,),
        network_count=1,
        fixed=fixed,
        days=41,
        sessions=44,
        sightings=1204,
        first_at=SEEN - timedelta(days=80),
        last_at=SEEN + timedelta(days=3),
    )


def a_finding(*, score=11.2):
    """Two offices at once on many days, with everything that speaks against it."""
    span = detector.Span(begins_at=SEEN, ends_at=SEEN + timedelta(minutes=40), sightings=31)
    return detector.Finding(
        since=SEEN - timedelta(days=86),
        until=SEEN + timedelta(days=4),
        score=score,
        places=(a_place(1, "203.0.113.7"), a_place(2, "2001:db8:1:2::/64")),
        evidence=(
            detector.QuickSwitches(
                places=(1, 2), within_a_minute=64, quick=7, days=6, examples=(QUICK,)
            ),
            detector.Interleaved(places=(1, 2), days=23, days_of_both=37, examples=(QUICK,)),
            detector.BothInUse(places=(1, 2), days=37, of_days=48),
            detector.MeetByChance(places=(1, 2), meetings=31, expected=27.5),
            detector.SeveralAtOnce(places=(1, 2, 3), days=4),
        ),
        counter_evidence=(
            detector.SessionInBoth(places=(1, 2), sessions=1, days=2),
            detector.LikeOnePerson(places=(1, 3), within_a_minute=210, quick=1),
            detector.RemoteDesktopLike(places=(1, 2), switches=90, quick=0),
            detector.Wandering(place=3, networks=37, days=22),
            detector.SeveralBehindOneAddress(place=1, days=5),
            detector.LowVolume(sightings=140, days=19),
        ),
        day=detector.Day(
            on=date(2026, 11, 16),
            lanes=(
                detector.Lane(place=1, spans=(span,)),
                detector.Lane(place=2, spans=(span,)),
            ),
            switches=(QUICK,),
        ),
    )

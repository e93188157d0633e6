"""Kinds of people: who uses an account, on which devices, over which links.

Each kind is drawn anew for each account, so that no two of a kind are alike.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from tests.population.human import AWAY, DAY, HOME, OFFICE, OTHER, Habits
from tests.population.links import Ground, Link, always, dual, toggled


@dataclass(frozen=True, kw_only=True)
class Person:
    """A human being with devices on links; ``wiring`` says the link by device and place."""

    habits: Habits
    wiring: dict[tuple[int, int], Link]


@dataclass(frozen=True, kw_only=True)
class Tab:
    """An idle tab: it polls from a fixed link while its owner may be anywhere."""

    link: Link
    every: float
    device: int = 9


Account = list[Person | Tab]
Kind = Callable[[np.random.Generator, Ground], Account]


def volume(chance: np.random.Generator) -> float:
    return float(np.clip(chance.lognormal(0, 0.6), 0.15, 6))


def habits(chance: np.random.Generator, **changed) -> Habits:
    opening = chance.normal(9, 0.7)
    return replace(
        Habits(
            volume=volume(chance),
            hours=(opening, opening + chance.uniform(7.5, 10)),
            evenings=chance.uniform(0, 0.25),
        ),
        **changed,
    )


def one_device(office: Link, home: Link, away: Link, other: Link | None = None):
    return {(0, OFFICE): office, (0, HOME): home, (0, AWAY): away, (0, OTHER): other or away}


def with_telephone(office: Link, home: Link, carrier: Link, *, wifi: float, chance):
    """Wire a laptop, and a telephone that joins the Wi-Fi at home or stays with its carrier."""
    at_home = home if chance.random() < wifi else carrier
    return {
        **one_device(office, home, carrier),
        (1, OFFICE): carrier,
        (1, HOME): at_home,
        (1, AWAY): carrier,
        (1, OTHER): carrier,
    }


def office_only(chance, ground):
    wiring = one_device(ground.fixed(), ground.home(), ground.carrier())
    return [Person(habits=habits(chance, office_days=1.0, evenings=0.02), wiring=wiring)]


def home_and_office(chance, ground):
    wiring = one_device(ground.fixed(), ground.home(), ground.carrier())
    share = chance.uniform(0.3, 0.9)
    return [
        Person(
            habits=habits(chance, office_days=share, evenings=chance.uniform(0.1, 0.5)),
            wiring=wiring,
        )
    ]


def telephone_and_laptop(chance, ground):
    wiring = with_telephone(
        ground.fixed(), ground.home(), ground.carrier(), wifi=0.6, chance=chance
    )
    way = habits(chance, devices=2, second_device=chance.uniform(0.1, 0.6))
    return [Person(habits=way, wiring=wiring)]


def two_at_once(chance, ground):
    """A tablet on mobile data beside the laptop, both used in nearly every visit."""
    wiring = with_telephone(
        ground.fixed(), ground.home(), ground.carrier(), wifi=0, chance=chance
    )
    way = habits(chance, devices=2, in_turns=0.8, second_device=0.4)
    return [Person(habits=replace(way, volume=way.volume * 1.5), wiring=wiring)]


def dual_stack(chance, ground):
    office = dual(ground.fixed(), always(ground.v6()), share=0.5)
    home = dual(ground.fixed(), always(ground.v6()), share=0.3)
    wiring = with_telephone(office, home, ground.carrier(), wifi=1, chance=chance)
    return [Person(habits=habits(chance, devices=2, office_days=0.6), wiring=wiring)]


def through_vpn(chance, ground):
    exits = ground.vpn(hop=chance.choice([0, 0.1])) if chance.random() < 0.6 else ground.fixed()
    share = chance.uniform(0.2, 0.9)

    def tunnelled(plain):
        return toggled(plain, exits, share=share, midway=0.3)

    wiring = with_telephone(
        tunnelled(ground.fixed()),
        tunnelled(ground.home()),
        ground.carrier(),
        wifi=0.5,
        chance=chance,
    )
    return [Person(habits=habits(chance, devices=2, office_days=0.5), wiring=wiring)]


def multihomed(chance, ground):
    office = ground.multihomed(flip=chance.uniform(0.02, 0.5))
    wiring = with_telephone(office, ground.home(), ground.carrier(), wifi=0.5, chance=chance)
    wiring[1, OFFICE] = office if chance.random() < 0.5 else wiring[1, OFFICE]
    return [Person(habits=habits(chance, devices=2), wiring=wiring)]


def remote_desktop(chance, ground):
    """At home, the laptop there and the office's computer on its screen, in turns."""
    office, home, carrier = ground.fixed(), ground.home(), ground.carrier()
    wiring = one_device(office, home, carrier)
    wiring |= {(1, where): office for where in (HOME, AWAY, OFFICE, OTHER)}
    way = habits(
        chance,
        devices=2,
        office_days=chance.uniform(0.1, 0.6),
        in_turns=chance.uniform(0.2, 0.8),
        change=(chance.uniform(9, 20), 0.6),
    )
    return [Person(habits=way, wiring=wiring)]


def traveller(chance, ground):
    elsewhere = ground.vpn(hop=0.02) if chance.random() < 0.3 else _hotels(ground)
    wiring = with_telephone(
        ground.fixed(), ground.home(), ground.carrier(), wifi=0.5, chance=chance
    )
    wiring[0, OTHER] = elsewhere
    way = habits(chance, devices=2, office_days=0.5, other_days=0.35)
    return [Person(habits=way, wiring=wiring)]


def _hotels(ground):
    keys = np.array([ground.v4() for _ in range(30)])
    return lambda chance, at, visit: keys[(at / DAY / 3).astype(int) % len(keys)]


def idle_tab(chance, ground):
    office, home = ground.fixed(), ground.home()
    wiring = with_telephone(office, home, ground.carrier(), wifi=0.5, chance=chance)
    way = habits(chance, devices=2, office_days=0.7)
    every = float(chance.choice([30, 60, 120, 300]))
    return [Person(habits=way, wiring=wiring), Tab(link=home, every=every)]


def part_timer(chance, ground):
    wiring = with_telephone(
        ground.fixed(), ground.home(), ground.carrier(), wifi=0.5, chance=chance
    )
    week = (*(0.9 * (chance.random() < 0.5) for _ in range(5)), 0.03, 0.03)
    way = habits(chance, devices=2, week=week, hours=(9, 13))
    return [Person(habits=replace(way, volume=way.volume * 0.4), wiring=wiring)]


def mobile_only(chance, ground):
    carrier, other = ground.carrier(), ground.carrier()
    wiring = with_telephone(carrier, carrier, other, wifi=0, chance=chance)
    return [Person(habits=habits(chance, devices=2), wiring=wiring)]


def heavy_researcher(chance, ground):
    wiring = with_telephone(
        ground.fixed(), ground.home(), ground.carrier(), wifi=0.7, chance=chance
    )
    way = habits(chance, devices=2, evenings=0.4, office_days=0.7)
    return [Person(habits=replace(way, volume=way.volume * 3), wiring=wiring)]


HONEST: dict[str, Kind] = {
    each.__name__: each
    for each in (
        office_only, home_and_office, telephone_and_laptop, two_at_once, dual_stack,
        through_vpn, multihomed, remote_desktop, traveller, idle_tab, part_timer,
        mobile_only, heavy_researcher,
    )
}  # fmt: skip


def _colleague(chance, ground, **changed):
    kind = (office_only, home_and_office, telephone_and_laptop)[chance.integers(3)]
    [person] = kind(chance, ground)
    return Person(habits=replace(person.habits, **changed), wiring=person.wiring)


def two_offices(chance, ground):
    return [_colleague(chance, ground), _colleague(chance, ground)]


def a_team(chance, ground):
    return [
        _colleague(chance, ground, volume=volume(chance) * 0.7)
        for _ in range(chance.integers(3, 7))
    ]


def borrowed(chance, ground):
    """The second one uses the account a little, on some days."""
    week = (*(0.8 * (chance.random() < 0.5) for _ in range(5)), 0.02, 0.02)
    second = _colleague(chance, ground, week=week, volume=volume(chance) * 0.6)
    return [_colleague(chance, ground), second]


def handed_over(chance, ground):
    """One after the other: by halves of the period, or mornings and afternoons."""
    if chance.random() < 0.5:
        cut = chance.uniform(0.3, 0.7)
        return [
            _colleague(chance, ground, present=(0, cut)),
            _colleague(chance, ground, present=(cut, 1)),
        ]
    return [
        _colleague(chance, ground, hours=(8.5, 12.5), evenings=0),
        _colleague(chance, ground, hours=(13.5, 18.5), evenings=0),
    ]


def a_family(chance, ground):
    """Two offices, one home."""
    home = ground.home()
    people = []
    for _ in range(2):
        one = _colleague(chance, ground, evenings=0.3)
        wiring = {key: home if key[1] == HOME else link for key, link in one.wiring.items()}
        people.append(Person(habits=one.habits, wiring=wiring))
    return people


def second_on_vpn(chance, ground):
    exits = ground.vpn(hop=0.02)
    second = _colleague(chance, ground)
    hidden = Person(habits=second.habits, wiring=dict.fromkeys(second.wiring, exits))
    return [_colleague(chance, ground), hidden]


def second_on_mobile(chance, ground):
    [second] = mobile_only(chance, ground)
    return [_colleague(chance, ground), second]


def behind_one_address(chance, ground):
    """Colleagues in one office: addresses cannot tell them apart."""
    office = ground.fixed()
    wiring = one_device(office, office, office)
    return [
        Person(habits=habits(chance, evenings=0, office_days=1.0), wiring=wiring)
        for _ in range(2)
    ]


SHARING: dict[str, Kind] = {
    each.__name__: each
    for each in (
        two_offices, a_team, borrowed, handed_over, a_family, second_on_vpn, second_on_mobile,
        behind_one_address,
    )
}  # fmt: skip
UNSEEN = "behind_one_address"

"""Privacy policy, section 5: who tries too often is slowed down, never locked out (P-SEC-2)."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from domain import accounts, database
from domain.accounts import Throttle, Throttled, throttling
from domain.accounts.throttling import MINUTE, QUARTER, Limit, network_of
from tests.domain.accounts_cast import NOON

THREE = Throttled(
    name="test",
    everyone=Limit(1000, MINUTE),
    by_network=Limit(5, QUARTER),
    by_address=Limit(3, QUARTER),
)


async def tries(count, what=THREE, *, email="alice@example.org", ip="192.0.2.1", now=NOON):
    for _ in range(count):
        await accounts.count_try(what, email=email, ip=ip, now=now)


@pytest.mark.usefixtures("undone")
class TestThrottling:
    async def test_lets_the_allowed_number_of_tries_through(self):
        await tries(3)

    async def test_refuses_the_next_one_and_says_how_long_to_wait(self):
        await tries(3)
        with pytest.raises(accounts.TooManyTries) as refused:
            await tries(1, now=NOON + timedelta(minutes=5))
        assert refused.value.retry_after_s == 10 * 60 + 1

    async def test_ends_with_its_window(self):
        await tries(3)
        await tries(1, now=NOON + QUARTER)

    async def test_of_one_address_leaves_the_others_alone(self):
        await tries(3)
        await tries(2, email="bob@example.org")

    async def test_counts_a_network_whatever_the_address(self):
        await tries(3)
        await tries(2, email="bob@example.org")
        with pytest.raises(accounts.TooManyTries):
            await tries(1, email="carol@example.org")
        await tries(1, email="carol@example.org", ip="192.0.2.2")

    async def test_does_not_hold_a_refused_network_s_tries_against_an_address(self):
        await tries(3, email="bob@example.org")
        await tries(2, email="carol@example.org")
        for _ in range(9):
            with pytest.raises(accounts.TooManyTries):
                await tries(1)
        await tries(3, ip="192.0.2.9")

    async def test_counts_everyone_together(self):
        few = Throttled(
            name="few",
            everyone=Limit(2, MINUTE),
            by_network=Limit(9, MINUTE),
            by_address=Limit(9, MINUTE),
        )
        await tries(1, few)
        await tries(1, few, email="bob@example.org", ip="192.0.2.2")
        with pytest.raises(accounts.TooManyTries):
            await tries(1, few, email="carol@example.org", ip="192.0.2.3")

    async def test_takes_back_what_turned_out_right(self):
        for _ in range(9):
            await tries(1)
            await accounts.give_back(THREE, email="alice@example.org", ip="192.0.2.1", now=NOON)

    @pytest.mark.asvs("6.3.1")
    async def test_from_elsewhere_is_not_slowed_down_by_an_attack_on_the_same_address(self):
        await tries(10, throttling.SIGN_IN)
        for _ in range(60):
            with pytest.raises(accounts.TooManyTries):
                await tries(1, throttling.SIGN_IN)
        await tries(1, throttling.SIGN_IN, ip="198.51.100.7")

    async def test_of_one_network_never_closes_the_door_to_everyone(self):
        few = replace(THREE, everyone=Limit(10, MINUTE))
        for number in range(30):
            with suppress(accounts.TooManyTries):
                await tries(1, few, email=f"{number}@example.org")
        await tries(1, few, ip="198.51.100.7")

    @pytest.mark.promise("P-OPS-2")
    async def test_stores_neither_addresses_nor_networks(self):
        await tries(1)
        stored = await Throttle.select()
        assert len(stored) == 3
        for row in stored:
            assert len(row["key_hash"]) == 64
            assert "alice" not in str(row)
            assert "192.0.2" not in str(row)


class TestNetworks:
    @pytest.mark.parametrize(
        ("ip", "network"),
        [
            ("192.0.2.1", "192.0.2.1"),
            ("::ffff:192.0.2.1", "192.0.2.1"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2:9::", "2001:db8:1:2::/64"),
            ("junk", "unknown"),
            ("", "unknown"),
        ],
    )
    def test_are_an_address_or_a_household_s_share_of_ipv6(self, ip, network):
        assert network_of(ip) == network


@pytest.mark.asvs("6.3.1", "2.3.2")
async def test_is_exact_when_many_try_at_the_same_time(pool):
    async def one():
        try:
            await tries(1)
        except accounts.TooManyTries:
            return 0
        return 1

    try:
        assert sum(await asyncio.gather(*(one() for _ in range(30)))) == 3
    finally:
        await database.execute("truncate throttle")

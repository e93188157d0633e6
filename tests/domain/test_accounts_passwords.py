"""Privacy policy, section 5: sign-in details are highly secure (P-SEC-2)."""

import asyncio
import unicodedata

import pytest
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from domain import accounts
from domain.accounts import passwords
from tests.domain.accounts_cast import PASSWORD, PASSWORD_HASH

STRONG = "deux tortues lisent le journal"
OLD_HASH = passwords.PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)


async def refused(password: str, *personal: str) -> str:
    with pytest.raises(accounts.Unusable) as error:
        await accounts.refuse_weak(password, personal=personal)
    return error.value.why.fr


class TestNewPasswords:
    async def test_of_a_few_words_are_accepted(self):
        await accounts.refuse_weak(STRONG, personal=["alice@example.org", "Alice"])

    @pytest.mark.asvs("6.2.5")
    async def test_need_no_digits_capitals_or_signs(self):
        await accounts.refuse_weak("xkqzvbtwhnpl", personal=[])

    @pytest.mark.asvs("6.2.9")
    async def test_of_sixty_four_and_of_the_most_characters_are_accepted(self):
        await accounts.refuse_weak((STRONG * 3)[:64], personal=[])
        await accounts.refuse_weak((STRONG * 10)[:256], personal=[])

    @pytest.mark.asvs("6.2.5")
    async def test_in_any_alphabet_are_accepted(self):
        await accounts.refuse_weak("тихая звезда читает газету", personal=[])

    @pytest.mark.asvs("6.2.1")
    async def test_shorter_than_twelve_characters_are_refused(self):
        assert "12" in await refused("x7#Qp!9zL2m")

    async def test_longer_than_the_most_are_refused(self):
        assert "256" in await refused("a" * 257)

    @pytest.mark.parametrize(
        "password",
        [
            "password1234",
            "azerty123456",
            "motdepasse123",
            "aaaaaaaaaaaaaaaa",
            "123456789012",
            "Zk4!" * 60,
        ],
    )
    async def test_that_are_common_or_repeat_are_refused(self, password):
        assert "devine" in await refused(password)

    async def test_made_of_the_person_s_own_name_are_refused(self):
        personal = ("eudoxie.brindavoine@example.org", "Eudoxie", "Brindavoine")
        assert "devine" in await refused("EudoxieBrindavoine", *personal)

    @pytest.mark.asvs("6.2.11")
    @pytest.mark.parametrize(
        "password", ["assisteuavocat", "AssistEU2026!", "reglement2016", "CabinetAssistEU"]
    )
    async def test_made_of_words_of_this_site_are_refused(self, password):
        assert "devine" in await refused(password)

    @pytest.mark.parametrize("first", range(0, 240, 60))
    async def test_of_the_most_common_ones_none_is_accepted(self, first):
        common = [each for each in FREQUENCY_LISTS["passwords"] if len(each) >= 12]
        assert len(common) == 229
        for password in common[first : first + 60]:
            await refused(password)

    async def test_never_take_long_to_estimate(self):
        began = asyncio.get_running_loop().time()
        await accounts.refuse_weak((STRONG + "4@8({<369&#!") * 6, personal=["x" * 254])
        assert asyncio.get_running_loop().time() - began < 2


class TestKeptPasswords:
    @pytest.mark.asvs("11.4.2")
    async def test_are_argon2id_with_the_chosen_parameters(self):
        kept = await accounts.hash_password(PASSWORD)
        assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
        assert not passwords.is_outdated(kept)

    async def test_are_recognised(self):
        assert await passwords.is_right(PASSWORD, PASSWORD_HASH)
        assert not await passwords.is_right(PASSWORD + "!", PASSWORD_HASH)

    @pytest.mark.asvs("6.2.8")
    @pytest.mark.parametrize(
        "typed",
        ["Long enough to be cut " * 4, " spaces around ", "MiXeD cAsE wOrDs", "a\tb" * 5],
    )
    async def test_are_verified_as_they_were_typed(self, typed):
        kept = await accounts.hash_password(typed)
        assert await passwords.is_right(typed, kept)
        for changed in (typed.lower(), typed.strip(), typed[:72], typed[:-1], typed + " "):
            assert changed == typed or not await passwords.is_right(changed, kept)

    async def test_are_the_same_however_a_system_composes_accents(self):
        kept = await accounts.hash_password(unicodedata.normalize("NFD", "été à l’ombre"))
        assert await passwords.is_right(unicodedata.normalize("NFC", "été à l’ombre"), kept)

    async def test_of_nobody_are_compared_all_the_same_and_never_right(self):
        assert not passwords.is_outdated(passwords.NOBODYS_HASH)
        assert not await passwords.is_right(PASSWORD, None)

    async def test_with_a_broken_hash_are_wrong_and_no_error(self):
        assert not await passwords.is_right(PASSWORD, "junk")

    def test_with_older_parameters_are_seen_to_be_outdated(self):
        assert passwords.is_outdated(OLD_HASH)


class TestTheLine:
    @pytest.mark.asvs("15.2.2")
    async def test_turns_away_who_would_wait_too_long(self):
        tries = [passwords.is_right(PASSWORD, None) for _ in range(40)]
        answers = await asyncio.gather(*tries, return_exceptions=True)
        busy = [answer for answer in answers if isinstance(answer, accounts.TooBusy)]
        assert len(busy) == 16
        assert not await passwords.is_right(PASSWORD, None)

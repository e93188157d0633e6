"""Second factors: app, passkeys and recovery codes (P-SEC-2)."""

import json
from datetime import timedelta
from math import log2

import pyotp
import pytest

from domain import accounts
from domain.accounts import (
    LastFactor,
    Passkey,
    PasskeyAnswer,
    RecoveryCode,
    SecurityEvent,
    WrongCode,
    WrongPasskey,
    new_offer,
    offered_secret,
)
from domain.accounts.passkeys import challenge_of
from domain.errors import NotFound
from tests.domain.accounts_cast import (
    NOON,
    TOTP_SECRET,
    a_member_of_staff,
    an_account,
    an_administrator,
    an_organisation,
)
from tests.domain.test_accounts_sign_in import ALICE, HOME, code_at, sign_in, who
from tests.soft_key import SoftKey

pytestmark = [pytest.mark.usefixtures("undone"), pytest.mark.promise("P-SEC-2")]
ENROLMENT = "0" * 32
LATER = NOON + timedelta(minutes=1)


@pytest.fixture
async def alice(undone):
    return await an_account(ALICE)


async def prove(person, proof, *, now=NOON):
    return await accounts.give_second_factor(person, proof=proof, ip=HOME, now=now)


async def add_app(person, *, now=NOON):
    code = pyotp.TOTP(offered_secret(person.id, ENROLMENT)).at(now)
    return await accounts.add_app(person, enrolment=ENROLMENT, code=code, now=now)


async def add_key(person, key, *, now=NOON, offered_at=None, session_id=None):
    offer = new_offer(offered_at or now)
    challenge = challenge_of("registration", session_id or person.session_id, offer)
    answer = PasskeyAnswer(offer=offer, credential=key.make(challenge))
    return await accounts.add_passkey(person, name="Ordinateur", answer=answer, now=now)


def signed(person, key, *, now=NOON, session_id=None):
    offer = new_offer(now)
    challenge = challenge_of("authentication", session_id or person.session_id, offer)
    return PasskeyAnswer(offer=offer, credential=key.sign(challenge))


class TestAnApp:
    async def test_taken_up_is_asked_for_from_then_on(self, alice):
        elsewhere, here = await sign_in(), await sign_in()
        renewed = await add_app(await who(here))
        assert await who(elsewhere) is None
        assert await who(here) is None
        assert not (await who(renewed)).second_factor_due
        assert (await sign_in()).second_factor_due

    async def test_uses_its_first_code_up(self, alice):
        person = await who(await sign_in())
        renewed = await who(await add_app(person))
        with pytest.raises(WrongCode):
            await add_app(renewed)
        code = pyotp.TOTP(offered_secret(alice.id, ENROLMENT)).at(NOON)
        half = await who(await sign_in())
        with pytest.raises(WrongCode):
            await prove(half, code)
        later = pyotp.TOTP(offered_secret(alice.id, ENROLMENT)).at(LATER)
        assert await prove(half, later, now=LATER)

    async def test_cannot_be_taken_up_by_who_owes_another_factor(self):
        await a_member_of_staff("dpo")
        half = await who(await sign_in("dpo@example.org"))
        with pytest.raises(accounts.HasFactor):
            await add_app(half)
        code = pyotp.TOTP(offered_secret(half.id, ENROLMENT)).at(NOON)
        with pytest.raises(accounts.HasFactor):
            await accounts.enrol_at_sign_in(half, enrolment=ENROLMENT, code=code, now=NOON)

    async def test_is_taken_up_at_sign_in_by_an_administrator_who_has_none(self):
        chambers = await an_organisation()
        await an_administrator("carol@example.org", chambers.id)
        await accounts.Account.update({accounts.Account.totp_secret: None}, force=True)
        half = await who(await sign_in("carol@example.org"))
        assert half.second_factor_due
        assert not half.has_second_factor
        code = pyotp.TOTP(offered_secret(half.id, ENROLMENT)).at(NOON)
        opened = await accounts.enrol_at_sign_in(half, enrolment=ENROLMENT, code=code, now=NOON)
        assert not (await who(opened)).second_factor_due

    async def test_is_given_up_by_a_holder_and_its_recovery_codes_with_it(self, alice):
        person = await who(await add_app(await who(await sign_in())))
        await accounts.make_recovery_codes(alice.id, now=NOON)
        await accounts.remove_app(person, now=NOON)
        assert not await RecoveryCode.exists()
        assert not (await sign_in()).second_factor_due

    async def test_is_not_given_up_by_staff_who_have_nothing_else(self):
        dpo = await a_member_of_staff("dpo")
        half = await who(await sign_in("dpo@example.org"))
        person = await who(await prove(half, code_at(NOON)))
        with pytest.raises(LastFactor):
            await accounts.remove_app(person, now=NOON)
        person = await who(await add_key(person, SoftKey()))
        await accounts.remove_app(person, now=NOON)
        await dpo.refresh()
        assert dpo.totp_secret is None

    async def test_is_told_to_its_person(self, alice):
        await add_app(await who(await sign_in()))
        assert await SecurityEvent.exists().where(SecurityEvent.kind == "app-added")


class TestRecoveryCodes:
    @pytest.fixture
    async def codes(self, undone):
        alice = await an_account(ALICE, totp_secret=TOTP_SECRET)
        return await accounts.make_recovery_codes(alice.id, now=NOON)

    async def test_are_ten_and_kept_as_hashes_alone(self, codes):
        assert len(set(codes)) == 10
        kept = await RecoveryCode.select(RecoveryCode.code_hash).output(as_list=True)
        assert not {code.replace("-", "") for code in codes} & set(kept)

    @pytest.mark.asvs("6.5.4")
    async def test_have_nearly_fifty_bits_each(self, codes):
        letters = set("".join(codes)) - {"-"}
        assert len(letters) > 20
        assert all(len(code.replace("-", "")) == 10 for code in codes)
        assert 10 * log2(len(letters)) > 40

    @pytest.mark.asvs("6.5.1")
    async def test_open_once_each_however_they_are_typed(self, codes):
        for typed in (codes[0], codes[1].upper().replace("-", " ")):
            half = await who(await sign_in())
            assert not (await who(await prove(half, typed))).second_factor_due
            with pytest.raises(WrongCode):
                await prove(await who(await sign_in()), typed)
        assert await RecoveryCode.count() == 8
        used = SecurityEvent.kind == "recovery-code-used"
        assert await SecurityEvent.count().where(used) == 2

    async def test_of_somebody_else_open_nothing(self, codes):
        await an_account("bob@example.org", totp_secret=TOTP_SECRET)
        with pytest.raises(WrongCode):
            await prove(await who(await sign_in("bob@example.org")), codes[0])

    async def test_made_anew_replace_all_former_ones(self, codes):
        half = await who(await sign_in())
        await accounts.make_recovery_codes(half.id, now=NOON)
        with pytest.raises(WrongCode):
            await prove(half, codes[0])


class TestAPasskey:
    @pytest.fixture
    def key(self):
        return SoftKey()

    @pytest.fixture
    async def person(self, alice, key):
        """Alice, who has just added a key."""
        return await who(await add_key(await who(await sign_in()), key))

    @pytest.mark.asvs("11.6.1")
    async def test_is_asked_for_with_approved_signatures_alone(self, person):
        options = await accounts.registration_options(
            person, email=ALICE, offer=accounts.new_offer(NOON)
        )
        asked = {each["alg"] for each in json.loads(options)["pubKeyCredParams"]}
        assert asked == {-8, -7, -257}  # EdDSA, ES256, RS256 (IANA's COSE algorithms)

    async def test_opens_the_session_that_a_password_began(self, person, key):
        half = await who(await sign_in())
        assert half.second_factor_due
        opened = await prove(half, signed(half, key))
        assert not (await who(opened)).second_factor_due
        kept = await Passkey.objects().first()
        assert (kept.sign_count, kept.last_used_at) == (1, NOON)

    async def test_replayed_opens_nothing(self, person, key):
        half = await who(await sign_in())
        answer = signed(half, key)
        await prove(half, answer)
        with pytest.raises(WrongPasskey):
            await prove(half, answer)
        with pytest.raises(WrongPasskey):
            await prove(await who(await sign_in()), answer)

    async def test_whose_count_runs_back_is_a_copy(self, person, key):
        copy = SoftKey(key.credential_id, key.private)
        for _ in range(2):
            half = await who(await sign_in())
            await prove(half, signed(half, key))
        half = await who(await sign_in())
        with pytest.raises(WrongPasskey):
            await prove(half, signed(half, copy))

    @pytest.mark.parametrize(
        "lie",
        [
            {"origin": "https://testserver.evil.example"},
            {"origin": "https://testserver"},
            {"rp_id": "evil.example"},
        ],
    )
    async def test_of_another_site_is_refused(self, person, key, lie):
        for name, value in lie.items():
            setattr(key, name, value)
        half = await who(await sign_in())
        with pytest.raises(WrongPasskey):
            await prove(half, signed(half, key))
        stranger = SoftKey(**lie)
        with pytest.raises(WrongPasskey):
            await add_key(person, stranger)

    async def test_of_somebody_else_is_refused(self, person, key):
        await an_account("bob@example.org", totp_secret=TOTP_SECRET)
        half = await who(await sign_in("bob@example.org"))
        with pytest.raises(WrongPasskey):
            await prove(half, signed(half, key))

    @pytest.mark.asvs("11.6.1")
    async def test_signed_by_another_key_is_refused(self, person, key):
        forged = SoftKey(credential_id=key.credential_id)
        half = await who(await sign_in())
        with pytest.raises(WrongPasskey):
            await prove(half, signed(half, forged))

    async def test_for_another_session_is_refused(self, person, key):
        half, other = await who(await sign_in()), await who(await sign_in())
        with pytest.raises(WrongPasskey):
            await prove(half, signed(half, key, session_id=other.session_id))

    @pytest.mark.asvs("9.2.1")
    @pytest.mark.parametrize("minutes", [-11, 1])
    async def test_offered_too_long_ago_or_in_the_future_is_refused(self, person, key, minutes):
        half = await who(await sign_in())
        answer = signed(half, key, now=NOON + timedelta(minutes=minutes))
        with pytest.raises(WrongPasskey):
            await prove(half, answer)

    async def test_known_already_is_not_kept_again(self, person, key):
        with pytest.raises(WrongPasskey):
            await add_key(person, key)

    @pytest.mark.parametrize(
        "junk",
        ["", "x", "{}", "[]", "null", '{"rawId": 1}', '{"rawId": "AA"}', "\x00", "9" * 99],
    )
    async def test_that_is_none_is_refused(self, person, junk):
        half = await who(await sign_in())
        for offer in (new_offer(NOON), "z" * 32):
            answer = PasskeyAnswer(offer=offer, credential=junk)
            with pytest.raises(WrongPasskey):
                await prove(half, answer)
            with pytest.raises(WrongPasskey):
                await accounts.add_passkey(person, name="x", answer=answer, now=NOON)

    @pytest.mark.asvs("11.6.1")
    async def test_damaged_anywhere_is_refused(self, person, key):
        half = await who(await sign_in())
        sound = json.loads(signed(half, key).credential)
        for part in sound["response"]:
            answer = signed(half, key)
            damaged = json.loads(answer.credential)
            value = damaged["response"][part]
            damaged["response"][part] = value[:-5] + "AAAAA"
            with pytest.raises(WrongPasskey):
                await prove(
                    half, PasskeyAnswer(offer=answer.offer, credential=json.dumps(damaged))
                )

    async def test_is_renamed_and_removed_by_its_person_alone(self, person, key):
        bob = await an_account("bob@example.org")
        passkey = await Passkey.objects().first()
        with pytest.raises(NotFound):
            await accounts.rename_passkey(bob.id, passkey.id, name="Mine")
        bobs = await who(await sign_in("bob@example.org"))
        with pytest.raises(NotFound):
            await accounts.remove_passkey(bobs, passkey.id, now=NOON)
        await accounts.rename_passkey(person.id, passkey.id, name="Bureau")
        await accounts.remove_passkey(person, passkey.id, now=NOON)
        assert not (await sign_in()).second_factor_due

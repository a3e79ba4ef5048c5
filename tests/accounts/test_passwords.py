from __future__ import annotations

import pytest

from kartu.accounts.hashing import Argon2id
from kartu.accounts.models import SignInName
from kartu.accounts.names import SHARERS, BadContact, NameTaken, give_name, read_contact, users_named
from kartu.accounts.passwords import NOBODY, WeakPassword, check_strength, hash_password, salt_of, with_password
from tests.accounts.builders import EMAIL, NOW, PASSWORD, PHONE, a_member, an_account


def _family(count: int) -> list[str]:
    return [f"317401280201{number:04}" for number in range(count)]


def test_the_hash_is_argon2id_with_nineteen_mebibytes() -> None:
    assert hash_password(PASSWORD).startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_hash_is_found_again_with_its_own_parameters_after_ours_have_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Argon2id, "time_cost", 1)
    old = hash_password(PASSWORD)
    monkeypatch.undo()

    assert Argon2id().encode_like(PASSWORD, old) == old
    assert Argon2id().encode_like(PASSWORD, NOBODY) != NOBODY


@pytest.mark.parametrize("weak", ["", "Rahasia123!", "aaaaaaaaaaaaaaaa", "abababababababab", "x" * 201])
def test_what_is_short_or_all_the_same_is_refused(weak: str) -> None:
    with pytest.raises(WeakPassword):
        check_strength(weak)


@pytest.mark.parametrize(
    "fine", [PASSWORD, "correct horse battery staple", "пароль из пятнадцати", "  spasi di tepi  ok"]
)
def test_length_is_what_counts(fine: str) -> None:
    check_strength(fine)

    assert hash_password(fine)


@pytest.mark.django_db
def test_a_family_shares_a_name_and_one_computation(monkeypatch: pytest.MonkeyPatch) -> None:
    users = [an_account(a_member(nik), password=f"{PASSWORD} {nik}") for nik in _family(SHARERS)]
    computed = list[str]()
    encode_like = Argon2id.encode_like

    def counted(hasher: Argon2id, word: str, like: str) -> str:
        computed.append(like)
        return encode_like(hasher, word, like)

    monkeypatch.setattr(Argon2id, "encode_like", counted)

    found = with_password(users_named("phone", PHONE), f"{PASSWORD} {_family(SHARERS)[1]}")

    assert found == [users[1]]
    assert len({salt_of(user) for user in users}) == 1
    assert len(computed) == 1
    assert with_password([], PASSWORD) == []
    assert len(computed) == 2


@pytest.mark.django_db
def test_one_more_than_a_family_is_told_to_take_another_name() -> None:
    for nik in _family(SHARERS):
        an_account(a_member(nik))

    with pytest.raises(NameTaken):
        an_account(a_member("3174012802019999"))

    assert SignInName.objects.count() == SHARERS


@pytest.mark.django_db
def test_a_name_with_another_salt_is_not_given_and_opens_nothing_else() -> None:
    an_account(a_member())
    other = an_account(a_member("3174012802019999", phone="", email=EMAIL), name=("email", EMAIL))

    assert give_name(other, "phone", PHONE, now=NOW) is False
    assert other not in users_named("phone", PHONE)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("0812-3456-7890", ("phone", PHONE)),
        ("+62 812 3456 7890", ("phone", PHONE)),
        (" Siti@Contoh.ID ", ("email", EMAIL)),
        ("+60 12 345 6789", ("phone", "+60123456789")),
    ],
)
def test_contacts_are_read_however_they_are_written(typed: str, read: tuple[str, str]) -> None:
    assert read_contact(typed) == read


@pytest.mark.parametrize("typed", ["", "siti", "siti@", "@contoh.id", "123", "0" * 40, "siti@contoh"])
def test_what_is_no_contact_is_refused(typed: str) -> None:
    with pytest.raises(BadContact):
        read_contact(typed)

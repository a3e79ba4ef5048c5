from __future__ import annotations

import secrets
import stat
from pathlib import Path

import pytest

from kartu.base.crypto import DataKey, Keyring, MissingKeyring, Unreadable, ensure_keyring, load_keyring, save_keyring


@pytest.fixture
def ring() -> Keyring:
    return Keyring.fresh()


def test_a_sealed_value_opens_only_in_its_own_cell() -> None:
    key = DataKey(secrets.token_bytes(32))

    sealed = key.seal("registry_member.name", 7, "Siti")

    assert key.open("registry_member.name", 7, sealed) == "Siti"
    for place, row in (("registry_member.name", 8), ("registry_member.address", 7)):
        with pytest.raises(Unreadable):
            key.open(place, row, sealed)


@pytest.mark.parametrize("at", [0, 11, 12, -1])
def test_a_changed_byte_anywhere_makes_a_sealed_value_unreadable(at: int) -> None:
    key = DataKey(secrets.token_bytes(32))
    sealed = bytearray(key.seal("t.c", 1, "Siti"))

    sealed[at] ^= 1

    with pytest.raises(Unreadable):
        key.open("t.c", 1, bytes(sealed))


@pytest.mark.parametrize("sealed", [b"", b"short", bytes(12), bytes(28)])
def test_what_was_never_sealed_is_unreadable_not_a_crash(sealed: bytes) -> None:
    with pytest.raises(Unreadable):
        DataKey(secrets.token_bytes(32)).open("t.c", 1, sealed)


def test_a_wrapped_key_belongs_to_one_member(ring: Keyring) -> None:
    key, wrapped = ring.new_data_key(7)

    sealed = key.seal("t.c", 7, "Siti")

    assert ring.unwrap(wrapped, 7).open("t.c", 7, sealed) == "Siti"
    with pytest.raises(Unreadable):
        ring.unwrap(wrapped, 8)
    with pytest.raises(Unreadable):
        ring.unwrap(b"", 7)


def test_rotation_rewraps_keys_and_leaves_sealed_columns_as_they_are(ring: Keyring) -> None:
    key, wrapped = ring.new_data_key(7)
    sealed = key.seal("t.c", 7, "Siti")
    rotated = Keyring({**ring.wrapping, 2: secrets.token_bytes(32)}, ring.index)

    again = rotated.rewrap(wrapped, 7)

    assert (wrapped[0], again[0]) == (1, 2)
    assert Keyring({2: rotated.wrapping[2]}, ring.index).unwrap(again, 7).open("t.c", 7, sealed) == "Siti"


def test_blind_indexes_meet_for_equal_values_and_are_found_through_a_rotation(ring: Keyring) -> None:
    old = ring.blind("identity", "ktp:3174")
    rotated = Keyring(ring.wrapping, {**ring.index, 2: secrets.token_bytes(32)})

    new = rotated.blind("identity", "ktp:3174")

    assert old == ring.blind("identity", "ktp:3174")
    assert old != ring.blind("contact", "ktp:3174")
    assert new != old
    assert rotated.blinds("identity", "ktp:3174") == [new, old]
    assert rotated.secret("status") == ring.secret("status")


def test_the_keyring_file_is_private_and_never_written_over(tmp_path: Path, ring: Keyring) -> None:
    path = tmp_path / "keys" / "personal.json"
    save_keyring(ring, path)

    with pytest.raises(FileExistsError):
        save_keyring(Keyring.fresh(), path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_keyring(path) == ring


def test_a_missing_keyring_is_made_for_a_new_fund_and_refused_for_one_with_members(tmp_path: Path) -> None:
    path = tmp_path / "personal.json"

    with pytest.raises(MissingKeyring):
        ensure_keyring(path, known_members=True)
    ensure_keyring(path, known_members=False)
    first = path.read_bytes()
    ensure_keyring(path, known_members=True)

    assert path.read_bytes() == first

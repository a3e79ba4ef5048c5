"""Keys: made once, kept private, changed without breaking a card."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc.jwk import ECKey

from kartu.credential.code import read_code
from kartu.credential.errors import KeyRefused, UnknownKey, WrongIssuer
from kartu.credential.keys import KeyLife, KeySet, KeyStore
from kartu.credential.signers import PemSigner, base64url, from_base64url, pem_path
from tests.credential.making import ISSUER, NOW, card, signed, store

LATER = NOW + timedelta(days=5 * 365)


def lives(keys: KeyStore) -> list[KeyLife]:
    return [record.life for record in keys.records("card")]


def test_the_first_call_creates_a_key_only_its_owner_may_read(tmp_path: Path) -> None:
    keys = KeyStore(tmp_path / "keys")

    signer = keys.active("card")

    path = pem_path(tmp_path / "keys" / "card", signer.kid)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert keys.active("card").kid == signer.kid
    assert sorted(file.name for file in path.parent.iterdir()) == [".lock", path.name, "keys.json"]


def test_each_purpose_has_its_own_key(tmp_path: Path) -> None:
    keys = store(tmp_path)

    assert keys.active("card").kid != keys.active("status").kid
    assert keys.public("card").kids.isdisjoint(keys.public("status").kids)
    with pytest.raises(KeyRefused):
        keys.active("card/../status")


def test_eight_at_once_create_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        kids = set(pool.map(lambda _: KeyStore(tmp_path).active("card").kid, range(8)))

    assert len(kids) == 1
    assert lives(KeyStore(tmp_path)) == [KeyLife.ACTIVE]


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    kid = store(tmp_path).active("card").kid
    path = pem_path(tmp_path / "card", kid)
    os.chmod(path, 0o640)  # noqa: PTH101

    with pytest.raises(KeyRefused):
        PemSigner(path)


def test_a_key_of_another_curve_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.touch(mode=0o600)
    for content in (
        ec.generate_private_key(ec.SECP384R1()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
        b"not a key",
    ):
        path.write_bytes(content)

        with pytest.raises(KeyRefused):
            PemSigner(path)
    with pytest.raises(KeyRefused):
        PemSigner(tmp_path / "nobody.pem")


def test_two_rotations_break_no_card(tmp_path: Path) -> None:
    keys = store(tmp_path)
    texts = [signed(card(), keys.active("card"))]

    for _ in range(2):
        keys.activate("card", keys.add("card"), keep_old_until=LATER)
        texts.append(signed(card(), keys.active("card")))

    assert lives(keys) == [KeyLife.VERIFY_ONLY, KeyLife.VERIFY_ONLY, KeyLife.ACTIVE]
    read = [read_code(text, keys.public("card"), now=NOW) for text in texts]
    assert [one.claims for one in read] == [card()] * 3
    assert len({one.kid for one in read}) == 3


def test_a_next_key_is_published_but_signs_nothing(tmp_path: Path) -> None:
    keys = store(tmp_path)

    kid = keys.add("card")

    assert kid in keys.public("card").kids
    assert keys.active("card").kid != kid
    with pytest.raises(KeyRefused):
        keys.signer("card", kid)


def test_a_verify_only_key_finishes_what_was_stored(tmp_path: Path) -> None:
    keys = store(tmp_path)
    old = keys.active("card")

    keys.activate("card", keys.add("card"), keep_old_until=LATER)

    assert keys.signer("card", old.kid).kid == old.kid


def test_a_key_retires_only_after_its_last_card(tmp_path: Path) -> None:
    keys = store(tmp_path)
    old = keys.active("card")
    text = signed(card(), old)
    keys.activate("card", keys.add("card"), keep_old_until=LATER)

    with pytest.raises(KeyRefused):
        keys.retire("card", old.kid, now=LATER - timedelta(seconds=1))
    keys.retire("card", old.kid, now=LATER)

    assert lives(keys) == [KeyLife.RETIRED, KeyLife.ACTIVE]
    assert not pem_path(tmp_path / "card", old.kid).exists()
    with pytest.raises(UnknownKey):
        read_code(text, keys.public("card"), now=NOW)


def test_lives_move_in_one_direction(tmp_path: Path) -> None:
    keys = store(tmp_path)
    active = keys.active("card").kid

    with pytest.raises(KeyRefused):
        keys.activate("card", active, keep_old_until=LATER)
    with pytest.raises(KeyRefused):
        keys.retire("card", active, now=LATER)
    with pytest.raises(KeyRefused):
        keys.activate("card", bytes(8), keep_old_until=LATER)
    assert lives(keys) == [KeyLife.ACTIVE]


def test_published_keys_hold_no_private_half_and_read_back(tmp_path: Path) -> None:
    keys = store(tmp_path)

    jwks = keys.public("card").to_jwks()

    assert [set(jwk) for jwk in jwks["keys"]] == [{"kty", "crv", "x", "y", "use", "alg", "kid"}]
    assert KeySet.from_jwks(jwks).kids == keys.public("card").kids
    assert ECKey.import_key(dict(jwks["keys"][0])).is_private is False


@pytest.mark.parametrize(
    "change",
    [{"kid": "AAAAAAAAAAA"}, {"alg": "ES384"}, {"crv": "P-384"}, {"kty": "oct"}, {"x": "AA"}, {"d": "AA"}, {"y": 5}],
)
def test_a_published_key_that_is_not_what_it_says_is_refused(tmp_path: Path, change: dict[str, str]) -> None:
    jwk = store(tmp_path).active("card").public_jwk()

    with pytest.raises(KeyRefused):
        KeySet.from_jwks({"keys": [jwk | change]})
    with pytest.raises(KeyRefused):
        KeySet.from_jwks({"keys": "none"})


def test_a_key_set_speaks_for_one_issuer(tmp_path: Path) -> None:
    keys = store(tmp_path)
    text = signed(card(), keys.active("card"))

    assert read_code(text, keys.public("card", ISSUER), now=NOW).claims == card()
    with pytest.raises(WrongIssuer):
        read_code(text, keys.public("card", "https://other.example"), now=NOW)


def test_base64url_has_one_spelling() -> None:
    assert from_base64url(base64url(b"\xff\xfe\x00")) == b"\xff\xfe\x00"
    for wrong in ("AB", "A", "AA==", "A+", "AA\n"):
        with pytest.raises(ValueError):  # noqa: PT011
            from_base64url(wrong)

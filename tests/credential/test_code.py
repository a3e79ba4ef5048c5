"""Writing and reading the code: what goes in comes out, and nothing else ever does."""

from __future__ import annotations

import string
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kartu.credential import base45, cbor, squeeze
from kartu.credential.claims import CardClaims, fit
from kartu.credential.code import assemble, bytes_to_sign, read_code
from kartu.credential.errors import BadSignature, CredentialError, NotACode, TooLarge, UnknownKey
from kartu.credential.keys import KeySet, KeyStore
from kartu.credential.names import tidy
from tests.credential.making import NOW, SECONDS, card, signed, store


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> KeyStore:
    return store(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def text(keys: KeyStore) -> str:
    return signed(card(), keys.active("card"))


words = st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=4)
any_claims = st.builds(
    CardClaims,
    issuer=words,
    issued_at=st.integers(0, SECONDS),
    expires_at=st.integers(SECONDS + 1, 253_402_300_799),
    not_before=st.none() | st.integers(0, SECONDS),
    serial=st.binary(min_size=8, max_size=8),
    number=words,
    name=st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=80).filter(tidy),
    birth_date=st.none() | st.dates(),
    language=words,
    country=words,
    programmes=st.integers(0, 2**32 - 1),
    employer=st.none() | words,
    status_uri=words,
    status_index=st.integers(0, 2**20 - 1),
)


@settings(max_examples=150, deadline=None)
@given(claims=any_claims)
def test_what_is_written_is_read(claims: CardClaims, keys: KeyStore) -> None:
    signer = keys.active("card")
    fitted = fit(claims, signer.kid)

    read = read_code(signed(fitted, signer), keys.public("card"), now=NOW)

    assert read.claims == fitted
    assert read.kid == signer.kid


def test_bytes_to_sign_are_the_same_every_time(keys: KeyStore) -> None:
    kid = keys.active("card").kid

    assert bytes_to_sign(card(), kid) == bytes_to_sign(card(), kid)


def test_a_code_is_rebuilt_from_what_was_stored(keys: KeyStore, text: str) -> None:
    signer = keys.active("card")
    stored = bytes_to_sign(card(), signer.kid)

    assert read_code(assemble(stored, signer.sign(stored)), keys.public("card"), now=NOW).claims == card()
    with pytest.raises(NotACode):
        assemble(stored[:-1], bytes(64))
    with pytest.raises(ValueError, match="64 bytes"):
        assemble(stored, bytes(63))


def mutations(text: str) -> st.SearchStrategy[str]:
    place = st.integers(0, len(text) - 1)
    letter = st.sampled_from(base45.ALPHABET) | st.characters()
    return st.one_of(
        st.builds(lambda at, new: text[:at] + new + text[at + 1 :], place, letter),
        st.builds(lambda at, new: text[:at] + new + text[at:], place, st.text(max_size=6)),
        st.builds(lambda one, two: text[: min(one, two)] + text[max(one, two) :], place, place),
        st.text(max_size=500),
        st.text(alphabet=base45.ALPHABET, max_size=500),
    )


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_a_mutated_text_is_refused_or_means_the_same(data: st.DataObject, keys: KeyStore, text: str) -> None:
    mutated = data.draw(mutations(text))

    answer = outcome(mutated, keys.public("card"))

    # zlib ignores the last bits of its last block: such a text is another spelling of the very bytes that were signed.
    assert isinstance(answer, CredentialError) or answer == card()


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_mutated_bytes_below_the_packing_are_refused(data: st.DataObject, keys: KeyStore, text: str) -> None:
    raw = bytearray(squeeze.unpack(base45.decode(text), 1_000))
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))

    answer = outcome(base45.encode(squeeze.pack(bytes(raw[:-64]), bytes(raw[-64:]))), keys.public("card"))

    assert isinstance(answer, CredentialError)


@settings(max_examples=300, deadline=None)
@given(data=st.binary(max_size=400))
def test_any_bytes_read_as_cbor_come_back_the_same_or_raise(data: bytes) -> None:
    try:
        value: Any = cbor.loads(data)
    except NotACode:
        return
    assert cbor.dumps(value) == data


@settings(max_examples=300, deadline=None)
@given(data=st.binary(max_size=300))
def test_base45_has_one_spelling(data: bytes) -> None:
    text = base45.encode(data)

    assert set(text) <= set(base45.ALPHABET)
    assert base45.decode(text) == data


def outcome(text: str, keys: KeySet) -> CardClaims | CredentialError:
    try:
        return read_code(text, keys, now=NOW).claims
    except CredentialError as error:
        return error


def test_a_bomb_takes_little_memory(keys: KeyStore) -> None:
    bomb = base45.encode(squeeze.pack(bytes(400_000), bytes(64)))
    tracemalloc.start()

    with pytest.raises(TooLarge):
        read_code(bomb, keys.public("card"), now=NOW)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200_000


def test_a_key_of_another_purpose_reads_nothing(keys: KeyStore, text: str) -> None:
    with pytest.raises(UnknownKey):
        read_code(text, keys.public("status"), now=NOW)


def test_a_strangers_signature_is_refused(keys: KeyStore, tmp_path: Path) -> None:
    stored = bytes_to_sign(card(), keys.active("card").kid)
    stranger = store(tmp_path).active("card")

    with pytest.raises(BadSignature):
        read_code(assemble(stored, stranger.sign(stored)), keys.public("card"), now=NOW)


def test_every_refusal_has_a_code_of_its_own_and_words_in_both_languages() -> None:
    classes = descendants(CredentialError)

    assert len({kind.code for kind in classes}) == len(classes)
    for kind in classes:
        assert set(kind.code) <= set(string.ascii_lowercase + "-")
        assert kind.id
        assert kind.en
        assert kind.id != kind.en


def descendants(kind: type[CredentialError]) -> list[type[CredentialError]]:
    return [kind, *(deeper for child in kind.__subclasses__() for deeper in descendants(child))]

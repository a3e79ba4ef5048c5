"""Status lists: what was put in is read, by us and by others; places give nothing away."""

from __future__ import annotations

import random
import zlib
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kartu.credential.errors import StatusError, StatusExpired, StatusOutOfRange
from kartu.credential.keys import KeyStore
from kartu.credential.status import (
    LIST_BYTES,
    PREPARED,
    REVOKED,
    SHARD_SIZE,
    SUSPENDED,
    VALID,
    build_list,
    read_status_cwt,
    read_status_token,
    shuffle,
    sign_status_cwt,
    sign_status_token,
    unshuffle,
)
from tests.credential import judges
from tests.credential.making import NOW, store

URI = "https://bjp.example/s/1234"
ENTRIES = [(0, REVOKED), (1, SUSPENDED), (2, PREPARED), (4, PREPARED), (SHARD_SIZE - 1, REVOKED)]
TIMES: dict[str, Any] = {
    "uri": URI,
    "issued_at": NOW,
    "expires_at": NOW + timedelta(hours=36),
    "ttl": timedelta(hours=12),
}


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> KeyStore:
    return store(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def token(keys: KeyStore) -> str:
    return sign_status_token(build_list(ENTRIES), keys.active("status"), **TIMES)


def test_both_forms_say_what_was_put_in(keys: KeyStore, token: str) -> None:
    cwt = sign_status_cwt(build_list(ENTRIES), keys.active("status"), **TIMES)

    read = read_status_token(token, keys.public("status"), uri=URI, now=NOW)

    assert read == read_status_cwt(cwt, keys.public("status"), uri=URI, now=NOW)
    assert [read.status(index) for index in range(6)] == [REVOKED, SUSPENDED, PREPARED, VALID, PREPARED, VALID]
    assert read.status(SHARD_SIZE - 1) == REVOKED
    assert (read.issued_at, read.expires_at, read.ttl) == (NOW, TIMES["expires_at"], TIMES["ttl"])


def test_others_read_both_forms(keys: KeyStore, token: str) -> None:
    cwt = sign_status_cwt(build_list(ENTRIES), keys.active("status"), **TIMES)
    jwks = {"keys": keys.public("status").to_jwks()["keys"]}
    now = int(NOW.timestamp())

    for index, status in [*ENTRIES, (3, VALID)]:
        assert judges.list_by_joserfc(token, jwks, URI, now, index) == status
        assert judges.list_by_cbor2(cwt, jwks, URI, now, index) == status


def test_the_bits_are_those_of_the_standards_example() -> None:
    # Token Status List, section 4.1: the two-bit example packs to C9 44 F9.
    statuses = [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]

    packed = zlib.decompress(build_list(enumerate(statuses)))

    assert packed[:3].hex() == "c944f9"
    assert len(packed) == LIST_BYTES


def test_a_later_entry_replaces_an_earlier_one() -> None:
    assert build_list([(7, PREPARED), (7, REVOKED)]) == build_list([(7, REVOKED)])
    assert build_list([(7, PREPARED), (7, VALID)]) == build_list([])


@pytest.mark.parametrize("entry", [(-1, 1), (SHARD_SIZE, 1), (0, 4), (0, -1)])
def test_a_place_or_status_that_does_not_exist_is_refused(entry: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="out of range"):
        build_list([entry])


def test_a_list_asked_beyond_its_end_raises(keys: KeyStore, token: str) -> None:
    read = read_status_token(token, keys.public("status"), uri=URI, now=NOW)

    for index in (-1, SHARD_SIZE):
        with pytest.raises(StatusOutOfRange):
            read.status(index)


@pytest.mark.parametrize(
    ("hours", "due", "usable"),
    [(0, False, True), (11, False, True), (12, True, True), (35, True, True), (36, True, False)],
)
def test_a_list_grows_due_and_then_old(keys: KeyStore, token: str, hours: int, due: bool, usable: bool) -> None:
    later = NOW + timedelta(hours=hours)
    read = read_status_token(token, keys.public("status"), uri=URI, now=NOW)

    assert read.is_due(later) is due
    assert readable(token, keys, later) is usable


def readable(token: str, keys: KeyStore, now: datetime) -> bool:
    try:
        read_status_token(token, keys.public("status"), uri=URI, now=now)
    except StatusExpired:
        return False
    return True


def test_a_full_shard_that_does_not_shrink_still_reads(keys: KeyStore) -> None:
    chance = random.Random(1)
    lst = build_list((index, chance.randrange(4)) for index in range(SHARD_SIZE))

    token = sign_status_token(lst, keys.active("status"), **TIMES)

    assert read_status_token(token, keys.public("status"), uri=URI, now=NOW).packed == zlib.decompress(lst)


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_a_mutated_list_is_refused(data: st.DataObject, keys: KeyStore, token: str) -> None:
    at = data.draw(st.integers(0, len(token) - 1))
    mutated = data.draw(
        st.builds(
            lambda new: token[:at] + new + token[at + 1 :], st.text(max_size=3).filter(lambda new: new != token[at])
        )
        | st.text(max_size=300)
    )

    with pytest.raises(StatusError):
        read_status_token(mutated, keys.public("status"), uri=URI, now=NOW)


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_mutated_cwt_list_is_refused(data: st.DataObject, keys: KeyStore) -> None:
    cwt = bytearray(sign_status_cwt(build_list(ENTRIES), keys.active("status"), **TIMES))
    cwt[data.draw(st.integers(0, len(cwt) - 1))] ^= data.draw(st.integers(1, 255))

    with pytest.raises(StatusError):
        read_status_cwt(bytes(cwt), keys.public("status"), uri=URI, now=NOW)


@settings(max_examples=200, deadline=None)
@given(counter=st.integers(0, 2**40), key=st.binary(min_size=16, max_size=32))
def test_the_permutation_has_an_inverse(counter: int, key: bytes) -> None:
    index = shuffle(counter, key)

    assert 0 <= index < SHARD_SIZE
    assert unshuffle(index, key, shard=counter // SHARD_SIZE) == counter


def test_neighbours_are_strangers() -> None:
    key = b"k" * 32
    places = [shuffle(counter, key) for counter in range(4096)]
    steps = [abs(after - before) for before, after in pairwise(places)]

    assert len(set(places)) == 4096
    assert SHARD_SIZE / 4 < sum(steps) / len(steps) < SHARD_SIZE / 2.5  # a third, as for strangers
    assert sum(step < 100 for step in steps) < 10
    assert places[:8] != [shuffle(SHARD_SIZE + counter, key) for counter in range(8)]
    assert places[:8] != [shuffle(counter, b"l" * 32) for counter in range(8)]


def test_a_counter_or_place_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="begins at 0"):
        shuffle(-1, b"k")
    with pytest.raises(ValueError, match="out of range"):
        unshuffle(SHARD_SIZE, b"k", shard=0)

"""The published lists say what the copies are, in both signed forms, and nothing committed is missed."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from kartu.audit.actors import OPERATOR
from kartu.audit.models import Event
from kartu.base.crypto import MissingKeyring
from kartu.cards import jobs
from kartu.cards.issuing import finish_copy, prepare_copy, renew_digital
from kartu.cards.keys import key_store
from kartu.cards.lifecycle import activate_copy, block_card, expire_due, revoke_card, unblock_physical, void_copy
from kartu.cards.models import Copy
from kartu.cards.states import DIGITAL, PLASTIC, PRINT
from kartu.cards.status import FRESH, LIFE, TTL, due_shards, publish_shard, queue_publication
from kartu.credential import status
from kartu.credential.errors import StatusError, StatusExpired, StatusMissing
from kartu.publishing.keys import STATUS, status_keys
from kartu.publishing.lists import list_for
from kartu.publishing.models import StatusShard
from tests.cards.builders import NOW, new_card

pytestmark = pytest.mark.django_db
URI = "https://bjp.example/s/0"


def test_each_state_of_a_copy_is_listed_as_the_verifier_must_read_it() -> None:
    card, other, third = new_card(), new_card(), new_card()
    replaced = renew_digital(card, actor=OPERATOR, now=NOW)
    active = renew_digital(card, actor=OPERATOR, now=NOW)
    prepared = prepare_copy(card, PLASTIC, actor=OPERATOR, now=NOW)
    blocked = renew_digital(other, actor=OPERATOR, now=NOW)
    block_card(other, reason="lost", actor=OPERATOR, now=NOW)
    voided = void_copy(prepare_copy(other, PRINT, actor=OPERATOR, now=NOW), reason="x", actor=OPERATOR, now=NOW)
    revoked = renew_digital(third, actor=OPERATOR, now=NOW)
    revoke_card(third, reason="x", actor=OPERATOR, now=NOW)

    listed = _published()

    assert [listed.status(copy.position) for copy in (active, prepared, blocked, replaced, voided, revoked)] == [
        status.VALID,
        status.PREPARED,
        status.SUSPENDED,
        status.REVOKED,
        status.REVOKED,
        status.REVOKED,
    ]


def test_a_restored_and_a_handed_over_copy_are_listed_as_good_again() -> None:
    card = new_card()
    copy = prepare_copy(card, PLASTIC, actor=OPERATOR, now=NOW)
    copy = finish_copy(copy.member_id, copy.id, actor=OPERATOR, now=NOW)
    states = [_published().status(copy.position)]

    activate_copy(copy, actor=OPERATOR, now=NOW)
    states.append(_published().status(copy.position))
    block_card(card, reason="lost", actor=OPERATOR, now=NOW)
    states.append(_published().status(copy.position))
    unblock_physical(card, actor=OPERATOR, now=NOW)
    states.append(_published().status(copy.position))

    assert states == [status.PREPARED, status.VALID, status.SUSPENDED, status.VALID]


def test_a_digital_copy_that_nobody_holds_yet_is_not_listed() -> None:
    copy = prepare_copy(new_card(), DIGITAL, actor=OPERATOR, now=NOW)

    assert _published().status(copy.position) == status.VALID


def test_a_blocked_copy_stays_listed_until_every_clock_has_seen_its_end() -> None:
    card = new_card()
    copy = renew_digital(card, actor=OPERATOR, now=NOW)
    block_card(card, reason="lost", actor=OPERATOR, now=NOW)

    moments = [copy.expires_at - timedelta(1), copy.expires_at + timedelta(1), copy.expires_at + timedelta(3)]
    listed = [_published(moment).status(copy.position) for moment in moments]
    expire_due(actor=OPERATOR, now=copy.expires_at)
    after = _published(copy.expires_at + timedelta(3)).status(copy.position)

    assert [*listed, after] == [status.SUSPENDED, status.SUSPENDED, status.VALID, status.VALID]


def test_both_signed_forms_say_the_same() -> None:
    card = new_card()
    copy = renew_digital(card, actor=OPERATOR, now=NOW)
    block_card(card, reason="lost", actor=OPERATOR, now=NOW)

    shard = publish_shard(copy.shard, actor=OPERATOR, now=NOW)

    jwt = status.read_status_token(shard.jwt, status_keys(), uri=URI, now=NOW)
    cwt = status.read_status_cwt(bytes(shard.cwt), status_keys(), uri=URI, now=NOW)
    assert jwt == cwt
    assert (jwt.issued_at, jwt.expires_at, jwt.ttl) == (NOW, NOW + LIFE, TTL)
    assert jwt.status(copy.position) == status.SUSPENDED


def test_every_publication_is_one_version_up_and_recorded() -> None:
    first = publish_shard(0, actor=OPERATOR, now=NOW)

    second = publish_shard(0, actor=OPERATOR, now=NOW)

    kid = key_store().active(STATUS).kid.hex()
    assert second.version == first.version + 1
    events = Event.objects.filter(action="status-published", subject_id=0).order_by("id")
    assert [event.detail for event in events][-2:] == [
        {"version": first.version, "kid": kid},
        {"version": second.version, "kid": kid},
    ]


def test_a_list_that_is_not_there_foreign_or_too_old_is_refused() -> None:
    publish_shard(0, actor=OPERATOR, now=NOW)

    refused = [
        _refusal("https://bjp.example/s/99", NOW),
        _refusal("https://other.example/s/0", NOW),
        _refusal("https://bjp.example/s/0/..", NOW),
        _refusal("https://bjp.example/s/", NOW),
        _refusal(URI, NOW + LIFE),
    ]

    assert refused == [StatusMissing, StatusMissing, StatusMissing, StatusMissing, StatusExpired]


def test_no_key_is_made_in_a_folder_that_is_not_the_fund_s(settings: Settings, tmp_path: Path) -> None:
    settings.KEYS = tmp_path

    with pytest.raises(MissingKeyring):
        publish_shard(0, actor=OPERATOR, now=NOW)

    assert list(tmp_path.iterdir()) == []


def test_lists_are_signed_anew_before_they_grow_stale() -> None:
    publish_shard(0, actor=OPERATOR, now=NOW)

    assert due_shards(NOW + FRESH - timedelta(seconds=1)) == []
    assert due_shards(NOW + FRESH) == [0]
    assert FRESH < TTL < LIFE


def test_neighbours_do_not_stand_beside_each_other_in_the_list() -> None:
    copies = [prepare_copy(new_card(), PLASTIC, actor=OPERATOR, now=NOW) for _ in range(6)]

    places = [copy.position for copy in copies]

    assert len(set(places)) == 6
    assert all(abs(a - b) > 1 for a, b in itertools.pairwise(places))


def test_one_publication_serves_everybody_who_was_waiting() -> None:
    queue_publication({0, 1})
    queue_publication({0})

    jobs.publish_status(shard=0)

    left = ProcrastinateJob.objects.filter(task_name="cards.publish_status", status="todo").values_list("args")
    assert [args["shard"] for (args,) in left] == [1]


def test_the_jobs_are_registered_under_the_names_the_verbs_queue() -> None:
    queued = {"cards.finish_copy", "cards.publish_status", "cards.prove_block"}

    assert queued <= set(app.tasks)
    periodic = {name for name, _ in app.periodic_registry.periodic_tasks}
    assert {"base.retry_stalled", "cards.republish_due", "cards.expire_due"} <= periodic


def test_the_periodic_jobs_do_their_work() -> None:
    copy = renew_digital(new_card(), actor=OPERATOR, now=NOW - timedelta(days=400))
    StatusShard.objects.update_or_create(number=0, defaults={"published_at": None, "jwt": ""})

    jobs.expire_due(timestamp=0)
    jobs.republish_due(timestamp=0)

    assert Copy.objects.get(pk=copy.pk).status == "expired"
    assert StatusShard.objects.get(number=0).jwt


def _published(now: datetime = NOW) -> status.StatusList:
    publish_shard(0, actor=OPERATOR, now=now)
    return list_for(django_settings.PROFILE.status_uri(0), now=now)


def _refusal(uri: str, now: datetime) -> type[StatusError]:
    with pytest.raises(StatusError) as refusal:
        list_for(uri, now=now)
    return refusal.type

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings
from standardwebhooks import Webhook, WebhookVerificationError

from kartu.audit.actors import OPERATOR
from kartu.base.tenancy import fund_scope
from kartu.employers.machines import sending
from kartu.employers.machines.hooks import BLOCKED, KINDS, Told, add_hook, end_hook, queue_told
from kartu.employers.machines.models import Hook, HookDelivery
from kartu.employers.machines.refusals import AddressRefused
from kartu.employers.machines.sending import PAUSES, Unsafe, checked_address, send_due
from tests.employers.builders import employer, hr_person
from tests.employers.machines.receiver import Receiver, receiver

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TOLD = Told(BLOCKED, "card.blocked:7:1", NOW, {"number": "26040000001", "card": {"digital": "blocked"}})


@pytest.fixture
def other_side(settings: Settings) -> Iterator[Receiver]:
    settings.HOOKS_LOOPBACK = True
    with receiver() as kept:
        yield kept


def new_hook(address: str) -> tuple[Hook, str]:
    company = employer(f"KS{Hook.objects.count():06d}", NOW)
    return add_hook(company, hr_person(company, NOW), address, KINDS, actor=OPERATOR, now=NOW)


def test_what_is_sent_is_signed_as_the_standards_own_library_checks(other_side: Receiver) -> None:
    hook, secret = new_hook(other_side.address)
    queue_told([hook], TOLD)

    assert send_due(now=timezone.now()) == 1  # whoever checks refuses what is five minutes old

    ((headers, body),) = other_side.came
    assert Webhook(secret).verify(body, headers) == {
        "type": "card.blocked",
        "timestamp": NOW.isoformat(),
        "data": {"number": "26040000001", "card": {"digital": "blocked"}},
    }
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body.replace(b"blocked", b"active!"), headers)
    assert headers["webhook-id"] == HookDelivery.objects.get().public_id


def test_a_delivery_is_tried_again_under_the_same_name_and_ends_when_it_is_taken(other_side: Receiver) -> None:
    other_side.answers = [500, 302, 200]
    hook, _ = new_hook(other_side.address)
    queue_told([hook], TOLD)

    taken = [send_due(now=NOW)]
    early = send_due(now=NOW + timedelta(seconds=1))
    taken += [send_due(now=NOW + PAUSES[0]), send_due(now=NOW + PAUSES[0] + PAUSES[1])]

    delivery = HookDelivery.objects.get()
    assert (taken, early) == ([0, 0, 1], 0)
    assert len({headers["webhook-id"] for headers, _ in other_side.came}) == 1
    assert (delivery.tries, delivery.next_at, delivery.problem) == (3, None, "")
    assert delivery.taken_at == NOW + PAUSES[0] + PAUSES[1]


def test_a_redirect_is_not_followed(other_side: Receiver) -> None:
    other_side.answers = [307]
    hook, _ = new_hook(other_side.address)
    queue_told([hook], TOLD)

    send_due(now=NOW)

    assert len(other_side.came) == 1
    assert HookDelivery.objects.get().problem == "status-307"


def test_after_the_last_try_it_is_given_up_and_said_so(other_side: Receiver) -> None:
    other_side.answers = [503] * 20
    hook, _ = new_hook(other_side.address)
    queue_told([hook], TOLD)
    moment = NOW

    for pause in [*PAUSES, timedelta(0)]:
        send_due(now=moment)
        moment += pause

    delivery = HookDelivery.objects.get()
    assert (delivery.tries, delivery.next_at, delivery.taken_at) == (len(PAUSES) + 1, None, None)
    assert delivery.problem == "status-503"
    assert send_due(now=moment + timedelta(days=30)) == 0


def test_who_answers_by_letters_now_and_then_is_cut_off(other_side: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "PATIENCE", 0.3)
    other_side.answers = ["wait"]
    hook, _ = new_hook(other_side.address)
    queue_told([hook], TOLD)

    send_due(now=NOW)

    assert HookDelivery.objects.get().problem in {"timeout", "no-connection"}


def test_one_event_is_told_once_to_an_address(other_side: Receiver) -> None:
    hook, _ = new_hook(other_side.address)

    queue_told([hook], TOLD)
    queue_told([hook], TOLD)

    assert HookDelivery.objects.count() == 1


def test_an_address_that_was_removed_is_told_nothing_more(other_side: Receiver) -> None:
    hook, _ = new_hook(other_side.address)
    queue_told([hook], TOLD)

    end_hook(hook, actor=OPERATOR, now=NOW)

    assert send_due(now=NOW) == 0
    assert other_side.came == []
    assert bytes(Hook.objects.get().secret_sealed) == b""


@pytest.mark.parametrize(
    "address",
    [
        "http://example.com/hook",
        "http://127.0.0.1:9/hook",
        "https://",
        "https://localhost/hook",
        "https://inner/hook",
        "https://user:word@example.com/",
        "https://example.com:0/",
        "https://example.com:99999/",
        "https://example.com/#part",
        "https://example.com/\r\nHost: inner",
        "https://exa mple.com/",
        "https://[::1/",
        "file:///etc/passwd",
        "gopher://example.com/",
        "https://example.com/" + "x" * 300,
        "https://example.com/\0",
        "",
    ],
)
def test_an_address_nobody_outside_could_have_is_refused_at_once(address: str) -> None:
    with fund_scope(), pytest.raises(AddressRefused):
        new_hook(address)


INNER = [
    "127.0.0.1",
    "127.9.9.9",
    "10.0.0.1",
    "172.16.5.4",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104  an address to be refused
    "255.255.255.255",
    "224.0.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2001:0:7f00:1::1",
    "2001:db8::1",
]


@pytest.mark.parametrize("inner", INNER)
def test_a_name_that_leads_inside_is_not_connected_to(monkeypatch: pytest.MonkeyPatch, inner: str) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _names("203.0.112.7", inner))

    with pytest.raises(Unsafe):
        checked_address("hooks.example.com", 443)


def test_the_address_that_was_checked_is_the_one_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rebinding: the name leads outside when it is asked first, and inside a moment later."""
    asked: list[str] = []
    connected: list[tuple[str, int]] = []

    def names(host: str, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        return _names("203.0.112.7" if len(asked) == 1 else "127.0.0.1")()

    def connect(address: tuple[str, int], **_: Any) -> None:
        connected.append(address)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", names)
    monkeypatch.setattr(socket, "create_connection", connect)
    hook, _ = new_hook("https://hooks.example.com/in")
    queue_told([hook], TOLD)

    send_due(now=NOW)

    assert connected == [("203.0.112.7", 443)]
    assert asked == ["hooks.example.com"]


def test_a_delivery_that_leads_inside_says_so_and_sends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _names("169.254.169.254"))
    hook, _ = new_hook("https://hooks.example.com/in")
    queue_told([hook], TOLD)

    send_due(now=NOW)

    assert HookDelivery.objects.get().problem == "address-refused"


def test_what_is_told_is_plain_json(other_side: Receiver) -> None:
    hook, _ = new_hook(other_side.address)
    queue_told([hook], TOLD)

    send_due(now=NOW)

    assert json.loads(other_side.came[0][1])["data"]["number"] == "26040000001"


def _names(*addresses: str) -> Callable[..., list[Any]]:
    return lambda *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in addresses]

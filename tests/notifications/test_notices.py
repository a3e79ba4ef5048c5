"""Notices on a phone: sealed as the standard says, to public push services only, without a person in them."""

from __future__ import annotations

import json
import socket
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from joserfc import jwt
from joserfc.jwk import ECKey

from kartu.audit.actors import OPERATOR
from kartu.audit.models import Event
from kartu.base import posting
from kartu.base.posting import NoReply, NotPublic, is_public, post_public, public_address, public_ip
from kartu.notifications import catalogue
from kartu.notifications.account_words import SENT_CODE
from kartu.notifications.delivery import deliver
from kartu.notifications.messages import tell
from kartu.notifications.models import Message, PushSubscription
from kartu.notifications.notices import (
    MOST,
    NoNotices,
    browser_digest,
    end_of_browser,
    has_notices,
    send_notices,
    server_key,
    subscribe,
    sweep_notices,
    unsubscribe,
)
from kartu.notifications.webpush import Target, sealed
from kartu.registry.members import Person, register_member, sealed_contact
from kartu.registry.models import Member
from tests.notifications.pushservice import HOST, Browser, PushService, push_service, text

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[PushService]:
    for name in ("EMAIL_URL", "SMS_URL", "WHATSAPP_URL"):
        monkeypatch.setattr(settings, name, "")
    monkeypatch.setattr(settings, "DATA", tmp_path)
    with push_service(monkeypatch, tmp_path) as running:
        # An address with the service's own port stands for the usual one.
        monkeypatch.setattr(posting, "public_address", urlsplit)
        yield running


def _member(identity: str = "3174012802011501") -> Member:
    return register_member(Person(identity, "Siti Nur'aini"), actor=OPERATOR, now=NOW)


def _phone(member: Member, browser: Browser | None = None, cookie: str = "cookie") -> Browser:
    browser = browser or Browser()
    subscribe(member, cookie, *browser.given(f"/{cookie}"), now=NOW)
    return browser


def test_the_example_of_the_standard_comes_out_byte_for_byte() -> None:
    def raw(given: str) -> bytes:
        return urlsafe_b64decode(given + "=" * (-len(given) % 4))

    target = Target(
        "",
        raw("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
        raw("BTBZMqHH6r4Tts7J_aSIgg"),
    )
    number = int.from_bytes(raw("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"))
    ours = ec.derive_private_key(number, ec.SECP256R1())

    body = sealed(
        b"When I grow up, I want to be a watermelon\x02", target, salt=raw("DGv6ra1nlYgDCS1FRnbzlw"), ours=ours
    )

    assert text(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
        "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@pytest.mark.django_db
def test_a_notice_is_sealed_for_the_phone_and_names_nobody(service: PushService) -> None:
    member = _member()
    browser = _phone(member)

    assert send_notices(member, now=NOW) == 1

    ((path, given, body),) = service.came
    words = json.loads(browser.opened(body))
    assert (path, words) == (
        "/cookie",
        {
            "title": "Balai Jaminan Pekerja",
            "text": "Ada kabar untuk Anda. Buka untuk membaca.",
            "path": "/profil/pesan",
        },
    )
    assert (given["content-encoding"], given["ttl"]) == ("aes128gcm", "86400")


@pytest.mark.django_db
def test_another_library_accepts_our_word_for_a_notice(service: PushService) -> None:
    member = _member()
    _phone(member)

    send_notices(member, now=NOW)

    token, key = service.came[0][1]["authorization"].removeprefix("vapid t=").split(", k=")
    assert key == server_key()
    point = urlsafe_b64decode(key + "==")
    judge = ECKey.import_key({"kty": "EC", "crv": "P-256", "x": text(point[1:33]), "y": text(point[33:])})
    said = jwt.decode(token, judge, algorithms=["ES256"])
    assert said.claims["aud"] == f"https://{HOST}"
    assert said.claims["sub"].startswith("https://")
    assert 0 < said.claims["exp"] - NOW.timestamp() <= 24 * 3600


@pytest.mark.django_db
def test_news_goes_to_the_contact_and_the_phone_and_a_code_to_no_phone(service: PushService) -> None:
    member = _member()
    contact = sealed_contact(member, "email", "siti@laut.example", "roster", NOW)
    contact.save()
    _phone(member)

    deliver(tell(member, catalogue.REPLACEMENT_APPROVED, now=NOW, number="4H7K-29RX"), now=NOW)
    deliver(tell(member, SENT_CODE, now=NOW, to=contact, seed="abcdefghijklmnopqrstuvwx", purpose="sign_in"), now=NOW)

    assert len(service.came) == 1
    assert set(Message.objects.values_list("status", "channel")) == {("sent", "outbox")}


@pytest.mark.django_db
def test_who_has_no_contact_but_a_phone_is_reached(service: PushService) -> None:
    member = _member()
    _phone(member)

    deliver(tell(member, catalogue.REPLACEMENT_APPROVED, now=NOW, number="4H7K-29RX"), now=NOW)

    assert Message.objects.values_list("status", "channel").get() == ("sent", "push")


@pytest.mark.django_db
@pytest.mark.parametrize("status", [404, 410])
def test_a_phone_that_is_gone_is_removed(service: PushService, status: int) -> None:
    member = _member()
    _phone(member)
    service.status = status

    assert send_notices(member, now=NOW) == 0
    assert PushSubscription.objects.count() == 0
    assert Event.objects.filter(action="notices-ended", member_id=member.id).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("status", [301, 302, 307, 400, 429, 500])
def test_any_other_answer_keeps_the_phone_and_no_redirect_is_followed(service: PushService, status: int) -> None:
    member = _member()
    _phone(member)
    service.status, service.location = status, f"https://{HOST}/elsewhere"

    assert send_notices(member, now=NOW) == 0
    assert (PushSubscription.objects.count(), len(service.came)) == (1, 1)


@pytest.mark.django_db
def test_a_name_that_has_come_to_lead_inside_is_asked_nothing_and_removed(
    service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = _member()
    _phone(member)
    monkeypatch.setattr(posting, "public_ip", public_ip)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", ("127.0.0.1", 443))])

    assert send_notices(member, now=NOW) == 0
    assert (PushSubscription.objects.count(), service.came) == (0, [])


@pytest.mark.parametrize(
    "url",
    [
        "http://push.example/a",
        "https://127.0.0.1/a",
        "https://127.1/a",
        "https://0x7f000001/a",
        "https://2130706433/a",
        "https://[::1]/a",
        "https://localhost/a",
        "https://intranet/a",
        "https://push.example:8443/a",
        "https://user@push.example/a",
        "https://push.example:x/a",
        "https://push.example/a\r\nHost: x",
        "https://push.example/ a",
        "https:///a",
        "file:///etc/passwd",
        "",
    ],
)
def test_only_https_names_at_the_usual_port_are_public_addresses(url: str) -> None:
    with pytest.raises(NotPublic):
        public_address(url)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104  # nobody listens here
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::ffff:10.0.0.1",
        "fe80::1",
        "fd00::1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "::",
        "nonsense",
    ],
)
def test_an_address_inside_is_not_public(address: str) -> None:
    assert not is_public(address)
    assert is_public("1.1.1.1")
    assert is_public("2606:4700::1")


def test_of_several_addresses_one_inside_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(0, 0, 0, "", ("1.1.1.1", 443)), (0, 0, 0, "", ("10.0.0.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

    with pytest.raises(NotPublic):
        public_ip("push.example")


def test_a_certificate_of_another_name_is_refused(service: PushService) -> None:
    with pytest.raises(NoReply):
        post_public("https://other.example/a", b"", {})
    assert service.came == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "key", "auth"),
    [
        ("https://10.0.0.1/a", None, None),
        ("https://push.example/" + "a" * 700, None, None),
        (None, "AAAA", None),
        (None, text(b"\x04" + bytes(64)), None),
        (None, "ü", None),
        (None, None, "AAAA"),
        (None, None, "!!!"),
        ("", "", ""),
    ],
)
def test_what_no_browser_would_give_is_refused(address: str | None, key: str | None, auth: str | None) -> None:
    good = Browser().given()
    given = [good[place] if value is None else value for place, value in enumerate((address, key, auth))]

    with pytest.raises(NoNotices):
        subscribe(_member(), "cookie", given[0], given[1], given[2], now=NOW)
    assert PushSubscription.objects.count() == 0


@pytest.mark.django_db
def test_a_browser_is_one_persons_at_a_time_and_asking_twice_is_asking_once() -> None:
    siti, rudi, browser = _member(), _member("3174012802011502"), Browser()
    for member in (siti, siti, rudi):
        _phone(member, browser)

    assert PushSubscription.objects.get().member == rudi
    assert not has_notices(siti.id, "cookie")
    assert has_notices(rudi.id, "cookie")


@pytest.mark.django_db
def test_a_member_has_a_few_phones_and_the_oldest_makes_room() -> None:
    member = _member()
    for number in range(MOST + 2):
        _phone(member, cookie=f"c{number}")

    assert PushSubscription.objects.count() == MOST
    assert not has_notices(member.id, "c0")


@pytest.mark.django_db
def test_turning_off_signing_the_browser_out_and_lying_unused_end_the_notices() -> None:
    siti, rudi = _member(), _member("3174012802011502")
    for cookie in ("a", "b", "c"):
        _phone(siti, cookie=cookie)

    unsubscribe(rudi, "a", now=NOW)
    assert PushSubscription.objects.count() == 3
    unsubscribe(siti, "a", now=NOW)
    end_of_browser(browser_digest("b"), now=NOW)
    assert [has_notices(siti.id, cookie) for cookie in "abc"] == [False, False, True]
    assert sweep_notices(now=NOW + timedelta(days=179)) == 0
    assert sweep_notices(now=NOW + timedelta(days=181)) == 1


@pytest.mark.django_db
def test_the_push_services_address_is_sealed() -> None:
    _phone(_member())

    row = str(PushSubscription.objects.values().get())
    assert HOST not in row

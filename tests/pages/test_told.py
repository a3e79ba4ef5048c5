"""`/profil/pesan`, `/profil/pemberitahuan`, `/kabar/…`: what was told, whether it arrived, and notices on a phone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kartu.accounts.devices import Browser, remember_device
from kartu.accounts.open_sessions import sign_out_device
from kartu.audit.actors import OPERATOR
from kartu.base.digits import link_token, six_digits
from kartu.notifications.account_words import CONTACT_WAITS, SENT_CODE
from kartu.notifications.catalogue import CARD_READY, REPLACEMENT_APPROVED
from kartu.notifications.delivery import deliver
from kartu.notifications.messages import tell
from kartu.notifications.models import Message, PushSubscription
from kartu.registry.members import Person, register_member, sealed_contact
from kartu.registry.models import Branch, Contact, Member
from tests.notifications.pushservice import Browser as PushBrowser
from tests.pages.client import PageClient
from tests.pages.members import account_of, new_member, sign_in

pytestmark = pytest.mark.django_db
SEED = "abcdefghijklmnopqrstuvwx"


@pytest.fixture(autouse=True)
def outbox(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "DATA", tmp_path)


@pytest.fixture
def member(pages: PageClient) -> Member:
    member, _ = new_member()
    sealed_contact(member, Contact.EMAIL, "siti@laut.example", "member", timezone.now()).save()
    sign_in(pages, member, own_phone=True)
    pages.cookies["perangkat"] = "one-browser"
    return member


def _told(member: Member, number: str = "4H7K-29RX", *, send: bool = True) -> Message:
    now = timezone.now()
    message = tell(member, REPLACEMENT_APPROVED, now=now, number=number)
    if send:
        deliver(message, now=now)
    return message


def test_a_member_sees_when_what_by_which_way_and_whether_it_arrived(pages: PageClient, member: Member) -> None:
    _told(member)
    _told(member, "4H7K-29RY", send=False)

    indonesian, english = pages.both("/profil/pesan")

    words = indonesian.content.decode()
    assert "Permohonan 4H7K-29RX disetujui" in words
    assert "kotak percobaan s•••@laut.example" in words
    assert words.count("Terkirim</span>") == words.count("Dalam perjalanan</span>") == 1
    assert "Request 4H7K-29RX is approved" in english.content.decode()
    assert indonesian.headers["Cache-Control"] == "no-store"


def test_no_code_and_no_link_that_opens_something_is_shown_again(pages: PageClient, member: Member) -> None:
    now = timezone.now()
    code = tell(member, SENT_CODE, now=now, seed=SEED, purpose="sign_in")
    link = tell(member, CONTACT_WAITS, now=now, change="add_email", until="2026-12-24", stop=7)

    seen = [pages.get(path).content.decode() for path in ("/profil/pesan", f"/profil/pesan/{code.id}")]
    shown = pages.get(f"/profil/pesan/{link.id}").content.decode()

    digits = six_digits(SEED)
    assert not any(part in page for page in seen for part in (digits, f"{digits[:3]} {digits[3:]}"))
    assert "kode Anda untuk masuk" in seen[1]
    assert "menambah alamat email" in shown
    assert link_token("contact-change", 7) not in shown
    assert "/kontak/batal" not in shown


def test_the_words_of_a_message_are_read_again_with_its_office(pages: PageClient, member: Member) -> None:
    branch = Branch.objects.create(code="T9", name="Cabang Tual", city="Tual", address="Jalan Laut 7")
    number, now = "4H7K-29RX", timezone.now()
    message = tell(member, CARD_READY, now=now, number=number, branch_id=branch.id, until="2026-12-24")

    indonesian, english = pages.both(f"/profil/pesan/{message.id}")

    assert "Cabang Tual, Jalan Laut 7" in indonesian.content.decode()
    assert "24 December 2026" in english.content.decode()


def test_a_delivered_message_and_one_that_never_got_out_say_so(pages: PageClient, member: Member) -> None:
    message = _told(member)
    old = _told(member, "4H7K-29RY", send=False)
    Message.objects.filter(id=old.id).update(at=timezone.now() - timedelta(days=5))
    token = link_token("message-report", message.id)

    answer = pages.post(f"/kabar/{member.id}/{message.id}/{token}", '{"state": "delivered"}', "application/json")

    words = pages.get("/profil/pesan").content.decode()
    assert answer.status_code == 204
    assert words.count("Sampai</span>") == words.count("Tidak sampai</span>") == 1


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "null", '"x"', '{"state": "maybe"}', '{"state": ["delivered"]}', "\x00", "[" * 9999]
)
def test_a_report_that_cannot_be_read_is_refused(pages: PageClient, member: Member, body: str) -> None:
    message = _told(member)
    token = link_token("message-report", message.id)

    assert pages.post(f"/kabar/{member.id}/{message.id}/{token}", body, "application/json").status_code == 400
    assert Message.objects.get().arrived_at is None


def test_a_report_without_the_messages_own_token_is_not_there(pages: PageClient, member: Member) -> None:
    message = _told(member)
    body, kind = '{"state": "undelivered"}', "application/json"

    answers = [
        pages.post(f"/kabar/{who}/{number}/{link_token('message-report', signed)}", body, kind).status_code
        for who, number, signed in (
            (member.id, message.id, message.id + 1),
            (member.id + 1, message.id, message.id),
            (member.id, 2**62, 2**62),
        )
    ]

    assert answers == [404, 404, 404]
    assert Message.objects.get().status == "sent"


def test_another_members_message_is_not_there(pages: PageClient, member: Member) -> None:
    other = register_member(Person("3174012802011777", "Rudi"), actor=OPERATOR, now=timezone.now())
    sealed_contact(other, Contact.EMAIL, "rudi@laut.example", "member", timezone.now()).save()
    message = _told(other)

    assert pages.get(f"/profil/pesan/{message.id}").status_code == 404
    assert pages.get(f"/profil/pesan?sebelum={message.id}").status_code == 200
    assert "4H7K-29RX" not in pages.get("/profil/pesan").content.decode()


def test_a_list_of_one_and_of_thirty_asks_as_much_and_has_its_pages(pages: PageClient, member: Member) -> None:
    _told(member)
    with CaptureQueriesContext(connection) as few:
        pages.get("/profil/pesan")
    for number in range(29):
        _told(member, f"4H7K-{number:04}", send=False)
    with CaptureQueriesContext(connection) as many:
        first = pages.get("/profil/pesan")

    assert len(few) == len(many)
    assert first.content.decode().count("/profil/pesan/") == 25
    older = first.content.decode().split("?sebelum=")[1].split('"')[0]
    assert pages.get(f"/profil/pesan?sebelum={older}").content.decode().count("/profil/pesan/") == 5
    for nonsense in ("x", "-1", "9" * 40, "٣"):
        assert pages.get("/profil/pesan", {"sebelum": nonsense}).status_code == 200


def test_notices_are_turned_on_and_off_on_ones_own_phone(pages: PageClient, member: Member) -> None:
    address, key, auth = PushBrowser().given()
    pages.both("/profil/pemberitahuan")

    pages.post("/profil/pemberitahuan", {"endpoint": address, "p256dh": key, "auth": auth})
    assert "menyala di ponsel ini" in pages.get("/profil/pemberitahuan").content.decode()
    assert PushSubscription.objects.get().member == member

    pages.post("/profil/pemberitahuan", {"mati": "1"})
    assert not PushSubscription.objects.exists()


def test_notices_are_for_a_phone_of_ones_own_only(pages: PageClient, member: Member) -> None:
    del pages.cookies["ponsel"]
    address, key, auth = PushBrowser().given()

    pages.both("/profil/pemberitahuan")
    pages.post("/profil/pemberitahuan", {"endpoint": address, "p256dh": key, "auth": auth})

    assert not PushSubscription.objects.exists()


@pytest.mark.parametrize(
    "address", ["", "http://push.example/a", "https://10.0.0.1/a", "https://push.example/\x00", "x"]
)
def test_an_address_that_leads_inside_or_nowhere_is_refused_in_words(
    pages: PageClient, member: Member, address: str
) -> None:
    _, key, auth = PushBrowser().given()

    answer = pages.post("/profil/pemberitahuan", {"endpoint": address, "p256dh": key, "auth": auth})

    assert "tidak memberi alamat pemberitahuan" in answer.content.decode()
    assert not PushSubscription.objects.exists()


def test_signing_out_ends_the_notices_of_this_browser(pages: PageClient, member: Member) -> None:
    address, key, auth = PushBrowser().given()
    pages.post("/profil/pemberitahuan", {"endpoint": address, "p256dh": key, "auth": auth})

    pages.post("/keluar")

    assert not PushSubscription.objects.exists()


@pytest.mark.parametrize("path", ["/profil/pesan", "/profil/pesan/1", "/profil/pemberitahuan"])
def test_strangers_are_sent_to_sign_in(pages: PageClient, path: str) -> None:
    assert pages.get(path).headers["Location"].startswith("/masuk?lanjut=")


def test_a_browser_signed_out_from_elsewhere_gets_no_more_notices(pages: PageClient, member: Member) -> None:
    user, now = account_of(member), timezone.now()
    noted = remember_device(user, Browser("one-browser"), now=now)
    address, key, auth = PushBrowser().given()
    pages.post("/profil/pemberitahuan", {"endpoint": address, "p256dh": key, "auth": auth})
    assert PushSubscription.objects.exists()

    sign_out_device(user, noted.device.id, actor=user.actor, now=now)

    assert not PushSubscription.objects.exists()

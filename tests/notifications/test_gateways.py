"""SMS and WhatsApp through a real server on loopback: what it takes, and what happens when it does not."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from procrastinate.contrib.django.models import ProcrastinateJob

from kartu.audit.actors import OPERATOR
from kartu.base import posting
from kartu.base.digits import link_token, six_digits
from kartu.base.errors import BadSetting, NotThere
from kartu.notifications import catalogue
from kartu.notifications.account_words import SENT_CODE
from kartu.notifications.channels import channels_in_use
from kartu.notifications.delivery import SOON, deliver, take_report
from kartu.notifications.health import PAUSE, failing_channels, failing_kinds
from kartu.notifications.messages import tell
from kartu.notifications.models import ChannelState, Message
from kartu.registry.members import Person, register_member, sealed_contact
from kartu.registry.models import Contact, Member
from tests.notifications.gateway import Gateway, gateway
from tests.notifications.mailbox import Mailbox, mail_server

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
PHONE, EMAIL = "+628123456789", "siti@laut.example"
SEED = "abcdefghijklmnopqrstuvwx"


@pytest.fixture
def sms(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    with gateway() as running:
        monkeypatch.setattr(settings, "SMS_URL", running.url)
        yield running


@pytest.fixture
def whatsapp(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    with gateway() as running:
        monkeypatch.setattr(settings, "WHATSAPP_URL", running.url)
        yield running


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    with mail_server() as (mailbox, url):
        monkeypatch.setattr(settings, "EMAIL_URL", url)
        yield mailbox


@pytest.fixture
def down(monkeypatch: pytest.MonkeyPatch) -> None:
    """An SMS gateway nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    monkeypatch.setattr(settings, "SMS_URL", f"http://:s3cret@127.0.0.1:{port}/send?from=KARTU")


def _member(*contacts: str) -> Member:
    member = register_member(Person("3174012802011501", "Siti Nur'aini"), actor=OPERATOR, now=NOW)
    for value in contacts:
        sealed_contact(member, Contact.EMAIL if "@" in value else Contact.PHONE, value, "roster", NOW).save()
    return member


def _told(*contacts: str) -> Message:
    return tell(_member(*contacts), catalogue.REPLACEMENT_APPROVED, now=NOW, number="4H7K-29RX")


def _only() -> Message:
    return Message.objects.get()


@pytest.mark.django_db
def test_a_message_goes_to_the_telephone_with_reference_token_and_report_address(sms: Gateway) -> None:
    message = _told(PHONE)

    deliver(message, now=NOW)

    reference, token = f"kartu-{message.member_id}-{message.id}", link_token("message-report", message.id)
    assert sms.asked == [
        {
            "to": PHONE,
            "from": "KARTU",
            "text": "BJP: Permohonan 4H7K-29RX disetujui. Kartu Anda sedang dibuat. Kami kabari bila siap diambil.",
            "reference": reference,
            "report_to": f"{settings.ADDRESS}/kabar/{message.member_id}/{message.id}/{token}",
        }
    ]
    given = sms.given[0]
    assert (given["path"], given["authorization"], given["idempotency-key"]) == ("/send", "Bearer s3cret", reference)
    assert (_only().status, _only().channel) == ("sent", "sms")


@pytest.mark.django_db
def test_a_code_by_sms_ends_with_the_line_that_lets_the_phone_fill_it_in(sms: Gateway) -> None:
    deliver(tell(_member(PHONE), SENT_CODE, now=NOW, seed=SEED, purpose="sign_in"), now=NOW)

    assert sms.texts[0].splitlines()[-1] == f"@localhost #{six_digits(SEED)}"


@pytest.mark.django_db
def test_a_code_by_e_mail_stands_in_the_subject_and_its_link_carries_nothing_to_a_server(mailbox: Mailbox) -> None:
    deliver(tell(_member(EMAIL), SENT_CODE, now=NOW, seed=SEED, purpose="sign_in"), now=NOW)

    code, mail = six_digits(SEED), mailbox.came[0][1]
    assert mail["Subject"] == f"Kode Anda: {code[:3]} {code[3:]}"
    assert f"{settings.ADDRESS}/kode#{code}" in mail.get_content()


@pytest.mark.django_db
@pytest.mark.parametrize("status", [400, 404, 410, 422])
def test_a_number_that_is_refused_says_nothing_of_the_gateway(sms: Gateway, mailbox: Mailbox, status: int) -> None:
    sms.status = status

    deliver(_told(PHONE, EMAIL), now=NOW)
    deliver(tell(Member.objects.get(), catalogue.REPLACEMENT_APPROVED, now=NOW, number="4H7K-29RY"), now=NOW)

    assert ChannelState.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("status", [301, 302, 307, 429, 500, 502, 503, 401, 403, 204])
def test_any_other_answer_fails_the_gateway_and_the_mail_goes_in_the_same_run(
    sms: Gateway, mailbox: Mailbox, status: int
) -> None:
    sms.status, sms.headers = status, {"Location": "http://127.0.0.1:1/elsewhere"} if 300 <= status < 400 else {}
    sms.body = b""
    message = _told(PHONE, EMAIL)
    Contact.objects.filter(kind="phone").update(confirmed_at=NOW)

    deliver(message, now=NOW)

    assert (_only().status, _only().channel, len(mailbox.came), len(sms.asked)) == ("sent", "e-mail", 1, 1)
    assert ChannelState.objects.get().why == str(status)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body", [b"", b"OK", b"<html>", b"[]", b"null", b'{"accepted": "yes"}', b"\xff" * 99, b"[" * 99999]
)
def test_nonsense_is_not_taken_for_a_yes(sms: Gateway, body: bytes) -> None:
    sms.body = body

    deliver(_told(PHONE), now=NOW)

    assert (_only().status, ChannelState.objects.get().why) == ("failed", "nonsense")


@pytest.mark.django_db
def test_a_gateway_that_drips_is_given_up(sms: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "WHOLE", 0.3)
    sms.drip = True

    deliver(_told(PHONE), now=NOW)

    assert _only().status == "failed"


@pytest.mark.django_db
def test_a_gateway_that_is_down_is_known_at_once_and_passed_over(down: None, whatsapp: Gateway) -> None:
    message = _told(PHONE)

    deliver(message, now=NOW)

    assert (_only().status, _only().channel) == ("sent", "whatsapp")
    assert list(failing_channels(now=NOW)) == ["sms"]
    assert failing_kinds(now=NOW) == frozenset()


@pytest.mark.django_db
def test_a_kind_of_contact_fails_when_every_channel_to_it_fails(down: None, mailbox: Mailbox) -> None:
    deliver(_told(PHONE), now=NOW)

    assert failing_kinds(now=NOW) == {"phone"}
    assert failing_kinds(now=NOW + timedelta(hours=1)) == frozenset()


@pytest.mark.django_db
def test_two_failures_running_open_the_circuit_one_message_tries_and_a_success_closes_it(sms: Gateway) -> None:
    sms.status = 500
    member = _member(PHONE)
    for number in range(4):
        deliver(tell(member, catalogue.REPLACEMENT_APPROVED, now=NOW, number=f"4H7K-29R{number}"), now=NOW)
    assert len(sms.asked) == 2

    sms.status, later = 202, NOW + PAUSE
    tries = [tell(member, catalogue.REPLACEMENT_APPROVED, now=later, number=f"4H7K-39R{n}") for n in range(2)]
    for message in tries:
        deliver(message, now=later)

    assert len(sms.asked) == 4
    assert failing_channels(now=later) == {}


@pytest.mark.django_db
def test_a_busy_gateway_is_left_alone_as_long_as_it_asks(sms: Gateway) -> None:
    sms.status, sms.headers = 429, {"Retry-After": "120"}
    member = _member(PHONE)
    for number in range(2):
        deliver(tell(member, catalogue.REPLACEMENT_APPROVED, now=NOW, number=f"4H7K-29R{number}"), now=NOW)

    assert ChannelState.objects.get().retry_at == NOW + timedelta(seconds=120)


@pytest.mark.django_db
def test_a_try_again_carries_the_same_reference_and_comes_soon(sms: Gateway) -> None:
    sms.status = 500
    deliver(_told(PHONE), now=NOW)
    again = ProcrastinateJob.objects.filter(task_name="notifications.deliver").order_by("-id").first()

    sms.status = 202
    deliver(_only(), now=NOW + SOON)

    assert again is not None
    assert again.scheduled_at is not None
    assert _only().status == "sent"
    assert len({each["idempotency-key"] for each in sms.given}) == 1


@pytest.mark.django_db
def test_a_code_that_came_too_late_to_be_of_use_is_not_sent(sms: Gateway) -> None:
    sms.status = 500
    deliver(tell(_member(PHONE), SENT_CODE, now=NOW, seed=SEED, purpose="sign_in"), now=NOW)
    sms.status = 202

    deliver(_only(), now=NOW + timedelta(minutes=10))

    assert (_only().status, len(sms.asked)) == ("unreachable", 1)


@pytest.mark.django_db
def test_a_report_of_delivery_is_kept_and_one_of_failure_tries_the_next_way(sms: Gateway, whatsapp: Gateway) -> None:
    message = _told(PHONE)
    deliver(message, now=NOW)
    token = link_token("message-report", message.id)

    take_report(message.member_id, message.id, token, arrived=False, now=NOW)
    take_report(message.member_id, message.id, token, arrived=False, now=NOW)
    deliver(_only(), now=NOW)
    assert (_only().status, _only().channel, len(sms.asked), len(whatsapp.asked)) == ("sent", "whatsapp", 1, 1)

    take_report(message.member_id, message.id, token, arrived=True, now=NOW)
    assert _only().arrived_at == NOW


@pytest.mark.django_db
def test_when_every_way_has_missed_the_message_is_undeliverable(sms: Gateway) -> None:
    message = _told(PHONE)
    deliver(message, now=NOW)

    take_report(message.member_id, message.id, link_token("message-report", message.id), arrived=False, now=NOW)
    deliver(_only(), now=NOW)

    assert (_only().status, len(sms.asked)) == ("unreachable", 1)


@pytest.mark.django_db
def test_a_report_with_a_strangers_token_is_not_there(sms: Gateway) -> None:
    message = _told(PHONE)
    deliver(message, now=NOW)

    for token in ("", "0" * 32, link_token("message-report", message.id + 1), link_token("contact-change", message.id)):
        with pytest.raises(NotThere):
            take_report(message.member_id, message.id, token, arrived=False, now=NOW)
    assert _only().status == "sent"


@pytest.mark.parametrize(
    "url",
    [
        "http://gateway.example/send",
        "ftp://gateway.example/send",
        "https:///send",
        "https://gateway.example:port/",
        "https://gateway.example/#here",
        "gateway.example",
    ],
)
@pytest.mark.parametrize("setting", ["SMS_URL", "WHATSAPP_URL"])
def test_a_gateway_that_cannot_be_read_or_is_not_encrypted_is_a_bad_setting(
    url: str, setting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, setting, url)

    with pytest.raises(BadSetting, match=setting):
        channels_in_use()

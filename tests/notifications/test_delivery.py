"""From the row to the mailbox: sent once, to the first contact that takes it, and taken up again after a crash."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connections, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from kartu.audit.actors import OPERATOR
from kartu.audit.models import Event
from kartu.base.errors import BadSetting
from kartu.notifications import catalogue, delivery
from kartu.notifications.channels import EmailChannel, FolderChannel, channels_in_use
from kartu.notifications.delivery import CLAIM, deliver, waiting
from kartu.notifications.messages import tell
from kartu.notifications.models import Message
from kartu.notifications.told import messages_to
from kartu.registry.members import Person, register_member, sealed_contact
from kartu.registry.models import Branch, Contact, Member
from tests.notifications.mailbox import Mailbox, mail_server

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    with mail_server() as (mailbox, url):
        monkeypatch.setattr(settings, "EMAIL_URL", url)
        yield mailbox


@pytest.fixture
def outbox(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in ("EMAIL_URL", "SMS_URL", "WHATSAPP_URL"):
        monkeypatch.setattr(settings, name, "")
    monkeypatch.setattr(settings, "DATA", tmp_path)
    return tmp_path / "outbox"


def _member(*contacts: str, language: str = "id") -> Member:
    person = Person("3174012802011501", "Siti Nur'aini", language=language)
    member = register_member(person, actor=OPERATOR, now=NOW)
    for value in contacts:
        kind = Contact.EMAIL if "@" in value else Contact.PHONE
        sealed_contact(member, kind, value, "roster", NOW).save()
    return member


def _told(member: Member) -> Message:
    tell(member, catalogue.REPLACEMENT_APPROVED, now=NOW, number="4H7K-29RX")
    return _only()


def _only() -> Message:
    return Message.objects.get()


@pytest.mark.django_db
def test_a_message_is_a_row_and_a_job_without_a_personal_datum() -> None:
    member = _member("siti@laut.example")

    tell(member, catalogue.REPLACEMENT_APPROVED, now=NOW, number="4H7K-29RX")

    message, job = _only(), ProcrastinateJob.objects.get(task_name="notifications.deliver")
    assert (message.status, message.language, message.values) == ("queued", "id", {"number": "4H7K-29RX"})
    assert job.args == {"member_id": member.id, "message_id": message.id}
    row = str(Message.objects.values().get()) + str(job.args)
    assert not any(datum in row for datum in ("Siti", "siti@laut.example", "3174012802011501"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "value", ["Siti Nur'aini", "3174012802011501", "siti@laut.example", "+628123456789", "12041187009", "Jalan Laut 7"]
)
def test_a_personal_datum_does_not_get_into_the_row(value: str) -> None:
    member = _member()

    with pytest.raises(ValueError, match="neither an id nor a code"):
        tell(member, catalogue.REPLACEMENT_APPROVED, now=NOW, number=value)

    assert Message.objects.count() == 0


@pytest.mark.django_db
def test_a_message_carries_exactly_the_values_of_its_kind() -> None:
    member = _member()

    with pytest.raises(ValueError, match="values"):
        tell(member, catalogue.CARD_READY, now=NOW, number="4H7K-29RX")
    with pytest.raises(ValueError, match="values"):
        tell(member, catalogue.REPLACEMENT_APPROVED, now=NOW, number="4H7K-29RX", name="siti")


def test_a_roll_back_takes_the_message_and_its_job_with_it(committed: None) -> None:
    member = _member("siti@laut.example")

    def tell_and_fail() -> None:
        with transaction.atomic():
            tell(member, catalogue.REPLACEMENT_APPROVED, now=NOW, number="4H7K-29RX")
            raise OSError("later")

    with pytest.raises(OSError, match="later"):
        tell_and_fail()

    assert (Message.objects.count(), ProcrastinateJob.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_an_e_mail_arrives_in_the_members_language(mailbox: Mailbox) -> None:
    deliver(_told(_member("siti@laut.example", language="en")), now=NOW)

    ((address, mail),) = mailbox.came
    assert (address, mail["From"], mail["Subject"]) == (
        "siti@laut.example",
        "kartu@bjp.example",
        "Request 4H7K-29RX is approved",
    )
    assert "Your card is being made" in mail.get_content()
    message = _only()
    assert (message.status, message.channel, message.contact_id) == ("sent", "e-mail", Contact.objects.get().id)


@pytest.mark.django_db
def test_delivering_twice_sends_once(mailbox: Mailbox) -> None:
    message = _told(_member("siti@laut.example"))

    deliver(message, now=NOW)
    deliver(message, now=NOW)
    deliver(_only(), now=NOW + timedelta(days=1))

    assert len(mailbox.came) == 1


def test_eight_workers_on_one_message_send_it_once(committed: None, mailbox: Mailbox) -> None:
    _told(_member("siti@laut.example"))
    seen, start = [_only() for _ in range(8)], Barrier(8)

    def worker(message: Message) -> None:
        start.wait(30)
        try:
            deliver(message, now=NOW)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(worker, seen))

    assert (len(mailbox.came), _only().status) == (1, "sent")


@pytest.mark.django_db
def test_another_contact_is_tried_when_one_refuses(mailbox: Mailbox) -> None:
    mailbox.refused.add("old@laut.example")
    message = _told(_member("old@laut.example", "siti@laut.example"))

    deliver(message, now=NOW)

    assert [address for address, _ in mailbox.came] == ["siti@laut.example"]
    assert _only().status == "sent"


@pytest.mark.django_db
def test_a_confirmed_contact_goes_before_others_and_an_ended_one_is_left_alone(mailbox: Mailbox) -> None:
    member = _member("first@laut.example", "confirmed@laut.example", "ended@laut.example")
    first, confirmed, ended = Contact.objects.order_by("id")
    Contact.objects.filter(pk=confirmed.pk).update(confirmed_at=NOW)
    Contact.objects.filter(pk=ended.pk).update(confirmed_at=NOW, ended_at=NOW)

    deliver(_told(member), now=NOW)

    assert [address for address, _ in mailbox.came] == ["confirmed@laut.example"]
    assert _only().contact_id not in (first.id, ended.id)


@pytest.mark.django_db
def test_when_nobody_takes_it_the_message_failed_and_is_tried_again_with_one_reference(mailbox: Mailbox) -> None:
    mailbox.refused.add("siti@laut.example")
    deliver(_told(_member("siti@laut.example")), now=NOW)
    assert _only().status == "failed"

    mailbox.refused.clear()
    assert [list(waiting(now=NOW + after)) for after in (CLAIM / 2, CLAIM)] == [[], [_only()]]
    deliver(_only(), now=NOW + CLAIM)

    message = _only()
    assert message.status == "sent"
    assert mailbox.came[0][1]["Message-ID"] == f"<kartu-{message.member_id}-{message.id}@bjp.example>"
    assert Event.objects.filter(action="message-failed").get().detail == {"tried": 1}


@pytest.mark.django_db
@pytest.mark.parametrize("contacts", [(), ("+628123456789",)])
def test_a_member_without_a_contact_this_fund_can_write_to_is_unreachable(
    mailbox: Mailbox, contacts: tuple[str, ...]
) -> None:
    deliver(_told(_member(*contacts)), now=NOW)

    assert (_only().status, mailbox.came) == ("unreachable", [])


@pytest.mark.django_db
def test_a_message_whose_sender_died_is_taken_up_again_when_its_claim_is_over(
    outbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = _told(_member("siti@laut.example"))

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(delivery, "write_letter", die)
        with pytest.raises(Killed):
            deliver(message, now=NOW)
    assert _only().status == "sending"

    deliver(_only(), now=NOW + CLAIM / 2)
    assert not outbox.exists()

    deliver(_only(), now=NOW + CLAIM)
    assert _only().status == "sent"
    assert len(list(outbox.iterdir())) == 1


@pytest.mark.django_db
def test_an_old_message_is_not_tried_for_ever(mailbox: Mailbox) -> None:
    mailbox.refused.add("siti@laut.example")
    deliver(_told(_member("siti@laut.example")), now=NOW)

    assert list(waiting(now=NOW + timedelta(days=4))) == []


@pytest.mark.django_db
def test_the_folder_takes_e_mail_and_telephone_and_only_its_user_reads_it(outbox: Path) -> None:
    message = _told(_member("+628123456789"))

    deliver(message, now=NOW)

    (file,) = outbox.iterdir()
    assert json.loads(file.read_text()) == {
        "reference": f"kartu-{message.member_id}-{message.id}",
        "to": "+628123456789",
        "subject": "Permohonan 4H7K-29RX disetujui",
        "text": file_text(file),
        "at": NOW.isoformat(),
    }
    assert (file.stat().st_mode & 0o777, outbox.stat().st_mode & 0o777) == (0o600, 0o700)


def file_text(file: Path) -> str:
    text = str(json.loads(file.read_text())["text"])
    assert text.startswith("BJP: Permohonan 4H7K-29RX disetujui.")
    return text


@pytest.mark.django_db
def test_a_member_sees_what_was_told_and_nobody_elses(outbox: Path) -> None:
    member = _member("siti@laut.example")
    branch = Branch.objects.create(code="T1", name="Cabang Tual", city="Tual")
    first = tell(member, catalogue.REPLACEMENT_APPROVED, now=NOW, number="4H7K-29RX")
    later = NOW + timedelta(hours=1)
    second = tell(member, catalogue.CARD_HANDED_OVER, now=later, number="4H7K-29RX", branch_id=branch.id)

    assert [message.id for message in messages_to(member.id)] == [second.id, first.id]
    assert list(messages_to(member.id + 1)) == []


def test_without_any_channel_named_the_folder_is_the_only_way_out(outbox: Path) -> None:
    assert channels_in_use() == [FolderChannel(outbox)]


def test_the_mail_servers_address_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        settings, "EMAIL_URL", "smtp://kartu%40bjp:s%3Acret@mail.example:465/?from=k@bjp.example&tls=full"
    )

    assert channels_in_use() == [EmailChannel("mail.example", 465, "kartu@bjp", "s:cret", "full", "k@bjp.example")]


@pytest.mark.parametrize(
    "url",
    [
        "https://mail.example/?from=a@b",
        "smtp:///?from=a@b",
        "smtp://mail.example",
        "smtp://mail.example/?from=a@b&tls=maybe",
        "mail.example",
    ],
)
def test_a_mail_server_that_cannot_be_read_is_a_bad_setting(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "EMAIL_URL", url)

    with pytest.raises(BadSetting, match="EMAIL_URL"):
        channels_in_use()

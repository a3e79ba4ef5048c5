from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kartu.accounts.claims import Claim
from kartu.accounts.codes import (
    LIFETIME,
    NUMBER,
    REPORT,
    SENDINGS,
    SIGN_UP,
    TRIES,
    CodeRefused,
    SentOften,
    check_code,
    deliver_code,
    send_again,
    send_code,
    send_code_for,
    send_code_to_held,
    settle_code,
    sweep_codes,
)
from kartu.accounts.models import SentCode
from kartu.audit.models import Event
from kartu.base.crypto import Unreadable
from kartu.base.digits import six_digits
from kartu.notifications.delivery import deliver
from kartu.notifications.models import Message
from tests.accounts.builders import BORN, EMAIL, NIK, NOW, PHONE, a_member


def _sent(kind: str = "phone") -> SentCode:
    a_member(email=EMAIL)
    return _asked(kind)


def _asked(kind: str = "phone") -> SentCode:
    """A code asked for, and the first half of its job done."""
    return settle_code(send_code(SIGN_UP, Claim("ktp", NIK, BORN), kind, address="198.51.100.7", now=NOW))


def _wrong(sent: SentCode) -> str:
    return f"{(int(six_digits(sent.seed)) + 1) % 10**6:06}"


def _at_once(count: int, act: Callable[[], object]) -> tuple[int, int]:
    """How many of `count` callers at once succeed, and how many are refused."""
    start, done, refused = threading.Barrier(count), list[object](), list[CodeRefused]()

    def one() -> None:
        start.wait(30)
        try:
            done.append(act())
        except CodeRefused as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return len(done), len(refused)


@pytest.mark.django_db
def test_the_right_code_proves_its_contact_once() -> None:
    sent = _sent()
    digits = six_digits(sent.seed)

    back = check_code(sent.id, SIGN_UP, f" {digits[:3]} {digits[3:]} ", now=NOW)

    assert back.contact is not None
    assert (back.contact.value, back.contact.confirmed_at) == (PHONE, NOW)
    with pytest.raises(CodeRefused):
        check_code(sent.id, SIGN_UP, digits, now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "000", "abcdef", "١٢٣٤٥٦", "9" * 400])
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(CodeRefused):
        check_code(_sent().id, SIGN_UP, typed, now=NOW)


@pytest.mark.django_db
def test_a_code_is_good_for_its_purpose_and_its_ten_minutes() -> None:
    sent = _sent()
    digits = six_digits(sent.seed)

    for purpose, at in ((NUMBER, NOW), (REPORT, NOW), (SIGN_UP, NOW + LIFETIME)):
        with pytest.raises(CodeRefused):
            check_code(sent.id, purpose, digits, now=at)

    assert check_code(sent.id, SIGN_UP, digits, now=NOW + LIFETIME - timedelta(seconds=1)).used_at is not None


@pytest.mark.django_db
def test_a_stand_in_opens_nothing_even_with_its_own_digits() -> None:
    sent = _asked()

    with pytest.raises(CodeRefused):
        check_code(sent.id, SIGN_UP, six_digits(sent.seed), now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "to"), [("phone", PHONE), ("email", EMAIL)])
def test_the_digits_reach_the_contact_asked_for_and_stand_in_no_table(kind: str, to: str) -> None:
    sent = _sent(kind)
    digits = six_digits(sent.seed)

    deliver_code(sent, now=NOW)
    message = Message.objects.get(kind="sent_code")
    deliver(message, now=NOW)

    written = json.loads((settings.DATA / "outbox" / f"kartu-{message.member_id}-{message.id}.json").read_text())
    assert (written["to"], f"{digits[:3]} {digits[3:]}" in written["text"]) == (to, True)
    with connection.cursor() as cursor:
        for table in ("accounts_sentcode", "notifications_message", "audit_event", "procrastinate_jobs"):
            cursor.execute(f"SELECT coalesce(string_agg(row::text, ' '), '') FROM {table} AS row")  # noqa: S608
            (dump,) = cursor.fetchone()
            assert digits not in dump
            assert to not in dump


@pytest.mark.django_db
def test_a_stand_in_is_sent_to_nobody() -> None:
    sent = send_code(SIGN_UP, Claim("ktp", NIK, BORN), "phone", address="198.51.100.7", now=NOW)

    deliver_code(sent, now=NOW)

    assert (Message.objects.count(), Event.objects.count()) == (0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("nik", [NIK, "3174012802019999"])
def test_who_was_claimed_is_looked_up_by_the_job_alone_and_forgotten_then(nik: str) -> None:
    member = a_member(email=EMAIL)
    claim = Claim("ktp", nik, BORN)
    with CaptureQueriesContext(connection) as queries:
        sent = send_code(SIGN_UP, claim, "phone", address="198.51.100.7", now=NOW)
        held = send_code_to_held(SIGN_UP, claim, ("email", EMAIL), address="198.51.100.7", now=NOW)

    assert not [query for query in queries.captured_queries if "registry_" in query["sql"]]
    for row in (sent, held):
        assert nik.encode() not in bytes(row.whom_sealed or b"")
        settled = settle_code(row)
        assert (settled.member, settled.whom_sealed) == (member if nik == NIK else None, None)
        assert settle_code(row) == settled


@pytest.mark.django_db
def test_what_was_claimed_opens_in_its_own_row_alone() -> None:
    one, other = (send_code(SIGN_UP, Claim("ktp", NIK, BORN), "phone", address="::1", now=NOW) for _ in range(2))
    SentCode.objects.filter(pk=one.pk).update(whom_sealed=other.whom_sealed)

    with pytest.raises(Unreadable):
        settle_code(one)


@pytest.mark.django_db
def test_a_code_is_sent_three_times_and_not_after_its_end() -> None:
    sent = _sent()
    for _ in range(SENDINGS - 1):
        send_again(sent.id, SIGN_UP, now=NOW)

    with pytest.raises(SentOften) as refused:
        send_again(sent.id, SIGN_UP, now=NOW)
    assert "22 November 2026 pukul 17.10 WIB" in refused.value.words("id")
    assert "22 November 2026 at 17:10 WIB" in refused.value.words("en")
    with pytest.raises(CodeRefused):
        send_again(sent.id, SIGN_UP, now=NOW + LIFETIME)


@pytest.mark.django_db
def test_of_several_contacts_the_confirmed_one_is_written_to() -> None:
    member = a_member()
    first = member.contacts.get()
    first.confirmed_at = NOW - timedelta(days=900)
    first.save(update_fields=["confirmed_at"])
    a_member("3174012802011502", phone="+6281200000001").contacts.update(member=member, added_at=NOW)

    assert _asked().contact == first


def test_of_thirty_wrong_guesses_at_once_five_are_tried(committed: None) -> None:
    sent = _sent()
    wrong = _wrong(sent)

    assert _at_once(30, lambda: check_code(sent.id, SIGN_UP, wrong, now=NOW)) == (0, 30)
    sent.refresh_from_db()
    assert sent.tries == TRIES
    with pytest.raises(CodeRefused):
        check_code(sent.id, SIGN_UP, six_digits(sent.seed), now=NOW)


def test_of_five_right_answers_at_once_one_opens(committed: None) -> None:
    sent = _sent()
    digits = six_digits(sent.seed)

    assert _at_once(5, lambda: check_code(sent.id, SIGN_UP, digits, now=NOW)) == (1, 4)


@pytest.mark.django_db
def test_old_codes_are_swept() -> None:
    contact = a_member().contacts.select_related("member").get()
    for age in (timedelta(0), timedelta(days=2)):
        send_code_for(NUMBER, contact, now=NOW - age)

    assert sweep_codes(now=NOW) == 1
    assert SentCode.objects.count() == 1

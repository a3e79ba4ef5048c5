"""Whoever the member is, there is a way in: abroad, foreign, one name, no date on record, no e-mail, no smartphone."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from kartu.accounts.activation import make_activation_code
from kartu.accounts.codes import CONTACT, check_code, send_confirmation
from kartu.accounts.contacts import contacts_of, name_contact
from kartu.accounts.models import Recovery, User
from kartu.accounts.recovery.deciding import agree_to_recovery
from kartu.accounts.recovery.finishing import ripen_recoveries
from kartu.accounts.recovery.opening import ask_recovery
from kartu.audit.actors import OPERATOR
from kartu.registry.members import Person, register_member, sealed_contact
from kartu.registry.models import Contact, Member
from tests.accounts.builders import NIK, PASSWORD, last_code, settled_codes
from tests.pages.client import PageClient
from tests.replacements.builders import new_branch, staff

pytestmark = pytest.mark.django_db
BORN = date(1990, 5, 27)
ABROAD = "+60123456789"


def _member(person: Person, contact: tuple[str, str] | None = (Contact.PHONE, ABROAD)) -> Member:
    member = register_member(person, actor=OPERATOR, now=timezone.now())
    if contact:
        sealed_contact(member, *contact, "roster", timezone.now()).save(force_insert=True)
    return member


def _sign_up(
    pages: PageClient, identity: str, *, document: str = "", born: str = "27-05-1990", way: str = "phone"
) -> str:
    query = f"?dokumen={document}" if document else ""
    pages.both(f"/daftar{query}")
    pages.post(f"/daftar{query}", {"identity": identity, "birth_date": born})
    pages.post("/daftar/cara", {"way": way})
    pages.post("/daftar/kode", {"code": last_code()})
    return str(pages.post("/daftar/sandi", {"password": PASSWORD}).headers.get("Location", ""))


@pytest.mark.parametrize(("kind", "document"), [(Member.PASSPORT, "paspor"), (Member.KITAS, "kitas")])
def test_abroad_or_foreign_with_passport_or_kitas_and_a_foreign_number(
    pages: PageClient, kind: str, document: str
) -> None:
    member = _member(Person("C 1234567", "Nguyen Van Anh", BORN, identity_kind=kind))

    assert _sign_up(pages, "c1234567", document=document) == "/kartu"
    assert User.objects.get().member == member


def test_without_e_mail_a_text_message_is_enough_to_open_an_account(pages: PageClient) -> None:
    _member(Person(NIK, "Siti Rahmawati", BORN))

    assert _sign_up(pages, NIK) == "/kartu"


def test_without_telephone_an_e_mail_is_enough(pages: PageClient) -> None:
    _member(Person(NIK, "Siti Rahmawati", BORN), (Contact.EMAIL, "siti@contoh.id"))

    assert _sign_up(pages, NIK, way="email") == "/kartu"


def test_a_single_word_is_a_name(pages: PageClient) -> None:
    member = _member(Person(NIK, "Sumarni", BORN))

    assert _sign_up(pages, NIK) == "/kartu"
    profile, _ = pages.both("/profil")
    assert member.name in profile.content.decode()


def test_whose_birth_date_the_fund_does_not_know_gets_in_by_what_they_hold(pages: PageClient) -> None:
    """The date proves nothing; the code does."""
    _member(Person(NIK, "Yosefina Renyaan"))

    assert _sign_up(pages, NIK) == "/kartu"
    pages.both("/profil")


def test_whose_birth_date_is_known_does_not_get_in_with_another(pages: PageClient) -> None:
    _member(Person(NIK, "Siti Rahmawati", BORN))

    assert _sign_up(pages, NIK, born="28-05-1990") == "/daftar"
    assert [sent.member for sent in settled_codes()] == [None]


def test_a_code_on_paper_opens_an_account_without_contacts_and_without_a_date(pages: PageClient) -> None:
    member = _member(Person(NIK, "Yosefina Renyaan"), None)
    code = make_activation_code(member, "employer", actor=OPERATOR, now=timezone.now())
    pages.post("/daftar", {"identity": NIK, "birth_date": "01-01-1970"})
    pages.post("/daftar/aktivasi", {"code": code})
    pages.post("/daftar/kontak", {"contact": "0812 3456 7890"})
    pages.post("/daftar/kontak/kode", {"code": last_code()})

    done = pages.post("/daftar/sandi", {"password": PASSWORD})

    assert done.headers["Location"] == "/kartu"


def test_without_smartphone_a_number_is_noted_at_the_counter_and_messages_come_by_text(pages: PageClient) -> None:
    member, now = _member(Person(NIK, "Mama Sumarni"), None), timezone.now()
    branch = new_branch()
    officer, second = staff("officer", branch), staff("supervisor", branch)
    change = name_contact(member, "0813 9999 0000", actor=officer, now=now)
    check_code(send_confirmation(change, now=now).id, CONTACT, last_code(), now=now)
    recovery = ask_recovery(member, branch, ("family_card",), actor=officer, now=now, change=change).recovery

    agree_to_recovery(recovery, actor=second, now=now)
    ripen_recoveries(now=now)

    recovery.refresh_from_db()
    assert recovery.status == Recovery.DONE
    assert [contact.value for contact in contacts_of(member.id)] == ["+6281399990000"]

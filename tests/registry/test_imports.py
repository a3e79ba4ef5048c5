from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings

from kartu.audit.actions import Action
from kartu.audit.actors import OPERATOR
from kartu.audit.models import Event
from kartu.registry.imports import BadEmployerNumber, ImportOutcome, RosterMissing, import_roster
from kartu.registry.lookups import contacts_by_value, member_by_identity
from kartu.registry.members import Person, ensure_employer, register_member, start_membership
from kartu.registry.models import Contact, Employer, Member, Membership
from kartu.registry.roster import RosterError
from tests.registry.rosters import Entry, entry, write

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
NPP, OTHER_NPP = "12345678", "87654321"
SAMPLES = Path(__file__).parents[2] / "samples"


def imported(path: Path, *entries: Entry, npp: str = NPP, dry_run: bool = False) -> ImportOutcome:
    return import_roster(write(path / "pekerja.csv", entries), npp=npp, actor=OPERATOR, now=NOW, dry_run=dry_run)


def counts(outcome: ImportOutcome) -> tuple[int, int, int, int]:
    return outcome.read, outcome.accepted, outcome.known, outcome.refused


def found(outcome: ImportOutcome) -> list[tuple[int, str, str]]:
    return [(one.problem.place.row, one.severity, one.problem.code) for one in outcome.rows]


def rows_in_all() -> tuple[int, int, int, int, int]:
    models = (Employer, Member, Contact, Membership, Event)
    first, second, third, fourth, fifth = (model._default_manager.count() for model in models)
    return first, second, third, fourth, fifth


@pytest.mark.django_db
def test_a_row_becomes_a_sealed_member_with_membership_contacts_and_events(tmp_path: Path) -> None:
    worker = entry(1, name="Siti Nur'aini", email="Siti@Contoh.ID", phone="0812-3456-7890", staff_number="P-7")

    outcome = imported(tmp_path, worker)

    member = Member.objects.get()
    membership = Membership.objects.get()
    assert counts(outcome) == (1, 1, 0, 0)
    assert (member.identity, member.name, member.birth_date, member.birth_place, member.sex, member.address) == (
        worker.nik,
        "Siti Nur'aini",
        date(2001, 2, 28),
        "Tual",
        "L",
        "",
    )
    assert member_by_identity("ktp", worker.nik) == member
    assert contacts_by_value("email", "siti@contoh.id")[0].member == member
    assert contacts_by_value("phone", "+6281234567890")[0].value == "+6281234567890"
    assert (membership.member_id, membership.number, membership.staff_number) == (member.id, worker.kpj, "P-7")
    assert membership.programmes == settings.PROFILE.programme_bits(("JKK", "JHT"))
    assert membership.employer is not None
    assert membership.employer.npp == NPP
    assert Counter(Event.objects.values_list("action", "member_id", "subject_id")) == Counter(
        [
            (Action.EMPLOYER_REGISTERED, None, membership.employer_id),
            (Action.MEMBER_REGISTERED, member.id, member.id),
            (Action.MEMBERSHIP_STARTED, member.id, membership.id),
            (Action.ROSTER_IMPORTED, None, membership.employer_id),
        ]
    )


@pytest.mark.django_db
def test_a_copied_row_is_what_the_verb_for_one_member_would_have_written(tmp_path: Path) -> None:
    born = date(2001, 2, 28)
    by_verb = register_member(Person("3174012802010002", "Budi", born, "Tual", sex="L"), actor=OPERATOR, now=NOW)
    imported(tmp_path, entry(1, name="Budi"))

    by_verb.refresh_from_db()
    by_roster = Member.objects.exclude(pk=by_verb.pk).get()

    personal = ("name", "birth_date", "birth_place", "address")
    plain = ("identity_kind", "person_index", "sex", "language", "registered_at", "address_sealed")
    assert [getattr(by_roster, name) for name in personal] == [getattr(by_verb, name) for name in personal]
    assert [getattr(by_roster, name) for name in plain] == [getattr(by_verb, name) for name in plain]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["roster-pt-contoh.csv", "roster-pt-contoh.xlsx"])
def test_a_second_run_of_a_sample_doubles_nothing(name: str) -> None:
    first = import_roster(SAMPLES / name, npp=NPP, actor=OPERATOR, now=NOW)
    stored = rows_in_all()
    second = import_roster(SAMPLES / name, npp=NPP, actor=OPERATOR, now=NOW)

    assert first.read == first.accepted + first.known + first.refused
    assert first.accepted > 0
    assert first.refused > 0
    assert counts(second) == (first.read, 0, first.accepted + first.known, first.refused)
    assert rows_in_all() == (*stored[:4], stored[4] + 1)
    assert (first.employer_created, second.employer_created) == (True, False)


@pytest.mark.django_db
def test_the_same_row_twice_in_a_file_is_known(tmp_path: Path) -> None:
    outcome = imported(tmp_path, entry(1), entry(2), entry(1))

    assert counts(outcome) == (3, 2, 1, 0)
    assert Membership.objects.count() == 2


@pytest.mark.django_db
def test_a_member_the_fund_has_gets_one_more_membership_and_keeps_name_and_contacts(tmp_path: Path) -> None:
    imported(tmp_path, entry(1, email="lama@contoh.id"))

    outcome = imported(
        tmp_path,
        entry(1, kpj="26041187999", name="Orang Lain", email="baru@contoh.id", birth_date="01-03-2001"),
        npp=OTHER_NPP,
    )

    member = Member.objects.get()
    assert counts(outcome) == (1, 1, 0, 0)
    assert member.name == entry(1).name
    assert [contact.value for contact in member.contacts.all()] == ["lama@contoh.id"]
    assert sorted(member.memberships.values_list("number", flat=True)) == sorted([entry(1).kpj, "26041187999"])
    assert [code for _, severity, code in found(outcome) if severity == "warning"] == [
        "nik-birth-date",
        "name-differs",
        "birth-date-differs",
    ]
    assert outcome.warnings == 3


@pytest.mark.django_db
def test_two_numbers_of_one_new_person_make_one_member_and_compare_with_the_first_row(tmp_path: Path) -> None:
    outcome = imported(tmp_path, entry(1), entry(1, kpj="26041187999", name="Nama Lain"))

    assert counts(outcome) == (2, 2, 0, 0)
    assert (Member.objects.count(), Membership.objects.count()) == (1, 2)
    assert found(outcome) == [(3, "warning", "name-differs")]


@pytest.mark.django_db
def test_a_missing_birth_date_does_not_differ_from_the_fund_s(tmp_path: Path) -> None:
    imported(tmp_path, entry(1))

    outcome = imported(tmp_path, entry(1, birth_date=""))

    assert found(outcome) == [(2, "warning", "birth-date-missing")]
    assert counts(outcome) == (1, 0, 1, 0)


@pytest.mark.django_db
def test_a_number_of_another_person_is_refused_without_saying_whose(tmp_path: Path) -> None:
    imported(tmp_path, entry(1, name="Rahasia Utama"))

    outcome = imported(tmp_path, entry(2, kpj=entry(1).kpj), entry(3), npp=OTHER_NPP)

    assert counts(outcome) == (2, 1, 0, 1)
    assert found(outcome) == [(2, "error", "kpj-taken")]
    for language in ("id", "en"):
        words = outcome.rows[0].words(language)
        assert "2604…01" in words
        assert "Rahasia" not in words
        assert entry(1).kpj not in words
        assert NPP not in words
    assert Member.objects.count() == 2


@pytest.mark.django_db
def test_a_worker_s_own_number_under_another_employer_is_refused_and_not_moved(tmp_path: Path) -> None:
    imported(tmp_path, entry(1))

    outcome = imported(tmp_path, entry(1), npp=OTHER_NPP)

    assert counts(outcome) == (1, 0, 0, 1)
    assert found(outcome) == [(2, "error", "kpj-elsewhere")]
    assert "kantor cabang" in outcome.rows[0].words("id")
    assert Membership.objects.select_related("employer").get().employer == Employer.objects.get(npp=NPP)


@pytest.mark.django_db
def test_a_self_employed_number_is_no_membership_of_an_employer_not_known_yet(tmp_path: Path) -> None:
    member = register_member(Person(entry(1).nik, entry(1).name, date(2001, 2, 28)), actor=OPERATOR, now=NOW)
    start_membership(member, entry(1).kpj, employer=None, programmes=0, actor=OPERATOR, now=NOW)

    trial = imported(tmp_path, entry(1), dry_run=True)
    outcome = imported(tmp_path, entry(1))

    assert found(trial) == found(outcome) == [(2, "error", "kpj-elsewhere")]


@pytest.mark.django_db
def test_a_repeat_of_a_refused_row_is_refused_too(tmp_path: Path) -> None:
    imported(tmp_path, entry(1))

    outcome = imported(tmp_path, entry(2, kpj=entry(1).kpj), entry(2, kpj=entry(1).kpj), npp=OTHER_NPP)

    assert counts(outcome) == (2, 0, 0, 2)


@pytest.mark.django_db
def test_a_dry_run_says_what_would_happen_and_changes_nothing(tmp_path: Path) -> None:
    ensure_employer(OTHER_NPP, actor=OPERATOR, now=NOW)
    imported(tmp_path, entry(9), npp=OTHER_NPP)
    stored = rows_in_all()
    roster = (entry(1), entry(2), entry(1), entry(3, kpj=entry(9).kpj), entry(4, nik="123"))

    trial = imported(tmp_path, *roster, dry_run=True)
    after = rows_in_all()
    real = imported(tmp_path, *roster)

    assert after == stored
    assert counts(trial) == counts(real) == (5, 2, 1, 2)
    assert found(trial) == found(real)
    assert (trial.employer_created, trial.dry_run) == (True, True)


@pytest.mark.django_db
def test_a_staff_number_that_does_not_fit_stays_empty_with_a_warning(tmp_path: Path) -> None:
    outcome = imported(tmp_path, entry(1, staff_number="N" * 41))

    assert found(outcome) == [(2, "warning", "staff-number-long")]
    assert Membership.objects.get().staff_number == ""


@pytest.mark.django_db
def test_an_erased_person_s_row_is_not_opened_to_compare(tmp_path: Path) -> None:
    imported(tmp_path, entry(1))
    Member.objects.update(data_key=b"")

    outcome = imported(tmp_path, entry(1, name="Nama Lain"))

    assert counts(outcome) == (1, 0, 1, 0)
    assert outcome.rows == []


@pytest.mark.django_db
def test_a_file_that_is_no_roster_creates_no_employer(tmp_path: Path) -> None:
    picture = tmp_path / "foto.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))

    with pytest.raises(RosterError):
        import_roster(picture, npp=NPP, actor=OPERATOR, now=NOW)

    assert Employer.objects.count() == 0


@pytest.mark.django_db
def test_a_file_that_is_not_there_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(RosterMissing) as refusal:
        import_roster(tmp_path / "tidak-ada.csv", npp=NPP, actor=OPERATOR, now=NOW)

    assert "tidak-ada.csv" in refusal.value.words("id")


@pytest.mark.django_db
@pytest.mark.parametrize("npp", ["", "1234567890123", "12 34", "12;DROP"])
def test_an_impossible_employer_number_is_refused(tmp_path: Path, npp: str) -> None:
    with pytest.raises(BadEmployerNumber):
        imported(tmp_path, entry(1), npp=npp)

    assert Employer.objects.count() == 0


@pytest.mark.django_db
def test_no_event_of_an_import_carries_a_personal_datum(tmp_path: Path) -> None:
    worker = entry(1, name="Siti Nuraini", email="siti@contoh.id")
    imported(tmp_path, worker, entry(2, nik="123"))

    written = repr(list(Event.objects.values()))

    assert Action.ROSTER_IMPORTED in written
    assert not [secret for secret in (worker.nik, worker.kpj, "Siti", "siti@") if secret in written]

"""Loss letters: issued, judged by anybody, extended, withdrawn, and refused when they are not what they say."""

from __future__ import annotations

import io
import uuid
from datetime import timedelta

import pypdfium2  # type: ignore[import-untyped]  # ships no types
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from kartu.accounts.staff import RoleMissing
from kartu.audit.actors import OPERATOR
from kartu.audit.models import Event
from kartu.base.errors import NotThere
from kartu.base.tenancy import employer_scope
from kartu.credential import base45
from kartu.credential.letter import claimed_kid, is_letter
from kartu.credential.qr import read_image
from kartu.letters import states
from kartu.letters.drawing import draw_letter
from kartu.letters.issuing import extend_letter, issue_letter, withdraw_letter
from kartu.letters.models import Letter
from kartu.letters.queries import letter_at, letter_of_number, letter_of_serial
from kartu.letters.refusals import AnotherStation, BadStationCode, LetterWithdrawn, StationKnown, StationNotTrusted
from kartu.letters.stations import add_station, new_key, withdraw_trust
from kartu.letters.words import ITEMS, WITHDRAWALS
from kartu.publishing.letters import CheckedLetter, LetterVerdict, check_letter, trusted_stations
from kartu.publishing.models import PublishedLetter, StationKey
from tests.cards.builders import NOW
from tests.letters.builders import WAYAN, issued, new_station, officer_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def _judged(checked: CheckedLetter) -> tuple[str, str]:
    return checked.verdict.value, checked.reason


def test_a_letter_is_good_for_its_days_and_says_who_reported() -> None:
    letter = issued()

    checked = check_letter(letter.code, now=NOW)
    assert _judged(checked) == ("good", "good")
    assert checked.claims is not None
    assert (checked.claims.name, checked.claims.identity, checked.claims.number) == (
        WAYAN.name,
        WAYAN.identity,
        letter.number,
    )
    assert checked.station == letter.station.name
    assert check_letter(letter.code, now=NOW + 14 * DAY).verdict is LetterVerdict.GOOD
    assert _judged(check_letter(letter.code, now=NOW + 15 * DAY)) == ("lapsed", "lapsed")


def test_an_extended_letter_counts_from_its_extension_and_the_old_paper_too() -> None:
    officer = officer_of(new_station())
    letter = issued(by=officer)
    before = letter.code

    extended = extend_letter(letter, actor=officer, now=NOW + 20 * DAY)

    assert extended.code != before
    for code in (before, extended.code):
        assert check_letter(code, now=NOW + 34 * DAY).verdict is LetterVerdict.GOOD
        assert check_letter(code, now=NOW + 35 * DAY).verdict is LetterVerdict.LAPSED
    assert extend_letter(extended, actor=officer, now=NOW + 20 * DAY).code == extended.code


def test_a_withdrawn_letter_is_refused_at_once_and_is_not_extended() -> None:
    officer = officer_of(new_station())
    letter = issued(by=officer)

    withdraw_letter(letter, "mistake", actor=officer, now=NOW)

    assert _judged(check_letter(letter.code, now=NOW)) == ("withdrawn", "withdrawn")
    with pytest.raises(LetterWithdrawn):
        extend_letter(letter, actor=officer, now=NOW + DAY)
    assert letter.ended
    assert letter.withdrawal == "mistake"


def test_every_changed_byte_of_a_code_is_refused() -> None:
    code = issued().code
    raw = base45.decode(code)

    verdicts = {
        check_letter(base45.encode(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]), now=NOW).verdict
        for at in range(0, len(raw), 7)
    }

    assert verdicts == {LetterVerdict.NOT_OURS}
    signature = base45.encode(raw[:-20] + bytes([raw[-20] ^ 1]) + raw[-19:])
    assert check_letter(signature, now=NOW).verdict is LetterVerdict.NOT_OURS


def test_a_code_signed_with_a_good_key_for_a_letter_nobody_issued_is_refused() -> None:
    letter = issued()
    PublishedLetter.objects.all().delete()

    assert _judged(check_letter(letter.code, now=NOW)) == ("not-ours", "unknown-key")


def test_trust_withdrawn_ends_every_letter_of_the_key_and_a_new_key_begins_again() -> None:
    station = new_station()
    officer = officer_of(station)
    letter = issued(by=officer)

    assert withdraw_trust(station, actor=OPERATOR, now=NOW) == 1

    assert _judged(check_letter(letter.code, now=NOW)) == ("not-ours", "untrusted-key")
    assert station.name not in trusted_stations()
    with pytest.raises(StationNotTrusted):
        issued(by=officer)
    new_key(station, actor=OPERATOR, now=NOW)
    assert check_letter(issued(by=officer).code, now=NOW).verdict is LetterVerdict.GOOD
    assert check_letter(letter.code, now=NOW).verdict is LetterVerdict.NOT_OURS


def test_a_new_key_leaves_the_letters_of_the_old_one_good() -> None:
    station = new_station()
    officer = officer_of(station)
    old = issued(by=officer)

    new_key(station, actor=OPERATOR, now=NOW)
    new = issued(by=officer)

    assert claimed_kid(old.code) != claimed_kid(new.code)
    assert {check_letter(each.code, now=NOW).verdict for each in (old, new)} == {LetterVerdict.GOOD}
    withdraw_trust(station, claimed_kid(old.code), actor=OPERATOR, now=NOW)
    assert check_letter(old.code, now=NOW).reason == "untrusted-key"
    assert check_letter(new.code, now=NOW).verdict is LetterVerdict.GOOD
    with pytest.raises(NotThere):
        withdraw_trust(station, b"\0" * 8, actor=OPERATOR, now=NOW)


def test_without_any_key_nothing_is_called_forged() -> None:
    code = issued().code
    StationKey.objects.all().delete()

    assert _judged(check_letter(code, now=NOW)) == ("could-not-check", "no-keys")


@pytest.mark.parametrize("text", ["", "A" * 5000, "\0", "6BFOXN", "😀", "HTTPS://CONTOH.EXAMPLE"])
def test_what_is_no_letter_is_not_ours(text: str) -> None:
    issued()

    assert check_letter(text, now=NOW).verdict is LetterVerdict.NOT_OURS
    assert not is_letter(text)


def test_the_same_form_sent_twice_is_one_letter_and_numbers_run_on() -> None:
    officer, form = officer_of(new_station()), uuid.uuid4()

    first = issue_letter(WAYAN, asked_with=form, actor=officer, now=NOW)
    again = issue_letter(WAYAN, asked_with=form, actor=officer, now=NOW)
    other = issued(by=officer)

    assert first.id == again.id
    assert [each.number.split("/")[1] for each in (first, other)] == ["1", "2"]


def test_only_the_station_that_issued_a_letter_changes_or_sees_it() -> None:
    letter, other = issued(), new_station()

    with pytest.raises(AnotherStation):
        extend_letter(letter, actor=officer_of(other), now=NOW + DAY)
    with pytest.raises(AnotherStation):
        withdraw_letter(letter, "false", actor=officer_of(other), now=NOW)
    with pytest.raises(RoleMissing):
        issue_letter(WAYAN, asked_with=uuid.uuid4(), actor=OPERATOR, now=NOW)
    for serial in (bytes(letter.serial).hex(), "zz", "00"):
        with pytest.raises(NotThere):
            letter_at(other.id, serial)


def test_a_letter_is_found_by_its_number_however_it_is_typed_and_past_an_employers_walls() -> None:
    letter = issued()

    with employer_scope([1]):
        assert not Letter.objects.exists()
        assert letter_of_number(letter.number.lower().replace("/", " - ")) == letter
        assert letter_of_serial(bytes(letter.serial)) == letter
        assert letter_of_number("  ") is None


def test_nothing_of_the_reporter_stands_in_the_row_or_its_events() -> None:
    letter = issued()

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(l)::text FROM letters_letter l")
        rows = str(cursor.fetchall())
    told = rows + str(list(Event.objects.values_list("detail", flat=True)))
    for word in ("Wayan", WAYAN.identity, "Renon", letter.number):
        assert word not in told
        assert word.encode().hex() not in told


def test_the_printed_letter_reads_as_its_code() -> None:
    letter = issued()

    page = pypdfium2.PdfDocument(draw_letter(letter))[0]
    picture = io.BytesIO()
    page.render(scale=2).to_pil().save(picture, "PNG")

    assert read_image(picture.getvalue()) == letter.code
    text = page.get_textpage().get_text_bounded()
    for word in (letter.number, WAYAN.name, WAYAN.identity, "Polsek", "SURAT KETERANGAN", "bjp.example/periksa/surat"):
        assert word.lower() in text.lower()


def test_the_operator_keeps_the_trust_list_at_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("police_station", "add", "coblong", "--name", "Polsek Coblong", "--city", "Bandung")
    call_command("police_station", "officer", "coblong")
    call_command("police_station", "key", "coblong")
    call_command("police_station", "trust", "coblong", "--withdraw")
    call_command("police_station", "list", "--json")

    told = capsys.readouterr().out
    assert "/polisi/daftar/" in told
    assert '"trusted": false' in told
    assert not (settings.KEYS / "stations" / "coblong").exists()
    with pytest.raises(StationKnown):
        add_station("coblong", "Polsek Lain", "Bandung", actor=OPERATOR, now=NOW)
    for code in ("../keys", "Coblong", "", "a" * 31):
        with pytest.raises(BadStationCode):
            add_station(code, "Polsek Lain", "Bandung", actor=OPERATOR, now=NOW)


def test_codes_of_items_and_reasons_have_words() -> None:
    assert set(ITEMS) == set(states.ITEMS)
    assert set(WITHDRAWALS) == set(states.WITHDRAWALS)

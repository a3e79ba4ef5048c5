"""A picture that was sent before is known again, cut, turned and re-encoded; another letter of the same form is not."""

from __future__ import annotations

import io
import uuid

import pypdfium2  # type: ignore[import-untyped]  # ships no types
import pytest
import typst
from django.db import connection
from PIL import Image

from kartu.letters.drawing import draw_letter
from kartu.letters.issuing import Loss, issue_letter
from kartu.letters.states import CARD
from kartu.replacements import states
from kartu.replacements.evidence import add_evidence
from kartu.replacements.files import store_pages
from kartu.replacements.likeness import KEEP, look_again, look_at_picture, seen_before
from kartu.replacements.looking import words_of
from kartu.replacements.models import Evidence, PictureMatch, PictureWord
from kartu.replacements.requests import cancel_replacement
from kartu.replacements.sheets import COMMON, LOOKING, is_same_sheet
from tests.cards.builders import NOW
from tests.letters.builders import new_station, officer_of
from tests.replacements.builders import LETTER, Scene, again, new_scene, opened

pytestmark = pytest.mark.django_db
PEOPLE = (
    ("Wayan Sudarsana", "5171010101900001", "angkot jurusan Renon, dekat pasar"),
    ("Kartika Larasati", "3374016511950011", "terminal Giwangan, peron tiga"),
)
# Of the page below, as the looking of number LOOKING reads it.
WORDS = {
    72160240, 80526002, 80739056, 81086608, 81086672, 81086864, 81090960,
    81119440, 81218000, 81610896, 81610960, 81611152, 81611216, 81643664,
}  # fmt: skip


def letters() -> list[Image.Image]:
    """Two people's letters, by the same station on the same day."""
    officer, drawn = officer_of(new_station()), []
    for name, identity, place in PEOPLE:
        loss = Loss(name, (CARD,), "ktp", identity, address=f"Jalan {name} 7", lost_when="Jumat", lost_where=place)
        letter = issue_letter(loss, asked_with=uuid.uuid4(), actor=officer, now=NOW)
        drawn.append(pypdfium2.PdfDocument(draw_letter(letter))[0].render(scale=2).to_pil().convert("RGB"))
    return drawn


def jpeg(page: Image.Image, quality: int = 80) -> bytes:
    file = io.BytesIO()
    page.save(file, "JPEG", quality=quality)
    return file.getvalue()


def sent(scene: Scene, page: bytes, kind: str = "police_letter") -> Evidence:
    case = opened(scene, states.DAMAGED)
    letter = LETTER if kind == "police_letter" else None
    return add_evidence(case, kind, letter=letter, file=store_pages(case, (page,)), actor=scene.member, now=NOW)


def test_a_cut_turned_and_re_encoded_copy_is_flagged_and_another_letter_of_the_form_is_not() -> None:
    one, other = letters()
    first, stranger, thief = new_scene(), new_scene(), new_scene()
    original = sent(first, jpeg(one))
    innocent = sent(stranger, jpeg(other))
    cut = (
        one.crop((0, 40, one.width - 60, one.height - 130))
        .rotate(167, expand=True, fillcolor="#666")
        .resize((900, 1200))
    )
    copy = sent(thief, jpeg(cut, 45))

    found = [look_at_picture(paper.id, now=NOW) for paper in (original, innocent, copy)]

    assert found == [0, 0, 1]
    assert [seen.evidence_id for seen in seen_before(copy)] == [original.id]
    seen = seen_before(original)[0]
    assert (seen.case_number, seen.same_member) == (copy.replacement.number, False)
    assert seen_before(innocent) == []

    # As an older looking left them: other words, nothing found.
    PictureMatch.objects.all().delete()
    PictureWord.objects.exclude(evidence_id=innocent.id).delete()
    PictureWord.objects.bulk_create(PictureWord(word=5, evidence_id=paper.id) for paper in (original, copy))
    Evidence.objects.exclude(pk=innocent.id).update(looked=LOOKING - 1)
    cancel_replacement(again(original.replacement), actor=first.member, now=NOW)

    assert look_again(0, now=NOW) is None
    assert [(match.evidence_id, match.other_id) for match in PictureMatch.objects.all()] == [(copy.id, original.id)]
    assert set(Evidence.objects.values_list("looked", flat=True)) == {LOOKING}
    assert not PictureWord.objects.filter(word=5).exists()


def test_whoever_lets_the_looking_read_other_words_raises_its_number() -> None:
    lines = " \\ ".join(f"{number} {'surat keterangan kehilangan ' * 2} {number * 977}" for number in range(3, 30))
    page = typst.compile(f'#set text(font: "Libertinus Serif", size: 13pt)\n{lines}'.encode(), format="png", ppi=100)
    picture = Image.open(io.BytesIO(page)).convert("RGB")

    kept, _ = words_of(jpeg(picture))

    same = len(kept & WORDS) > len(WORDS) // 2  # another processor may round one differently
    assert (LOOKING, same) == (1, True), "raise sheets.LOOKING, and put the new words here"


def test_the_very_same_file_is_known_without_a_look() -> None:
    page = jpeg(Image.new("RGB", (300, 300), "navy"))
    mine, theirs = sent(new_scene(), page, "identity"), sent(new_scene(), page, "identity")

    assert [seen.evidence_id for seen in seen_before(theirs)] == [mine.id]


def test_a_picture_without_lines_has_no_words_and_hurts_nobody() -> None:
    paper = sent(new_scene(), jpeg(Image.new("RGB", (40, 30), "white")), "identity")

    assert look_at_picture(paper.id, now=NOW) == 0
    assert look_at_picture(10**12, now=NOW) == 0
    assert not PictureWord.objects.exists()


def test_a_word_of_the_form_is_kept_no_more_often_than_counts() -> None:
    with connection.cursor() as cursor:
        for number in range(COMMON + 3):
            cursor.execute(KEEP, [number, [7, 7, number + 100], COMMON, COMMON])

    assert PictureWord.objects.filter(word=7).count() == COMMON


def test_little_ink_and_disagreeing_ink_are_not_the_same_sheet() -> None:
    assert is_same_sheet(400, 4)
    assert not is_same_sheet(400, 5)
    assert not is_same_sheet(100, 0)

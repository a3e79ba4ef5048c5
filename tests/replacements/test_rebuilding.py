"""What strangers upload comes out as a picture and nothing else, or not at all."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from kartu.base.crypto import Unreadable
from kartu.base.errors import NotThere
from kartu.replacements import files, rebuilder, rebuilding
from kartu.replacements.evidence import add_evidence
from kartu.replacements.files import evidence_pages, store_pages, sweep_files
from kartu.replacements.handing_in import hand_in
from kartu.replacements.models import Evidence
from kartu.replacements.rebuilding import FileRefused, rebuild
from kartu.replacements.refusals import LetterIncomplete, PapersClosed
from kartu.replacements.requests import cancel_replacement
from tests.cards.builders import NOW
from tests.replacements.builders import at_once, new_scene, opened
from tests.replacements.uploads import (
    POSITION,
    mutations,
    pdf,
    pdf_bomb,
    photo,
    photo_with_position,
    png_bomb,
    png_of,
)

LOCKED = pdf(password="rahasia")
MUTATIONS = 200 if os.environ.get("KARTU_LONG") == "1" else 60


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_comes_out_as_a_new_jpeg(kind: str) -> None:
    (page,) = rebuild(photo(format=kind))

    image = Image.open(io.BytesIO(page))
    assert (image.format, image.size, image.mode) == ("JPEG", (900, 600), "RGB")


def test_a_pdf_comes_out_as_one_picture_a_page_without_its_script() -> None:
    pages = rebuild(pdf(3, script=True))

    assert [Image.open(io.BytesIO(page)).size for page in pages] == [(1414, 2000)] * 3
    assert b"JavaScript" not in b"".join(pages)


def test_the_place_where_a_photo_was_taken_is_gone_and_it_stands_upright() -> None:
    taken = photo_with_position()
    assert taken.count(POSITION) == 3

    (page,) = rebuild(taken)

    image = Image.open(io.BytesIO(page))
    assert POSITION not in page
    assert b"PK\x03\x04" not in page
    assert (image.size, dict(image.getexif())) == ((600, 900), {})


def test_a_transparent_picture_stands_on_white() -> None:
    clear = io.BytesIO()
    Image.new("RGBA", (20, 20), (255, 0, 0, 0)).save(clear, "PNG")

    (page,) = rebuild(clear.getvalue())

    assert Image.open(io.BytesIO(page)).getpixel((10, 10)) == (255, 255, 255)


def test_a_large_photo_is_made_smaller() -> None:
    (page,) = rebuild(photo(6000))

    assert Image.open(io.BytesIO(page)).size == (2000, 1333)


HOSTILE = {
    "text named jpg": (b"Ini bukan foto.\n" * 40, "not-a-picture"),
    "nothing": (b"", "file-empty"),
    "eleven megabytes": (photo() + bytes(11_000_000), "file-too-large"),
    "a program": (b"\x7fELF" + bytes(2000), "not-a-picture"),
    "a page that begins as a gif": (b"GIF89a/*<script>alert(1)</script>*/" + bytes(200), "not-a-picture"),
    "a drawing with a script": (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "not-a-picture"),
    "a photo that is a pdf too": (photo()[:2] + b"\xff\xe1\x00\x20" + b"%PDF-1.7 1 0 obj" * 9, "not-a-picture"),
    "a photo cut off": (photo()[:2000], "file-broken"),
    "a picture bomb": (png_bomb(), "too-many-pixels"),
    "a picture that lies about its size": (png_of(7000, 7000, b"x" * 40), "file-broken"),
    "a pdf cut off": (pdf()[:60], "file-broken"),
    "a pdf of eleven pages": (pdf(11), "too-many-pages"),
    "a locked pdf": (LOCKED, "file-locked"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_words(name: str) -> None:
    content, code = HOSTILE[name]

    with pytest.raises(FileRefused) as refused:
        rebuild(content)

    assert refused.value.code == code
    assert refused.value.words("id") != refused.value.words("en")
    assert "{" not in refused.value.words("id") + refused.value.words("en")


@pytest.mark.slow
def test_a_pdf_that_never_ends_is_stopped_by_the_clock() -> None:
    content = pdf_bomb()
    assert len(content) < 1_000_000
    begun = time.monotonic()

    with pytest.raises(FileRefused):
        rebuild(content)

    # The promise itself is a time: five seconds and what it takes to stop a child.
    assert time.monotonic() - begun < rebuilding.SECONDS + 1


def test_every_reason_of_the_child_has_words_in_the_parent() -> None:
    reasons = {rebuilder.UNKNOWN, rebuilder.BROKEN, rebuilder.TOO_MANY_PIXELS, rebuilder.TOO_MANY_PAGES}

    assert {reason.encode() for reason in reasons | {rebuilder.LOCKED}} == set(rebuilding.REASONS)
    assert (rebuilder.LARGEST, rebuilder.REFUSED) == (rebuilding.LARGEST, rebuilding.REFUSED)


def test_the_child_may_neither_write_files_nor_read_the_environment(tmp_path: Path) -> None:
    # What a decoder taken over by a file could try.
    trespass, kept = tmp_path / "trespass.py", tmp_path / "kept"
    child = rebuilding.CHILD.read_text().split("if __name__")[0]
    act = f"import os\n_limit()\nprint(os.environ)\nopen({str(kept)!r}, 'wb', 0).write(b'x' * 9)\n"
    trespass.write_text(child + act)

    done = subprocess.run([sys.executable, "-I", "-B", str(trespass)], capture_output=True, env={}, check=False)

    assert done.returncode != 0
    assert b"File too large" in done.stderr
    assert b"KARTU" not in done.stdout


@pytest.mark.slow
def test_mutated_uploads_are_pictures_or_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    # A busy machine may not count as a decoder that ran away: the child's own limit of computing time stays.
    monkeypatch.setattr(rebuilding, "SECONDS", 60)

    def outcome(content: bytes) -> str:
        try:
            pages = rebuild(content)
        except FileRefused as refused:
            return refused.code
        assert all(page.startswith(b"\xff\xd8\xff") for page in pages)
        return "picture"

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(outcome, mutations(seed=411, count=MUTATIONS)))

    assert len(outcomes) == MUTATIONS
    assert {"picture", "file-broken"} <= set(outcomes)
    # A decoder that crashed or ran away would stand here as file-refused.
    assert "file-refused" not in outcomes


@pytest.mark.django_db
def test_a_paper_is_stored_sealed_and_opens_for_its_case_alone() -> None:
    scene = new_scene()
    case, other = opened(scene), opened(new_scene())

    evidence = hand_in(case, "damaged_card", photo(), actor=scene.member, now=NOW)

    stored = Path(settings.DATA) / "files" / evidence.file[:2] / evidence.file
    assert evidence_pages(Evidence.objects.get(pk=evidence.pk)) == rebuild(photo())
    assert b"JFIF" not in stored.read_bytes()
    assert stored.stat().st_mode & 0o777 == 0o600
    evidence.replacement = other
    with pytest.raises(Unreadable):
        evidence_pages(evidence)


@pytest.mark.django_db
def test_a_paper_seen_at_the_desk_has_no_file() -> None:
    scene = new_scene()
    evidence = add_evidence(opened(scene), "identity", actor=scene.officer, now=NOW)

    with pytest.raises(NotThere):
        evidence_pages(evidence)


@pytest.mark.django_db
def test_a_file_of_a_refused_paper_is_not_kept() -> None:
    scene = new_scene()
    case = opened(scene)
    kept = set((Path(settings.DATA) / "files").glob("*/*"))

    with pytest.raises(LetterIncomplete):
        hand_in(case, "police_letter", photo(), actor=scene.member, now=NOW)
    cancel_replacement(case, actor=scene.member, now=NOW)
    with pytest.raises(PapersClosed):
        hand_in(case, "identity", photo(), actor=scene.member, now=NOW)

    assert set((Path(settings.DATA) / "files").glob("*/*")) == kept


def test_the_same_photo_sent_twice_at_once_is_one_paper(committed: None) -> None:
    scene = new_scene()
    case = opened(scene)

    outcomes = at_once([lambda: hand_in(case, "identity", photo(), actor=scene.member, now=NOW)] * 2)

    assert outcomes == ["done", "done"]
    assert case.evidence.count() == 1


@pytest.mark.django_db
def test_files_without_a_row_are_swept_after_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = new_scene()
    case = opened(scene)
    kept = hand_in(case, "identity", photo(), actor=scene.member, now=NOW)
    orphan = store_pages(case, rebuild(photo(300)))
    monkeypatch.setattr(files, "ORPHANED", timedelta(days=-400))

    swept = sweep_files(now=NOW)

    assert swept >= 1
    assert evidence_pages(kept)
    assert not (Path(settings.DATA) / "files" / orphan.name[:2] / orphan.name).exists()

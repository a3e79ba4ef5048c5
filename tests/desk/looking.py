"""What the tests of the desk share: cases, papers, and the words on a page."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

from django.test import Client
from PIL import Image

from kartu.desk.finding import FOUND
from kartu.replacements import states
from kartu.replacements.evidence import add_evidence
from kartu.replacements.files import store_pages
from kartu.replacements.models import Evidence, Replacement
from kartu.replacements.review import take_case
from tests.cards.builders import NOW
from tests.replacements.builders import (
    Scene,
    opened,
)

CLOCK = NOW + timedelta(hours=1)


def address(case: Replacement, rest: str = "") -> str:
    return f"/meja/permohonan/{case.number}{rest}"


def _photo(color: str = "navy") -> bytes:
    file = BytesIO()
    Image.new("RGB", (900, 600), color).save(file, "JPEG")
    return file.getvalue()


def sent_in(case: Replacement, scene: Scene, kind: str = "identity") -> Evidence:
    """A paper the member sent as a photo."""
    return add_evidence(case, kind, file=store_pages(case, (_photo(),)), actor=scene.member, now=NOW)


def in_review(scene: Scene, reason: str = states.DAMAGED) -> Replacement:
    case = opened(scene, reason)
    take_case(case, actor=scene.officer, now=NOW)
    return case


def words(answer: Any) -> str:
    return str(answer.content.decode())


def bare(answer: Any) -> str:
    """The page's main part: the same words for not yours and not there."""
    return words(answer).partition("<main")[2].partition("</main>")[0]


def about_found(client: Client, **sent: Any) -> dict[str, Any]:
    """What a form about the person this session has found sends: who that is, and `sent`."""
    member_id, *_ = client.session.get(FOUND, [""])
    return {"member": member_id, **sent}

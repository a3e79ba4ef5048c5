"""Whether the picture of a paper was sent before: re-encoded, cut, turned, photographed anew.

A job looks at each new picture (`look_at_picture`): by its words it finds at most CANDIDATES among all that are kept,
in one query whose cost does not grow with them, and lays those over it. What it finds stands in PictureMatch, which
the desk's warnings read (`seen_before`). When the looking has become another one, the kept pictures are looked at again
(`look_again`).
"""

from __future__ import annotations

import json
import logging
import struct
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from kartu.base.crypto import Unreadable
from kartu.base.errors import NotThere
from kartu.replacements.files import evidence_pages
from kartu.replacements.models import Evidence, PictureMatch, PictureWord
from kartu.replacements.sheets import CANDIDATES, COMMON, LOOKING, is_same_sheet
from kartu.replacements.states import OPEN

log = logging.getLogger(__name__)

PIECE = 20  # pictures looked at again by one job
CHILD = Path(__file__).with_name("looking.py")
SECONDS = 180
PAGES = 2

# The cost is bounded by COMMON for each word, however many pictures there are.
FIND = """
    SELECT hit.evidence_id FROM unnest(%s::int[]) AS sought(word)
    CROSS JOIN LATERAL (
        SELECT evidence_id, count(*) OVER () AS used FROM (
            SELECT evidence_id FROM replacements_pictureword WHERE word = sought.word LIMIT %s
        ) AS few
    ) AS hit
    WHERE hit.used < %s AND hit.evidence_id <> %s
    GROUP BY hit.evidence_id ORDER BY sum(1.0 / hit.used) DESC, hit.evidence_id DESC LIMIT %s
"""
KEEP = """
    INSERT INTO replacements_pictureword (word, evidence_id)
    SELECT word, %s FROM unnest(%s::int[]) AS new(word)
    WHERE (SELECT count(*) FROM (
        SELECT FROM replacements_pictureword AS kept WHERE kept.word = new.word LIMIT %s
    ) AS few) < %s
    ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """Another paper with the same picture: its row, its case's number, and whether it is the same member's."""

    evidence_id: int
    case_number: str
    same_member: bool


def seen_before(evidence: Evidence) -> list[Seen]:
    """Papers of other cases that show the same sheet as this one, oldest first; the very same file counts at once.

    A member may show the own identity card again: `same_member` tells, and the caller decides.
    """
    found = set(PictureMatch.objects.filter(evidence=evidence.id).values_list("other_id", flat=True))
    found |= set(PictureMatch.objects.filter(other=evidence.id).values_list("evidence_id", flat=True))
    if evidence.digest and evidence.shared_id is None:
        same = Evidence.objects.filter(digest=bytes(evidence.digest), shared=None)
        found |= set(same.values_list("id", flat=True))
    others = Evidence.objects.filter(pk__in=found - {evidence.id}).exclude(replacement=evidence.replacement_id)
    rows = others.order_by("id").values_list("id", "replacement__number", "replacement__member")
    member = evidence.replacement.member_id
    return [Seen(number, case, whose == member) for number, case, whose in rows]


def look_at_picture(evidence_id: int, *, now: datetime, compare: bool = True) -> int:
    """Keep the words of one picture and compare it with the others; returns how many show the same sheet.

    Safe to run twice. A picture that is gone, or on which there are no lines, has no words and no matches.
    """
    evidence = Evidence.objects.select_related("replacement__member").filter(pk=evidence_id).first()
    if evidence is None or evidence.shared_id is not None:
        return 0
    pages = _pages(evidence)
    words = json.loads(_look({"own": len(pages)}, pages)) if pages else {"kept": [], "sought": []}
    candidates = _candidates(evidence_id, words["sought"]) if compare else []
    same = _same_sheets(pages, candidates)
    with transaction.atomic():
        PictureMatch.objects.bulk_create(
            [_match(evidence, other, pieces, wrong, now) for other, pieces, wrong in same], ignore_conflicts=True
        )
        PictureWord.objects.filter(evidence_id=evidence_id).exclude(word__in=words["kept"]).delete()
        with connection.cursor() as cursor:
            cursor.execute(KEEP, [evidence_id, words["kept"], COMMON, COMMON])
        Evidence.objects.filter(pk=evidence_id).update(looked=LOOKING)
    return len(same)


def look_again(beyond: int, *, now: datetime) -> int | None:
    """Look again at the next pictures whose words an older looking has read, those with ids beyond `beyond`.

    Those of open cases are compared as well; of the others new words suffice, by which a copy to come is found. Returns
    the id to go on from, None when there is no more. A picture that cannot be looked at is passed over.
    """
    old = Evidence.objects.filter(looked__lt=LOOKING, id__gt=beyond, shared=None).exclude(file="")
    found = list(old.order_by("id").values_list("id", "replacement__status")[:PIECE])
    for number, status in found:
        try:
            look_at_picture(number, now=now, compare=status in OPEN)
        except subprocess.SubprocessError:
            log.warning("evidence %s could not be looked at again", number)
    return found[-1][0] if len(found) == PIECE else None


def _match(one: Evidence, other: Evidence, pieces: int, disagree: int, now: datetime) -> PictureMatch:
    first, later = sorted((one, other), key=lambda each: each.id)
    return PictureMatch(evidence=later, other=first, pieces=pieces, disagree=disagree, found_at=now)


def _candidates(evidence_id: int, sought: list[int]) -> list[Evidence]:
    with connection.cursor() as cursor:
        cursor.execute(FIND, [sought, COMMON, COMMON, evidence_id, CANDIDATES])
        numbers = [number for (number,) in cursor.fetchall()]
    found = {row.id: row for row in Evidence.objects.filter(pk__in=numbers).select_related("replacement__member")}
    return [found[number] for number in numbers if number in found]


def _same_sheets(pages: Sequence[bytes], candidates: list[Evidence]) -> list[tuple[Evidence, int, int]]:
    theirs = [(other, shown) for other in candidates if (shown := _pages(other))]
    if not theirs:
        return []
    order = {"own": len(pages), "others": [len(shown) for _, shown in theirs]}
    answers = json.loads(_look(order, [*pages, *(page for _, shown in theirs for page in shown)]))
    laid = [(other, *answer) for (other, _), answer in zip(theirs, answers, strict=True)]
    return [each for each in laid if is_same_sheet(each[1], each[2])]


def _pages(evidence: Evidence) -> tuple[bytes, ...]:
    try:
        return evidence_pages(evidence)[:PAGES]
    except (NotThere, Unreadable):
        return ()


def _look(order: dict[str, object], pages: Sequence[bytes]) -> bytes:
    frames = [json.dumps(order).encode(), *pages]
    sent = b"".join(struct.pack(">I", len(frame)) + frame for frame in frames)
    command = [sys.executable, "-I", "-B", str(CHILD)]
    done = subprocess.run(command, input=sent, capture_output=True, timeout=SECONDS, check=True, env={})
    return done.stdout

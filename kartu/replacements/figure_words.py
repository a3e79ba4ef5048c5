"""Figures in words and as a drawing: how long steps take, a bar a step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language

from kartu.base.language import say
from kartu.base.said import said
from kartu.replacements.figures import WAITED, Took

STEPS: Mapping[str, str] = {
    "taken": said(id="Dari permohonan sampai diambil petugas", en="From the request until an officer takes it"),
    "decided": said(id="Dari permohonan sampai keputusan", en="From the request to the decision"),
    "printed": said(id="Dari persetujuan sampai kartu dicetak", en="From the approval until the card is printed"),
    "collected": said(id="Dari kartu siap sampai diserahkan", en="From the printed card to the hand-over"),
    "whole": said(id="Dari permohonan sampai kartu di tangan", en="From the request until the card is in hand"),
    WAITED: said(id="Menunggu di kantor cabang sampai dipanggil", en="Waiting at a branch until called"),
}
DAY_HOURS = 24
BAR_WIDTH, ROW_HEIGHT = 340, 52


@dataclass(frozen=True, slots=True)
class Bar:
    """One step of the drawing, in its units: the median's bar and how far nine of ten reach."""

    words: str
    median: str
    p90: str
    y: int
    text_y: int
    width: int
    most: int


def length_words(hours: float) -> str:
    """A length of time as people say it: minutes, hours or days."""
    language = get_language() or "id"
    if hours < 1:
        minutes = max(1, round(hours * 60))
        return say(language, id=f"{minutes} menit", en=f"{minutes} min")
    if hours < 2 * DAY_HOURS:
        return say(language, id=f"{round(hours)} jam", en=f"{round(hours)} h")
    days = f"{hours / DAY_HOURS:.1f}"
    return say(language, id=f"{days.replace('.', ',')} hari", en=f"{days} days")


def bars(times: Sequence[Took]) -> list[Bar]:
    """A bar a step, as long as its median, with a line as far as nine of ten; the longest fills the width."""
    longest = max((took.p90 for took in times), default=0) or 1
    return [
        Bar(
            words=STEPS[took.step],
            median=length_words(took.median),
            p90=length_words(took.p90),
            y=place * ROW_HEIGHT + 24,
            text_y=place * ROW_HEIGHT + 16,
            width=max(2, round(took.median / longest * BAR_WIDTH)),
            most=max(2, round(took.p90 / longest * BAR_WIDTH)),
        )
        for place, took in enumerate(times)
    ]

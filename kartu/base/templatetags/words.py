"""Tags every template has: both languages side by side, dates, numbers, icons, codes and steps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import lucide
from django import template
from django.conf import settings
from django.template import Context, Node, NodeList, TemplateSyntaxError
from django.template.base import Parser, Token
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from kartu.base.language import say, written_date, written_moment

register = template.Library()


class SayNode(Node):
    """One text in two languages."""

    child_nodelists = ("indonesian", "english")

    def __init__(self, indonesian: NodeList, english: NodeList) -> None:
        self.indonesian = indonesian
        self.english = english

    def render(self, context: Context) -> SafeString:
        language = context.get("language") or get_language()
        return (self.english if language == "en" else self.indonesian).render(context)


@register.tag("say")
def say_tag(parser: Parser, token: Token) -> SayNode:
    """`{% say %}Indonesian{% en %}English{% endsay %}`; without the English part the template does not compile."""
    indonesian = parser.parse(("en", "endsay"))
    if parser.next_token().contents != "en":
        raise TemplateSyntaxError("{% say %} without {% en %}: the English words are missing")
    english = parser.parse(("endsay",))
    parser.delete_first_token()
    if not any(str(node.s).strip() if hasattr(node, "s") else True for node in english):
        raise TemplateSyntaxError("{% en %} says nothing")
    return SayNode(indonesian, english)


@register.filter
def written(value: date | datetime | None) -> str:
    """A date as people write it; a moment is shown in the fund's own zone, with its clock: "21 Mei 2027, 14.05"."""
    if value is None:
        return ""
    language = get_language() or "id"
    if not isinstance(value, datetime):
        return written_date(value, language)
    local = value.astimezone(ZoneInfo(settings.PROFILE.time_zone))
    return f"{written_date(local, language)}, {local.strftime(say(language, id='%H.%M', en='%H:%M'))}"


@register.filter
def moment(value: datetime | None) -> str:
    """When a wait or a lock ends, in words and the fund's own time: "27 November 2026 pukul 17.05 WIB"."""
    return written_moment(value, get_language() or "id", settings.PROFILE.time_zone) if value else ""


@register.filter
def grouped(number: str) -> str:
    """A membership number as people read it."""
    return str(settings.PROFILE.grouped(str(number)))


@register.filter
def programmes(bits: int) -> str:
    """The fund's programmes in a bit mask, as one phrase: "Kecelakaan kerja, kematian"."""
    names = [programme.name(get_language() or "id") for programme in settings.PROFILE.programmes_of(bits)]
    return ", ".join(names[:1] + [name[:1].lower() + name[1:] for name in names[1:]])


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str, words: str = "") -> SafeString:
    """A Lucide icon, inlined. It is decoration unless `words` say what it means."""
    meaning = {"role": "img", "aria-label": words} if words else {"aria-hidden": "true"}
    known = {"class": "i", "stroke-linecap": "round", "stroke-linejoin": "round", **meaning}
    parts = lucide._load_icon(str(name))
    inner = "".join(ElementTree.tostring(part, encoding="unicode").strip() for part in parts)
    attributes = "".join(f' {key}="{value}"' for key, value in known.items())
    return mark_safe(  # noqa: S308  the package's own drawing, no word of a stranger
        f'<svg viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-width="2"'
        f"{attributes}>{inner.replace(' />', '/>')}</svg>"
    )


@register.simple_tag
def qr(modules: Sequence[Sequence[bool]], words: str = "") -> SafeString:
    """A code as one SVG path, without its quiet zone (the frame around it is that)."""
    size = len(modules)
    label = words or say(get_language() or "id", id="Kode QR kartu", en="QR code of the card")
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}"><path stroke="#10152f" d="{}"/></svg>',
        size,
        size,
        label,
        _path(tuple(tuple(row) for row in modules)),
    )


@lru_cache(maxsize=64)
def _path(modules: tuple[tuple[bool, ...], ...]) -> str:
    """Every dark stretch as a stroke, each starting where the last one ended."""
    strokes: list[str] = []
    at_x, at_y = 0, 0.0
    for y, row in enumerate(modules):
        x = 0
        for dark, stretch in groupby(row):
            length = len(list(stretch))
            if dark:
                move = f"M{x} {y + 0.5}" if not strokes else f"m{x - at_x} {y + 0.5 - at_y:g}"
                strokes.append(f"{move}h{length}")
                at_x, at_y = x + length, y + 0.5
            x += length
    return "".join(strokes)


@register.inclusion_tag("base/steps.html")
def steps(at: int, of: int) -> dict[str, object]:
    """Where a person is in a row of questions: words for all, a bar for the eye."""
    return {"at": at, "of": of, "done": range(at), "left": range(of - at), "language": get_language()}

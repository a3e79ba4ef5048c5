"""One page for a paper with a signed code: the form, and the answer below it. Judged here, not in the browser."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kartu.base.pages import PageRequest
from kartu.base.throttle import take
from kartu.credential.errors import NoCode
from kartu.credential.qr import read_image
from kartu.publishing.letters import CheckedLetter, LetterVerdict
from kartu.verify.forms import LetterCheckForm

log = logging.getLogger(__name__)

LOOKS = {
    LetterVerdict.GOOD: ("good", "circle-check-big"),
    LetterVerdict.LAPSED: ("bad", "calendar-x"),
    LetterVerdict.WITHDRAWN: ("bad", "octagon-x"),
    LetterVerdict.NOT_OURS: ("other", "circle-question-mark"),
    LetterVerdict.COULD_NOT_CHECK: ("unsure", "triangle-alert"),
}
Words = Callable[[CheckedLetter, str], str]


class Check(Protocol):
    """Judges the text of a code."""

    def __call__(self, text: str, *, now: datetime) -> CheckedLetter: ...


def judge(
    request: HttpRequest, paper: str, check: Check, more: Mapping[str, object] | None = None, **words: Words
) -> HttpResponse:
    """The page of `paper` ("letter", "certificate"); `words` say by verdict and language what its template shows.

    `more` is what its page shows besides.

    Nothing is kept but a line with the verdict.
    """
    page, now = cast(PageRequest, request), timezone.now()
    form = LetterCheckForm(request.POST, request.FILES) if request.method == "POST" else LetterCheckForm()
    told: dict[str, object] | None = None
    if form.is_bound and form.is_valid():
        take("check-address", page.address, now=now)
        checked = _checked(form, check, now)
        log.info("checked %s %s", paper, checked.verdict)
        tone, icon = LOOKS[checked.verdict]
        told = {"checked": checked, "tone": tone, "icon": icon}
        told.update((name, say(checked, page.language)) for name, say in words.items())
        form = LetterCheckForm()
    response = render(request, f"verify/{paper}.html", {"form": form, "told": told, **(more or {})})
    if told:
        response.headers["Cache-Control"] = "no-store"
    return response


def _checked(form: LetterCheckForm, check: Check, now: datetime) -> CheckedLetter:
    picture = form.cleaned_data["picture"]
    if not picture:
        return check(form.cleaned_data["code"], now=now)
    try:
        text = read_image(picture.read())
    except NoCode as error:
        return CheckedLetter(LetterVerdict.COULD_NOT_CHECK, error.code)
    return check(text, now=now)

"""`/periksa/surat`: is this loss letter good? Judged here, not in the browser: letters are withdrawn and extended."""

from __future__ import annotations

import json
import logging
from datetime import datetime
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from kartu.base.pages import PageRequest
from kartu.base.throttle import take
from kartu.credential.errors import NoCode
from kartu.credential.qr import read_image
from kartu.publishing import letter_words
from kartu.publishing.letters import CheckedLetter, LetterVerdict, check_letter, trusted_keys
from kartu.verify.forms import LetterCheckForm
from kartu.verify.views.published import KEYS_KEPT, for_everybody

log = logging.getLogger(__name__)

LOOKS = {
    LetterVerdict.GOOD: ("good", "circle-check-big"),
    LetterVerdict.LAPSED: ("bad", "calendar-x"),
    LetterVerdict.WITHDRAWN: ("bad", "octagon-x"),
    LetterVerdict.NOT_OURS: ("other", "circle-question-mark"),
    LetterVerdict.COULD_NOT_CHECK: ("unsure", "triangle-alert"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest) -> HttpResponse:
    """The form, and the answer below it. Nothing is kept but a line with the verdict."""
    page, now = cast(PageRequest, request), timezone.now()
    form = LetterCheckForm(request.POST, request.FILES) if request.method == "POST" else LetterCheckForm()
    told = None
    if form.is_bound and form.is_valid():
        take("check-address", page.address, now=now)
        checked = _checked(form, now)
        log.info("checked letter %s", checked.verdict)
        told, form = _told(checked, page.language), LetterCheckForm()
    response = render(request, "verify/letter.html", {"form": form, "told": told})
    if told:
        response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
@for_everybody(KEYS_KEPT)
def station_keys(request: HttpRequest) -> HttpResponse:
    """The trust list: a JWK Set (RFC 7517), each key with the issuer and the station it speaks for."""
    keys = [{**key.jwk, "iss": key.issuer, "station": key.station} for key in trusted_keys()]
    return HttpResponse(json.dumps({"keys": keys}, separators=(",", ":")), content_type="application/json")


def _checked(form: LetterCheckForm, now: datetime) -> CheckedLetter:
    picture = form.cleaned_data["picture"]
    if not picture:
        return check_letter(form.cleaned_data["code"], now=now)
    try:
        text = read_image(picture.read())
    except NoCode as error:
        return CheckedLetter(LetterVerdict.COULD_NOT_CHECK, error.code)
    return check_letter(text, now=now)


def _told(checked: CheckedLetter, language: str) -> dict[str, object]:
    tone, icon = LOOKS[checked.verdict]
    return {
        "checked": checked,
        "tone": tone,
        "icon": icon,
        "headline": letter_words.headline(checked, language),
        "reason": letter_words.reason(checked, language),
        "advice": letter_words.advice(checked, language),
    }

"""`/periksa/keterangan`: is this interim certificate good? Judged here: certificates are withdrawn."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kartu.base.pages import PageRequest
from kartu.base.throttle import take
from kartu.credential.errors import NoCode
from kartu.credential.qr import read_image
from kartu.publishing import certificate_words
from kartu.publishing.certificates import check_certificate
from kartu.publishing.letters import CheckedLetter, LetterVerdict
from kartu.verify.forms import LetterCheckForm
from kartu.verify.views.letters import LOOKS

log = logging.getLogger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
def certificate(request: HttpRequest) -> HttpResponse:
    """The form, and the answer below it. Nothing is kept but a line with the verdict."""
    page, now = cast(PageRequest, request), timezone.now()
    form = LetterCheckForm(request.POST, request.FILES) if request.method == "POST" else LetterCheckForm()
    told = None
    if form.is_bound and form.is_valid():
        take("check-address", page.address, now=now)
        checked = _checked(form, now)
        log.info("checked certificate %s", checked.verdict)
        tone, icon = LOOKS[checked.verdict]
        headline = certificate_words.headline(checked, page.language)
        advice = certificate_words.advice(checked, page.language)
        told = {"checked": checked, "tone": tone, "icon": icon, "headline": headline, "advice": advice}
        form = LetterCheckForm()
    response = render(request, "verify/certificate.html", {"form": form, "told": told})
    if told:
        response.headers["Cache-Control"] = "no-store"
    return response


def _checked(form: LetterCheckForm, now: datetime) -> CheckedLetter:
    picture = form.cleaned_data["picture"]
    if not picture:
        return check_certificate(form.cleaned_data["code"], now=now)
    try:
        text = read_image(picture.read())
    except NoCode as error:
        return CheckedLetter(LetterVerdict.COULD_NOT_CHECK, error.code)
    return check_certificate(text, now=now)

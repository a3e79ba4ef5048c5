"""`/periksa`: is this card good? The browser answers by itself where it can; otherwise the form is answered here."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from kartu.base.csp import allows
from kartu.base.language import LANGUAGES
from kartu.base.pages import PageRequest
from kartu.base.scanned import ScannedForm
from kartu.base.throttle import take
from kartu.credential.errors import NoCode
from kartu.credential.qr import read_image
from kartu.credential.verdict import Checked, Verdict
from kartu.publishing import verdicts
from kartu.publishing.checking import check_code
from kartu.publishing.verdicts import Facts

log = logging.getLogger(__name__)

LOOKS = {
    Verdict.GOOD: ("good", "circle-check-big"),
    Verdict.BLOCKED: ("bad", "octagon-x"),
    Verdict.EXPIRED: ("bad", "calendar-x"),
    Verdict.COULD_NOT_CHECK: ("unsure", "triangle-alert"),
    Verdict.NOT_OURS: ("other", "circle-question-mark"),
    Verdict.NOT_HANDED_OVER: ("bad", "octagon-x"),
}
WASM = {"script-src": "'wasm-unsafe-eval'"}
PARTS = {
    "reader": "zxing/reader.js",
    "wasm": "zxing/zxing_reader.wasm",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A verdict for the page. Without `facts` it is one to be filled in by the browser."""

    verdict: str
    tone: str
    icon: str
    headline: str
    advice: str
    reasons: list[tuple[str, str]]
    facts: Facts | None


@allows(camera=True, sources=WASM)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """The page; a form that was sent is judged at once, and nothing of it is kept."""
    page, now = cast(PageRequest, request), timezone.now()
    form = ScannedForm(request.POST, request.FILES) if request.method == "POST" else ScannedForm()
    told = None
    if form.is_bound and form.is_valid():
        take("check-address", page.address, now=now)
        checked = _checked(form, now)
        log.info("checked %s", checked.verdict)
        told, form = _told(checked, page.language), ScannedForm()
    context = {"form": form, "told": told, "blanks": [_blank(each, page.language) for each in Verdict]}
    response = render(request, "verify/check.html", context | _files())
    if told:
        response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The page's service worker. Its folder is not its scope, so the scope is allowed here."""
    response = render(request, "verify/worker.js", content_type="text/javascript")
    response.headers["Service-Worker-Allowed"] = "/periksa"
    return response


@allows(sources=WASM)
@require_safe
def scanner(request: HttpRequest) -> HttpResponse:
    """The page's worker that reads codes, below the page's address so that the service worker can keep it."""
    return render(request, "verify/scanner.js", content_type="text/javascript")


def _checked(form: ScannedForm, now: datetime) -> Checked:
    picture = form.cleaned_data["picture"]
    if not picture:
        return check_code(form.cleaned_data["code"], now=now)
    try:
        text = read_image(picture.read())
    except NoCode as error:
        # Nothing was read, so nothing is known about the card.
        return Checked(Verdict.COULD_NOT_CHECK, None, None, error.code)
    return check_code(text, now=now)


def _told(checked: Checked, language: str) -> Told:
    reason = verdicts.reason(checked, language)
    return _words(checked.verdict, language, [("", reason)] if reason else [], verdicts.facts(checked, language))


def _blank(verdict: Verdict, language: str) -> Told:
    return _words(verdict, language, verdicts.reasons(verdict, language), None)


def _words(verdict: Verdict, language: str, reasons: list[tuple[str, str]], facts: Facts | None) -> Told:
    tone, icon = LOOKS[verdict]
    headline, advice = verdicts.headline(verdict, language), verdicts.advice(verdict, language)
    return Told(verdict.value, tone, icon, headline, advice, reasons, facts)


def _files() -> dict[str, object]:
    """Where the parts lie that only some browsers fetch. Where the set-up found no npm, there is no reader of codes."""
    return {"files": {name: _address(f"verify/{path}") for name, path in PARTS.items()}, "languages": LANGUAGES}


def _address(name: str) -> str:
    try:
        return str(staticfiles_storage.url(name))
    except ValueError:
        return ""

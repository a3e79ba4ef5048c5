"""Whether the line is there, and what the desk shows while it is not."""

from __future__ import annotations

import json

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from kartu.desk.guards import OfficerRequest, officer_required

FILES = ("base/app.css", "base/app.js", "entrance/staff.css", "desk/desk.css", "desk/sending.js", "desk/line.js")


@require_safe
@officer_required
def ping(request: OfficerRequest) -> HttpResponse:
    """`/meja/sambungan`: that the line is there, and the token with which a page sends what it kept."""
    answer = HttpResponse(get_token(request), content_type="text/plain")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_safe
@officer_required
def offline(request: OfficerRequest) -> HttpResponse:
    """`/meja/luring`: what a browser without a line shows in the place of a page; it names no member."""
    return render(request, "desk/offline.html", {"here": ""})


@require_safe
def worker(request: OfficerRequest) -> HttpResponse:
    """`/meja/sw.js`: keeps the page above. The counter has one of its own, which its narrower address goes before."""
    context = {"files": json.dumps([static(file) for file in FILES]), "page": reverse("desk-offline")}
    response = render(request, "desk/sw.js", context, content_type="text/javascript")
    response.headers["Service-Worker-Allowed"] = "/meja"
    response.headers["Cache-Control"] = "no-cache"
    return response

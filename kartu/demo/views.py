"""The page of outgoing messages: what would have been sent by e-mail and SMS."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kartu.demo.outbox import latest

SHOWN = 100


def messages(request: HttpRequest) -> HttpResponse:
    """`/demo/pesan`, newest first; with ?segarkan=1 the page fetches itself anew every few seconds."""
    context = {"letters": latest(settings.DATA / "outbox", SHOWN), "refreshing": "segarkan" in request.GET}
    response = render(request, "demo/messages.html", context)
    if context["refreshing"]:
        response.headers["Refresh"] = "5"
    return response

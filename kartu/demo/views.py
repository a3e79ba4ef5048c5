"""The pages of a demonstration: who to try it as, and what would have been sent by e-mail and SMS."""

from __future__ import annotations

import json
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from kartu.accounts.models import Role
from kartu.base.said import said
from kartu.demo import people
from kartu.demo.files import SHEET
from kartu.demo.outbox import latest
from kartu.demo.sheet import entry_path
from kartu.demo.site import NAME, person_of, way_in

SHOWN = 100


class Staff(NamedTuple):
    """One kind of staff, as its button says it."""

    kind: str
    words: str


STAFF = (
    Staff(Role.Kind.OFFICER, said(id="Petugas cabang", en="Branch officer")),
    Staff(Role.Kind.SUPERVISOR, said(id="Penyelia cabang", en="Branch supervisor")),
    Staff(Role.Kind.HR, said(id="Personalia", en="Employer's HR")),
    Staff(Role.Kind.POLICE, said(id="Polisi", en="Police")),
    Staff(Role.Kind.OPERATOR, said(id="Operator", en="Operator")),
)


def accounts(request: HttpRequest) -> HttpResponse:
    """`/demo`: everybody to try it as; a button of staff makes a new one-time link and opens it."""
    wanted = request.POST.get("role", "")
    if request.method == "POST" and wanted in {each.kind for each in STAFF}:
        role = Role.objects.filter(kind=wanted).select_related("user").order_by("id")[0]
        return redirect(entry_path(role.user, now=timezone.now()))
    sheet = json.loads((settings.DATA / SHEET).read_text(encoding="utf-8"))
    known = sheet["accounts"]
    context = {
        "members": [account for account in known.values() if "login" in account],
        "newcomer": known["newcomer"],
        "roles": STAFF,
        "visits": sheet.get("visits"),
    }
    return render(request, "demo/accounts.html", context)


def site(request: HttpRequest) -> HttpResponse:
    """`/demo/situs`: another site of the fund, as far as sign-on goes."""
    known = json.loads((settings.DATA / SHEET).read_text(encoding="utf-8"))["signon"]
    code = request.GET.get("code", "")[:200]
    person = person_of(known, code, now=timezone.now()) if code.isalnum() else {}
    refused = not person and ("code" in request.GET or "error" in request.GET)
    context = {"name": NAME, "person": person, "refused": refused, "way_in": way_in(known)}
    return render(request, "demo/site.html", context)


def messages(request: HttpRequest) -> HttpResponse:
    """`/demo/pesan`, newest first; with ?segarkan=1 the page fetches itself anew every few seconds."""
    context = {"letters": latest(settings.DATA / "outbox", SHOWN), "refreshing": "segarkan" in request.GET}
    response = render(request, "demo/messages.html", context)
    if context["refreshing"]:
        response.headers["Refresh"] = "5"
    return response


def roster(request: HttpRequest) -> HttpResponse:
    """`/demo/daftar-pekerja.csv`: a sheet of the first company, to send at `/perusahaan/daftar-pekerja`."""
    answer = HttpResponse(people.SENT_LATER.read_bytes(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="daftar-pekerja.csv"'
    return answer

"""`/meja/pemusnahan`: the cards that lie in this branch and must be destroyed, and who saw it."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from kartu.audit.recording import AlreadyMoved
from kartu.base.said import said
from kartu.desk.deciding import actor_of
from kartu.desk.guards import OfficerRequest, officer_required
from kartu.desk.words import officer_words
from kartu.printing import destroying, states
from kartu.printing.refusals import SamePerson

SHOWN = 20
WHYS = {
    states.UNCOLLECTED: said(id="Tidak diambil", en="Not collected"),
    states.SPOILED: said(id="Cetakan rusak", en="Spoiled print"),
    states.DAMAGED: said(id="Kartu lama yang diterima", en="Old card taken in"),
}
AWAY = said(
    id="Tidak diambil, masih di perusahaan: minta kartunya dikembalikan",
    en="Not collected, still at the employer: ask for the card back",
)
DESTROYED, SEEN, NOT_SEEN = "musnah", "saksi", "bukan"


@officer_required
def destroying_page(request: OfficerRequest) -> HttpResponse:
    """The list; posted (`act`): these were destroyed, I saw these destroyed, or I did not."""
    if request.method != "POST":
        return _page(request)
    act, actor, now = request.POST.get("act", ""), actor_of(request), timezone.now()
    try:
        if act == DESTROYED:
            destroying.note_destroyed(request.branch.id, request.POST.getlist("kartu")[:500], actor=actor, now=now)
        elif act in (SEEN, NOT_SEEN):
            numbers = [int(each) for each in request.POST.getlist("kartu")[:500] if _is_number(each)]
            destroying.answer_destruction(request.branch.id, numbers, seen=act == SEEN, actor=actor, now=now)
    except SamePerson as refusal:
        return _page(request, refusal.words(request.language))
    except AlreadyMoved:
        return redirect("desk-destroying")  # a colleague was first
    return redirect("desk-destroying")


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdecimal() and len(typed) < 18


def _page(request: OfficerRequest, words: str = "") -> HttpResponse:
    branch, me = request.branch.id, request.officer.id
    context = {
        "here": "printing",
        "lying": [(each, AWAY if each.away else WHYS[each.why]) for each in destroying.leftovers_at(branch)],
        "said": [
            (each, WHYS[each.why], officer_words(each.destroyed_by_id, me=me), each.destroyed_by_id == me)
            for each in destroying.to_witness(branch)
        ],
        "done": [
            (each, WHYS[each.why], officer_words(each.destroyed_by_id, me=me), officer_words(each.witness_id, me=me))
            for each in destroying.witnessed_at(branch)[:SHOWN]
        ],
        "words": words,
    }
    return render(
        request, "desk/printing/destroying.html", context, status=HTTPStatus.CONFLICT if words else HTTPStatus.OK
    )

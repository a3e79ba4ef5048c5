"""`/meja/kotak`: printed cards that go to employers, packed and sent."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kartu.audit.recording import AlreadyMoved, MoveNotAllowed
from kartu.base.digits import ten_characters
from kartu.desk.deciding import actor_of
from kartu.desk.guards import OfficerRequest, officer_required
from kartu.replacements import boxes

SHOWN = 50


@officer_required
def boxes_page(request: OfficerRequest) -> HttpResponse:
    """What waits to be packed, by employer, and the boxes of this branch. Posted: pack for one employer."""
    wanted = request.POST.get("perusahaan", "")
    if request.method == "POST" and wanted.isdecimal() and len(wanted) < 18:
        box = boxes.pack_box(request.branch.id, int(wanted), actor=actor_of(request), now=timezone.now())
        return redirect("desk-box", box.number)
    context = {
        "here": "boxes",
        "waiting": boxes.employers_to_pack(request.branch.id),
        "boxes": boxes.boxes_at(request.branch.id)[:SHOWN],
    }
    return render(request, "desk/boxes.html", context)


@require_safe
@officer_required
def box_page(request: OfficerRequest, number: str) -> HttpResponse:
    """One box and its packing list, to print: what is in it, by unit, with a column to tick."""
    box = boxes.box_in(boxes.boxes_at(request.branch.id), number)
    return render(request, "desk/box.html", {"here": "boxes", "box": box, "cases": boxes.cases_in(box)})


@require_POST
@officer_required
def send(request: OfficerRequest, number: str) -> HttpResponse:
    """The box is on its way; sent twice it was sent once."""
    box = boxes.box_in(boxes.boxes_at(request.branch.id), number)
    try:
        boxes.send_box(box, actor=actor_of(request), now=timezone.now())
    except (AlreadyMoved, MoveNotAllowed):
        return redirect("desk-box", box.number)
    return redirect("desk-box", box.number)


@require_POST
@officer_required
def slips(request: OfficerRequest, number: str) -> HttpResponse:
    """Codes for whom no message reaches, shown once: to print, fold, seal and put into the box."""
    box = boxes.box_in(boxes.boxes_at(request.branch.id), number)
    made = boxes.make_slips(box, actor=actor_of(request), now=timezone.now())
    codes = [(case, ten_characters(seed)) for case, seed in made]
    return render(request, "desk/box-slips.html", {"here": "boxes", "box": box, "codes": codes})

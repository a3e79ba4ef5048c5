"""Papers of a box as PDF: its packing list, and the slips for workers whom no message reaches."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kartu.base.digits import ten_characters
from kartu.desk.deciding import actor_of
from kartu.desk.guards import OfficerRequest, officer_required
from kartu.employers.drawing import draw_hand_over_slips, draw_packing_list
from kartu.replacements import boxes


@require_safe
@officer_required
def packing_list(request: OfficerRequest, number: str) -> HttpResponse:
    """`…/daftar.pdf`: what lies in the box, with a place to tick."""
    box = boxes.box_in(boxes.boxes_at(request.branch.id), number)
    return _file(draw_packing_list(box, boxes.cases_in(box), request.language), f"kotak-{box.number}.pdf")


@require_POST
@officer_required
def slips(request: OfficerRequest, number: str) -> HttpResponse:
    """`…/lembar.pdf`: new codes, eight slips a page; codes printed before open nothing any more."""
    box = boxes.box_in(boxes.boxes_at(request.branch.id), number)
    made = boxes.make_slips(box, actor=actor_of(request), now=timezone.now())
    if not made:
        return redirect("desk-box", box.number)
    codes = [(case, ten_characters(seed)) for case, seed in made]
    return _file(draw_hand_over_slips(codes, request.language), f"kode-{box.number}.pdf")


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer

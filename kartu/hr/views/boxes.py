"""Boxes on their way to the company, and the hand-over of one card, on a phone."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kartu.accounts.models import Role
from kartu.audit.recording import AlreadyMoved, MoveNotAllowed
from kartu.base.errors import DomainError
from kartu.base.throttle import take
from kartu.employers.drawing import draw_packing_list
from kartu.employers.handing import case_of_card, code_in_picture
from kartu.employers.workers import open_names
from kartu.hr.acting_forms import HandOverForm
from kartu.hr.guards import HrRequest, hr_required
from kartu.printing.handing import give_at_work
from kartu.replacements import boxes
from kartu.replacements.policy import local_day

WORKS = (Role.OWNER, Role.HR_OFFICER)
SHOWN = 20


@require_safe
@hr_required(*WORKS)
def boxes_page(request: HrRequest) -> HttpResponse:
    """`/perusahaan/kotak`: each box with what is in it."""
    found = [(box, boxes.cases_in(box)) for box in boxes.boxes_for(request.employers)[:SHOWN]]
    return render(request, "hr/boxes.html", {"here": "boxes", "boxes": found})


@require_safe
@hr_required(*WORKS)
def packing_list(request: HrRequest, number: str) -> HttpResponse:
    """`…/daftar.pdf`: what lies in the box, with names to tick; each name stands in its worker's trail."""
    box = boxes.box_in(boxes.boxes_for(request.employers), number)
    cases = boxes.cases_in(box)
    open_names([case.card.membership for case in cases], actor=request.actor, now=timezone.now())
    answer = HttpResponse(draw_packing_list(box, cases, request.language), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="kotak-{box.number}.pdf"'
    return answer


@require_POST
@hr_required(*WORKS)
def receive(request: HrRequest, number: str) -> HttpResponse:
    """`…/terima`: received twice is received once."""
    box = boxes.box_in(boxes.boxes_for(request.employers), number)
    try:
        boxes.receive_box(box, actor=request.actor, now=timezone.now())
    except (AlreadyMoved, MoveNotAllowed):
        return redirect("hr-boxes")
    return redirect("hr-boxes")


@hr_required(*WORKS)
def hand_over_page(request: HrRequest) -> HttpResponse:
    """`/perusahaan/serah-terima`: the card by its serial, code or request; the worker's code; what was compared."""
    now = timezone.now()
    asked = {"case": request.GET.get("permohonan", "")[:20]}
    form = HandOverForm(request.POST, request.FILES) if request.method == "POST" else HandOverForm(initial=asked)
    if form.is_valid():
        given = form.cleaned_data
        try:
            take("hand-over-officer", str(request.hr.id), now=now)
            said = given["case"] or code_in_picture(given["photo"].read())
            today = local_day(now, settings.PROFILE.time_zone)
            case = case_of_card(request.employers, said, today=today, now=now)
            give_at_work(case, given["code"], checked=tuple(given["checked"]), actor=request.actor, now=now)
            return redirect(f"/perusahaan/serah-terima?selesai={case.number}")
        except DomainError as refusal:
            form.add_error(None, refusal.words(request.language))
    done = request.GET.get("selesai", "")[:20]
    return render(request, "hr/hand-over.html", {"here": "boxes", "form": form, "done": done})

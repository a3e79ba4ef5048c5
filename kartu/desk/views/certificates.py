"""An interim certificate on the spot, for somebody at the counter whose request is still on its way."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kartu.audit.queries import record_look
from kartu.desk.deciding import actor_of
from kartu.desk.guards import OfficerRequest, officer_required
from kartu.printing.certificates import WHILE, good_certificate, issue_certificate
from kartu.printing.refusals import CertificateClosed
from kartu.printing.sealing import CertificateMissing
from kartu.replacements.queries import case_at
from kartu.replacements.refusals import OwnCase


@officer_required
def certificate(request: OfficerRequest, number: str) -> HttpResponse:
    """Make the certificate, the person compared; made, where to open and print it."""
    case, now, words = case_at(request.branch.id, number), timezone.now(), ""
    record_look(case.member_id, case.SUBJECT, case.id, reason="case", actor=actor_of(request), now=now)
    if request.method == "POST":
        try:
            issue_certificate(case, actor=actor_of(request), now=now)
        except (CertificateClosed, CertificateMissing, OwnCase) as refusal:
            words = refusal.words(request.language)
        else:
            return redirect("desk-certificate", case.number)
    context = {
        "here": "worklist",
        "case": case,
        "good": good_certificate(case),
        "open": case.status in WHILE,
        "words": words,
    }
    status = HTTPStatus.CONFLICT if words else HTTPStatus.OK
    return render(request, "desk/printing/certificate.html", context, status=status)


@require_safe
@officer_required
def certificate_pdf(request: OfficerRequest, number: str) -> HttpResponse:
    """The signed PDF, to print or to send on."""
    case = case_at(request.branch.id, number)
    good = good_certificate(case)
    if good is None:
        return redirect("desk-certificate", case.number)
    actor, now = actor_of(request), timezone.now()
    record_look(case.member_id, good.SUBJECT, good.id, reason="print", actor=actor, now=now)
    answer = HttpResponse(good.pdf, content_type="application/pdf")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Disposition"] = f'inline; filename="surat-keterangan-{good.number}.pdf"'
    return answer

"""Below `/permohonan/<number>`: an interim certificate while the card is being made, and a relative who collects it."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kartu.base.fields import line
from kartu.base.said import said
from kartu.portal.views.following import CaseRequest, case_opened
from kartu.printing.certificates import WHILE, good_certificate, issue_certificate
from kartu.printing.pickup import NAMED_WHILE, end_relative, name_relative, relative_of
from kartu.printing.refusals import CertificateClosed, PickupClosed
from kartu.printing.sealing import CertificateMissing
from kartu.replacements import states

CONFLICT = 409


class RelativeForm(forms.Form):
    """Who may collect the card, with a code."""

    name = line(
        said(id="Siapa yang mengambil kartu Anda?", en="Who collects your card?"),
        80,
        said(
            id="Nama seperti di dokumennya: petugas mencocokkannya.",
            en="The name as on their document: the officer compares it.",
        ),
        missing=said(id="Tulis namanya", en="Write the name"),
    )


@case_opened
def certificate(request: CaseRequest) -> HttpResponse:
    """What the certificate is, and the button that makes it; made, where to open it."""
    words = ""
    if request.method == "POST":
        try:
            issue_certificate(request.case, actor=request.actor, now=timezone.now())
        except (CertificateClosed, CertificateMissing) as refusal:
            words = refusal.words(request.language)
        else:
            return redirect("case-certificate", request.case.number)
    context = {
        "case": request.case,
        "signed_in": request.signed_in,
        "good": good_certificate(request.case),
        "open": request.case.status in WHILE,
        "words": words,
    }
    return render(request, "portal/replacement/certificate.html", context, status=CONFLICT if words else 200)


@require_safe
@case_opened
def certificate_pdf(request: CaseRequest) -> HttpResponse:
    """The signed PDF, as it was signed."""
    good = good_certificate(request.case)
    if good is None:
        raise Http404
    answer = HttpResponse(good.pdf, content_type="application/pdf")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Disposition"] = f'attachment; filename="surat-keterangan-{good.number}.pdf"'
    return answer


@case_opened
def relative(request: CaseRequest) -> HttpResponse:
    """Let a relative collect: a name, and a code shown once. For who is signed in; a case's code is too light."""
    case, now = request.case, timezone.now()
    if not request.signed_in or case.delivery != states.AT_BRANCH or case.status not in NAMED_WHILE:
        raise Http404
    form, named, words = RelativeForm(request.POST if request.method == "POST" else None), None, ""
    if request.method == "POST" and form.is_valid():
        try:
            named = name_relative(case, form.cleaned_data["name"], actor=request.actor, now=now)
        except PickupClosed as refusal:
            words = refusal.words(request.language)
    context = {"case": case, "form": form, "named": named, "words": words, "now_named": relative_of(case, now=now)}
    return render(request, "portal/replacement/relative.html", context, status=CONFLICT if words else 200)


@require_POST
@case_opened
def relative_end(request: CaseRequest) -> HttpResponse:
    """Nobody but the member collects."""
    if not request.signed_in:
        raise Http404
    end_relative(request.case, actor=request.actor, now=timezone.now())
    return redirect("case", request.case.number)

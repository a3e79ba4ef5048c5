"""Asking for a new card: `/permohonan/baru` and the pages after it, one question each."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kartu.base.digits import new_seed, ten_characters
from kartu.cards.models import Card
from kartu.cards.queries import card_of, physical_in_use
from kartu.cards.states import PLASTIC
from kartu.portal.answers import Answers, answers_of, keep
from kartu.portal.following import PAPERS
from kartu.portal.forms.lost import HAPPENED
from kartu.portal.forms.replacement import DELIVERIES, BranchForm, DeliveryForm
from kartu.portal.known import Known, kept_nowhere, known_to_us
from kartu.portal.views.lost import CHECK, chosen_card, next_page
from kartu.registry.branches import branch_by_code
from kartu.registry.models import Branch
from kartu.replacements import states
from kartu.replacements.numbers import follow_digest, same_digest
from kartu.replacements.policy import local_day, must_be_reported
from kartu.replacements.queries import case_of, deliveries_for, open_case_of, open_report_of, papers_asked
from kartu.replacements.refusals import CaseAlreadyOpen
from kartu.replacements.requests import Wish, open_replacement

BASE = "/permohonan/baru"


class Asking(NamedTuple):
    """Who asks for which card."""

    known: Known
    card: Card


@require_safe
@kept_nowhere
def begin(request: HttpRequest) -> HttpResponse:
    """`/permohonan/baru`: which papers it takes. `?alasan=` and `?kartu=` answer the first questions."""
    answers, now = answers_of(request), timezone.now()
    if request.GET.get("alasan") in states.REASONS:
        card = request.GET.get("kartu", "")
        given = Answers(reason=request.GET["alasan"], card=int(card) if card.isdecimal() and len(card) < 18 else 0)
        return keep(redirect(BASE), given)
    asking = _asking(request, answers, now)
    if isinstance(asking, HttpResponse):
        return asking
    needed = [PAPERS[paper] for paper in papers_asked(asking.card, answers.reason, now=now)]
    context = {
        "needed": needed,
        "happened": HAPPENED[answers.reason],
        "reason": answers.reason,
        "card": asking.card,
        "signed_in": asking.known.signed_in,
    }
    # The seed is made before the question is put: however often the last page is sent, there is one code.
    kept = answers.having(card=asking.card.id, seed=answers.seed or new_seed())
    return keep(render(request, "portal/replacement/begin.html", context), kept)


@kept_nowhere
def delivery(request: HttpRequest) -> HttpResponse:
    """`/permohonan/baru/cara`: how the card gets to its member."""
    answers, now = answers_of(request), timezone.now()
    asking = _asking(request, answers, now)
    if isinstance(asking, HttpResponse):
        return asking
    form = DeliveryForm(
        request.POST if request.method == "POST" else None,
        possible=deliveries_for(asking.card, now=now),
        initial={"delivery": answers.delivery or states.AT_BRANCH},
    )
    if request.method == "POST" and form.is_valid():
        return keep(redirect(f"{BASE}/kantor"), answers.having(delivery=form.cleaned_data["delivery"]))
    return render(request, "portal/replacement/delivery.html", {"form": form})


@kept_nowhere
def branch(request: HttpRequest) -> HttpResponse:
    """`/permohonan/baru/kantor`: which office."""
    answers, now = answers_of(request), timezone.now()
    asking = _asking(request, answers, now)
    if isinstance(asking, HttpResponse):
        return asking
    if not answers.delivery:
        return redirect(f"{BASE}/cara")
    form = BranchForm(
        request.POST if request.method == "POST" else None,
        delivery=answers.delivery,
        initial={"branch": answers.branch},
    )
    if request.method == "POST" and form.is_valid():
        return keep(redirect(f"{BASE}/periksa"), answers.having(branch=form.cleaned_data["branch"]))
    return render(request, "portal/replacement/branch.html", {"form": form})


@kept_nowhere
def check(request: HttpRequest) -> HttpResponse:
    """`/permohonan/baru/periksa`: everything once more; the button asks."""
    answers, now = answers_of(request), timezone.now()
    asking = _asking(request, answers, now)
    if isinstance(asking, HttpResponse):
        return asking
    office = branch_by_code(answers.branch)
    if office is None or not answers.delivery or not answers.seed:
        return redirect(BASE if not answers.seed else f"{BASE}/kantor")
    seen = ":".join((answers.reason, str(asking.card.id), answers.delivery, answers.branch))
    if request.method == "POST" and request.POST.get("seen") == seen:
        return _ask(asking, answers, office, now)
    context = {
        "happened": HAPPENED[answers.reason],
        "card": asking.card,
        "delivery": DELIVERIES[answers.delivery],
        "office": office,
        "seen": seen,
        "changed": request.method == "POST",
    }
    return render(request, "portal/replacement/check.html", context)


@require_safe
@kept_nowhere
def opened(request: HttpRequest, number: str) -> HttpResponse:
    """`/permohonan/<number>/kode`: number and code, only in the browser that asked."""
    answers, now = answers_of(request), timezone.now()
    known = known_to_us(request, now=now)
    if known is None or not answers.seed:
        return redirect(f"/permohonan/{number}")
    case, code = case_of(known.member.id, number), ten_characters(answers.seed)
    if not same_digest(bytes(case.follow_hash), follow_digest(case.number, code)):
        return redirect(f"/permohonan/{case.number}")
    due = local_day(case.due_at, settings.PROFILE.time_zone)
    context = {"case": case, "code": f"{code[:5]} {code[5:]}", "due": due}
    return render(request, "portal/replacement/opened.html", context)


def _asking(request: HttpRequest, answers: Answers, now: datetime) -> Asking | HttpResponse:
    """Who asks for which card, or the page with what is to be done first."""
    known = known_to_us(request, now=now)
    if known is None or answers.reason not in states.REASONS:
        return redirect(next_page(request, answers, now=now))
    card = chosen_card(known, answers, now)
    if card is None:
        return redirect("/hilang/kartu")
    case = open_case_of(card)
    if case is not None:
        return redirect(f"/permohonan/{case.number}/kode")
    report = open_report_of(card)
    stopped = report is not None and report.status == states.BLOCKING
    if not stopped and must_be_reported(answers.reason, physical_in_use=physical_in_use(card).exists()):
        return keep(redirect(CHECK), answers.having(report=""))
    return Asking(known, card_of(known.member.id, card.id))


def _ask(asking: Asking, answers: Answers, office: Branch, now: datetime) -> HttpResponse:
    wish = Wish(answers.delivery, answers.seed)
    try:
        case, _ = open_replacement(
            asking.card, PLASTIC, answers.reason, office, wish=wish, actor=asking.known.actor, now=now
        )
    except CaseAlreadyOpen as refused:  # the second of two clicks
        return redirect(f"/permohonan/{refused.context['number']}/kode")
    return redirect(f"/permohonan/{case.number}/kode")

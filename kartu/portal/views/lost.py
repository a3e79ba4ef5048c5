"""From "I lost it" to the reference number: `/hilang` and the pages after it.

Every page may be opened at any time, twice, or in two tabs: each looks at what was answered and sends on to the first
question still open. The report itself is made by the verb, once a card.
"""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kartu.base.errors import NotThere
from kartu.base.pages import PageRequest
from kartu.base.throttle import take
from kartu.cards.models import Card
from kartu.cards.pictures import face_of
from kartu.cards.queries import active_digital, card_of, physical_in_use
from kartu.cards.showing import open_cards
from kartu.portal.answers import Answers, answers_of, keep
from kartu.portal.forms.lost import HAPPENED, CardForm, ReasonForm
from kartu.portal.known import ROAD, Known, kept_nowhere, known_to_us, unproved_claim
from kartu.portal.proving import add
from kartu.portal.views import proving
from kartu.replacements import states
from kartu.replacements.policy import must_be_reported
from kartu.replacements.queries import open_report_of, reports_of
from kartu.replacements.reports import flag_by_claim, report_lost

CHECK, DONE, ASK = "/hilang/periksa", "/hilang/selesai", "/permohonan/baru"


@kept_nowhere
def what(request: HttpRequest) -> HttpResponse:
    """`/hilang`: what happened?"""
    asked = request.GET.get("alasan", "")
    form = ReasonForm(request.POST if request.method == "POST" else None, initial={"reason": asked})
    if request.method == "POST" and form.is_valid():
        answers = Answers(reason=form.cleaned_data["reason"])
        return keep(redirect(next_page(request, answers, now=timezone.now())), answers)
    known = known_to_us(request, now=timezone.now())
    return render(request, "portal/lost/what.html", {"form": form, "known": known})


@kept_nowhere
def who(request: HttpRequest) -> HttpResponse:
    """`/hilang/siapa`: for those who are not signed in."""
    answers, now = answers_of(request), timezone.now()
    if request.method == "GET" and known_to_us(request, now=now):
        return redirect(next_page(request, answers, now=now))
    return proving.who(request, ROAD)


@kept_nowhere
def way(request: HttpRequest) -> HttpResponse:
    """`/hilang/siapa/cara`: how to prove it, or that nothing can be received."""
    if request.POST.get("way") == "nothing":
        add(request, ROAD, now=timezone.now(), nothing=True)
        return redirect(CHECK)
    return proving.way(request, ROAD)


@kept_nowhere
def go_on(request: HttpRequest) -> HttpResponse:
    """`/hilang/lanjut`: the first question still open."""
    now = timezone.now()
    if known_to_us(request, now=now):
        request.session.cycle_key()  # who has proved something goes on under a new session
    return redirect(next_page(request, answers_of(request), now=now))


@kept_nowhere
def which(request: HttpRequest) -> HttpResponse:
    """`/hilang/kartu`: which of several cards?"""
    answers, now = answers_of(request), timezone.now()
    known = known_to_us(request, now=now)
    if known is None:
        return redirect(ROAD.base)
    form = CardForm(request.POST if request.method == "POST" else None, cards=_choices(known, now))
    if request.method == "POST" and form.is_valid():
        answers = answers.having(card=form.cleaned_data["card"])
        return keep(redirect(next_page(request, answers, now=now)), answers)
    return render(request, "portal/lost/which.html", {"form": form})


@kept_nowhere
def check(request: HttpRequest) -> HttpResponse:
    """`/hilang/periksa`: everything once more; the button reports."""
    answers, now = answers_of(request), timezone.now()
    onward = DONE if answers.report else next_page(request, answers, now=now)
    if onward != CHECK:
        return redirect(onward)
    known = known_to_us(request, now=now)
    card = chosen_card(known, answers, now) if known else None
    seen = f"{answers.reason}:{card.id if card else 0}"
    if request.method == "POST" and request.POST.get("seen") == seen:
        return _report(request, answers, known, card, now)
    context = {
        "happened": HAPPENED[answers.reason],
        "known": known,
        "card": card,
        "seen": seen,
        "report": open_report_of(card) if card else None,
        "changed": request.method == "POST",
    }
    return render(request, "portal/lost/check.html", context)


@require_safe
@kept_nowhere
def done(request: HttpRequest) -> HttpResponse:
    """`/hilang/selesai`: the reference number and what happens next; for whoever is known, the new digital card."""
    answers, now = answers_of(request), timezone.now()
    if not answers.report:
        return redirect(next_page(request, answers, now=now))
    known = known_to_us(request, now=now)
    report = reports_of(known.member.id).filter(number=answers.report).first() if known else None
    if report is None or report.status != states.BLOCKING:
        return render(request, "portal/lost/noted.html", {"number": answers.report, "report": report, "known": known})
    # A representative may report a card and is shown none.
    copy = None if known and known.mandate else active_digital(report.card)
    context = {"report": report, "known": known, "face": face_of(copy) if copy else None}
    return render(request, "portal/lost/done.html", context)


def next_page(request: HttpRequest, answers: Answers, *, now: datetime) -> str:
    """The first question these answers leave open."""
    if answers.reason not in states.REASONS:
        return "/hilang"
    known = known_to_us(request, now=now)
    if known is None:
        claim = unproved_claim(request, now=now)
        return (CHECK if answers.reason in states.LOSSES else "/hilang/datang") if claim else ROAD.base
    if answers.report:
        return ASK
    card = chosen_card(known, answers, now)
    if card is None:
        return "/hilang/kartu"
    needed = must_be_reported(answers.reason, physical_in_use=physical_in_use(card).exists())
    return CHECK if needed else ASK


@require_safe
def come(request: HttpRequest) -> HttpResponse:
    """`/hilang/datang`: nothing is lost and nothing can be proved from afar; a branch can help."""
    return render(request, "portal/lost/come.html")


def _report(
    request: HttpRequest, answers: Answers, known: Known | None, card: Card | None, now: datetime
) -> HttpResponse:
    if known is None or card is None:
        claim = unproved_claim(request, now=now)
        if claim is None:
            return redirect(ROAD.base)
        take("report-address", cast(PageRequest, request).address, now=now)
        number = flag_by_claim(claim, answers.reason)
    else:
        number = report_lost(card, answers.reason, known.proof, actor=known.actor, now=now).number
    return keep(redirect(DONE), answers.having(report=number, card=card.id if card else 0))


def chosen_card(known: Known, answers: Answers, now: datetime) -> Card | None:
    """The card that was chosen, or the only one there is."""
    if answers.card:
        try:
            return card_of(known.member.id, answers.card)
        except NotThere:
            return None
    cards = open_cards(known.member.id, actor=known.actor, now=now)
    return cards[0] if len(cards) == 1 else None


def _choices(known: Known, now: datetime) -> list[tuple[int, str]]:
    return [(card.id, card_words(card)) for card in open_cards(known.member.id, actor=known.actor, now=now)]


def card_words(card: Card) -> str:
    """Number and employer, as a person tells cards apart."""
    membership = card.membership
    number = settings.PROFILE.grouped(membership.number)
    return f"{number}, {membership.employer.name}" if membership.employer else number

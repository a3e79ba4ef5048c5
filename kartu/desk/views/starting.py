"""`/meja/peserta/permohonan`: a case begun at the counter, for the person found, who stands there."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from kartu.accounts.recovery.refusals import OwnRecord
from kartu.base.errors import NotThere
from kartu.cards.models import Card
from kartu.cards.showing import open_cards
from kartu.desk.deciding import actor_of, key_sent, posted
from kartu.desk.finding import about_person, out_of_date
from kartu.desk.forms_starting import StartForm
from kartu.desk.guards import OfficerRequest, officer_required
from kartu.registry.models import Member
from kartu.replacements.queries import case_at
from kartu.replacements.refusals import (
    CaseAlreadyOpen,
    LifetimeLimitReached,
    LimitReached,
    NothingCompared,
    NotReported,
    OwnCase,
)
from kartu.replacements.sending import SentBefore
from kartu.replacements.starting import start_at_counter

REFUSED = (CaseAlreadyOpen, LimitReached, LifetimeLimitReached, NotReported, NothingCompared, OwnCase, OwnRecord)
STARTED = "desk-slip"


@officer_required
@about_person
def start(request: OfficerRequest, member: Member) -> HttpResponse:
    """Which card, why, and with what the person was compared; then number and code, shown once, to print.

    The form has a key: sent again, also when its case has ended, it leads to the slip.
    """
    cards = {card.id: card for card in open_cards(member.id, actor=actor_of(request), now=timezone.now())}
    form, key = StartForm(posted(request), cards=list(cards.values())), uuid4()
    if request.method == "POST":
        sent = key_sent(request)
        if sent is None:
            return out_of_date(request)
        key = sent
        if form.is_valid() and (answer := _begun(request, form, cards[form.card_id], key)):
            return answer
    context = {"here": "search", "form": form, "member": member, "any": bool(cards), "key": key}
    return render(request, "desk/start.html", context)


@officer_required
def started(request: OfficerRequest) -> HttpResponse:
    """The slip: number and code of the case this session has begun last, with the form of this `kunci`."""
    number, code, key = request.session.get(STARTED) or ("", "", "")
    if not number or request.GET.get("kunci", key) != key:
        return redirect("desk-member")
    case = case_at(request.branch.id, number)
    answer = render(request, "desk/started.html", {"here": "search", "case": case, "code": code})
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _begun(request: OfficerRequest, form: StartForm, card: Card, key: UUID) -> HttpResponse | None:
    """Begin the case; None when that was refused, with the words in the form."""
    typed = form.cleaned_data
    try:
        case, code = start_at_counter(
            card,
            typed["kind"],
            typed["reason"],
            request.branch,
            key=key,
            checked=tuple(typed["checked"]),
            actor=actor_of(request),
            now=timezone.now(),
        )
    except SentBefore:
        return redirect(_slip_of(key))
    except NotThere:
        return out_of_date(request)
    except REFUSED as refusal:
        form.add_error("checked" if isinstance(refusal, NothingCompared) else None, refusal.words(request.language))
        return None
    request.session[STARTED] = [case.number, code, str(key)]
    return redirect(_slip_of(key))


def _slip_of(key: UUID) -> str:
    return f"{reverse('desk-started')}?kunci={key}"

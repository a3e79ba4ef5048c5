"""What employers ask of a member: `/profil/perusahaan`, and the link of a message, `/persetujuan/<id>/<token>`."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kartu.accounts.consent_models import Consent
from kartu.base.language import say
from kartu.base.pages import language_of
from kartu.employers import consents
from kartu.employers.acts import Asking
from kartu.notifications.acting_words import WISHES
from kartu.portal.guards import MemberRequest, member_required


@require_safe
@member_required
def employer_page(request: MemberRequest) -> HttpResponse:
    """`/profil/perusahaan`: what waits for an answer, what is allowed, what was said before."""
    rows = [_shown(asking, request.language) for asking in consents.askings_of(request.member.id)]
    return render(request, "portal/profile/employer.html", {"rows": rows})


@require_POST
@member_required
def answer(request: MemberRequest, asking_id: int) -> HttpResponse:
    """`/profil/perusahaan/<id>`: yes, no, or taken back."""
    _answered(consents.asking_of(request.member.id, asking_id), request.POST.get("jawab", ""), proof="login")
    return redirect("profile-employer")


def by_link(request: HttpRequest, asking_id: int, token: str) -> HttpResponse:
    """`/persetujuan/<id>/<token>`: the same answers, from a message to the member's own contact."""
    asking = consents.asking_by_link(asking_id, token)
    if request.method == "POST":
        _answered(asking, request.POST.get("jawab", ""), proof="code")
        return redirect(request.path)
    return render(request, "portal/profile/asked.html", {"row": _shown(asking, language_of(request))})


def _answered(asking: Asking, said: str, *, proof: str) -> None:
    now = timezone.now()
    if said == "cabut":
        consents.end_asked_consent(asking, now=now)
    elif said in ("ya", "tidak"):
        consents.answer_asking(asking, yes=said == "ya", proof=proof, now=now)


def _shown(asking: Asking, language: str) -> dict[str, object]:
    """A question with what can be said to it now."""
    now, wish = timezone.now(), WISHES[asking.purpose]
    given = asking.consent is not None and asking.consent.status == Consent.GIVEN and asking.until > now
    return {
        "asking": asking,
        "company": asking.employer.name or asking.employer.npp,
        "wish": say(language, id=wish[0], en=wish[1]),
        "open": consents.is_open(asking, now=now),
        "lapses_at": consents.lapses_at(asking),
        "given": given,
        "on_paper": asking.signed_on is not None,
    }

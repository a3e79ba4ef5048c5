"""`/surat-polisi`: the sheet for the police station, filled in as far as we know the person."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kartu.base.fields import line
from kartu.base.language import written_date
from kartu.base.said import said
from kartu.portal.answers import answers_of
from kartu.portal.known import kept_nowhere, known_to_us
from kartu.portal.views.lost import chosen_card
from kartu.replacements import states


class WhereForm(forms.Form):
    """When and where, in the member's own words; it goes on the sheet and is stored nowhere."""

    when = line(
        said(id="Kapan kartunya hilang?", en="When was the card lost?"),
        80,
        said(id="Sejauh Anda ingat, misalnya Jumat sore, 20 November.", en="As far as you remember."),
    )
    where = line(
        said(id="Di mana?", en="Where?"),
        120,
        said(id="Misalnya angkot dari Dago ke Kebon Kalapa.", en="For example on the bus to town."),
    )


@kept_nowhere
def sheet(request: HttpRequest) -> HttpResponse:
    """`/surat-polisi`: what was written stands on the sheet of the answer; printing it keeps nothing."""
    now = timezone.now()
    known, answers = known_to_us(request, now=now), answers_of(request)
    form = WhereForm(request.POST if request.method == "POST" else None)
    typed = form.cleaned_data if form.is_valid() else {}
    card = chosen_card(known, answers, now) if known else None
    # A representative fills in what the member tells; we tell nothing of the member.
    member = known.member if known and not known.mandate else None
    born = member.birth_date if member else None
    context = {
        "form": form,
        "typed": typed,
        "member": member,
        "born": written_date(born, "id") if born else "",
        "membership": card.membership if card else None,
        "stolen": answers.reason == states.STOLEN,
    }
    return render(request, "portal/police/sheet.html", context)

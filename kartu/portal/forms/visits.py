"""Forms of a visit: one question a page, and number with code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings

from kartu.base.fields import line, one_of
from kartu.base.language import say
from kartu.base.said import said

CHOOSE = said(id="Pilih salah satu", en="Choose one of these")
PRIORITY = said(
    id="Saya penyandang disabilitas, lansia (60 tahun ke atas), atau sedang hamil",
    en="I have a disability, am 60 or older, or am pregnant",
)
PRIORITY_HINT = said(
    id="Tidak perlu bukti, dan yang mana tidak kami catat.", en="No proof is needed, and which one is not kept."
)


class QuestionForm(forms.Form):
    """One question of the road, by the name its answer has in the address."""

    def __init__(self, name: str, *args: Any, label: str, choices: Sequence[Any], hint: str = "", **words: Any) -> None:
        super().__init__(*args, **words)
        grouped = any(isinstance(each, tuple) and isinstance(each[1], list) for each in choices)
        widget = forms.Select if grouped else forms.RadioSelect
        self.fields[name] = forms.ChoiceField(
            label=label,
            help_text=hint,
            choices=choices,
            widget=widget,
            error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
        )


class TicketForm(forms.Form):
    """A ticket on the tablet or the phone: what for, and whether with priority. No name is asked."""

    service = one_of(said(id="Untuk urusan apa?", en="What is it about?"), (), CHOOSE)
    priority = forms.BooleanField(label=PRIORITY, help_text=PRIORITY_HINT, required=False)
    seed = forms.RegexField(r"^[a-z]{24}\Z", widget=forms.HiddenInput)

    def __init__(self, *args: Any, language: str, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["service"].choices = services(language)  # type: ignore[attr-defined]  # a choice field has them


class ArrivalForm(forms.Form):
    """The number of a booked visit, at the branch."""

    number = line(
        said(id="Nomor kunjungan", en="Visit number"),
        20,
        said(id="Ada di pesan kami, seperti 4H7K-29RX.", en="It is in our message, like 4H7K-29RX."),
        missing=said(id="Tulis nomornya", en="Write the number"),
        style="num",
        autocapitalize="characters",
    )


class FollowVisitForm(forms.Form):
    """Number and code of a visit, as on the slip or in the message."""

    number = line(
        said(id="Nomor kunjungan", en="Visit number"),
        20,
        missing=said(id="Tulis nomor kunjungan", en="Write the visit number"),
        style="num",
        autocapitalize="characters",
    )
    code = line(
        said(id="Kode", en="Code"),
        20,
        missing=said(id="Tulis kodenya", en="Write the code"),
        style="num",
        autocapitalize="characters",
    )


def services(language: str) -> list[tuple[str, str]]:
    """What people come for, with the minutes it usually takes."""
    return [
        (
            each.code,
            say(
                language,
                id=f"{each.name('id')} (sekitar {each.minutes} menit)",
                en=f"{each.name('en')} (about {each.minutes} minutes)",
            ),
        )
        for each in settings.PROFILE.services
    ]

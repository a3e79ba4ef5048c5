"""Forms of handing in a paper of a request, as a member and as an employer do it: by camera or as a file."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from kartu.audit.actors import Actor
from kartu.base.errors import DomainError
from kartu.base.fields import either, line
from kartu.base.said import said
from kartu.base.throttle import TooMany
from kartu.entrance.days import letter_day
from kartu.replacements.evidence import Letter
from kartu.replacements.handing_in import hand_in, hand_in_number
from kartu.replacements.models import Replacement
from kartu.replacements.rebuilding import FileRefused
from kartu.replacements.refusals import (
    LetterForged,
    LetterIncomplete,
    LetterLapsed,
    LetterOfAnother,
    LetterTakenBack,
    LetterUnknown,
)

PICTURES = "image/jpeg,image/png,image/webp,image/heic,image/heif,application/pdf"
NO_FILE = said(id="Pilih berkas yang akan dikirim", en="Choose the file to send")
MISSING = {
    "number": said(id="Tulis nomor surat", en="Write the number of the letter"),
    "station": said(id="Tulis nama kantor polisi", en="Write the name of the police station"),
    "dated": said(id="Tulis tanggal surat", en="Write the date of the letter"),
}
LETTER_REFUSED = (LetterForged, LetterLapsed, LetterOfAnother, LetterTakenBack, LetterUnknown)
PAPER_REFUSED = (FileRefused, LetterIncomplete, TooMany, *LETTER_REFUSED)


class PaperForm(forms.Form):
    """One paper: by the camera or as a file."""

    photo = forms.FileField(
        label=said(id="Ambil foto", en="Take a photo"),
        required=False,
        allow_empty_file=True,
        error_messages={"invalid": NO_FILE, "max_length": NO_FILE},
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment", "data-shrink": True}),
    )
    file = forms.FileField(
        label=said(id="Atau pilih foto atau PDF", en="Or choose a photo or PDF"),
        required=False,
        allow_empty_file=True,
        error_messages={"invalid": NO_FILE, "max_length": NO_FILE},
        widget=forms.FileInput(attrs={"accept": PICTURES, "data-shrink": True}),
    )

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        either(self, "photo", "file")

    def clean(self) -> dict[str, Any]:
        if not self.upload and not {"photo", "file"} & self.errors.keys():
            words = said(id="Ambil foto atau pilih berkas dulu", en="Take a photo or choose a file first")
            self.add_error("photo", words)
        return self.cleaned_data

    @property
    def upload(self) -> UploadedFile | None:
        """The file that was given; the camera's first."""
        return self.cleaned_data.get("photo") or self.cleaned_data.get("file")

    @property
    def content(self) -> bytes:
        """What is in the file that was given."""
        return self.upload.read() if self.upload else b""

    def hand_in(self, case: Replacement, kind: str, *, actor: Actor, now: datetime) -> None:
        """Hand the paper in, the form being valid. Raises PAPER_REFUSED, and what `replacements.handing_in` raises."""
        hand_in(case, kind, self.content, actor=actor, now=now)

    def refuse(self, refusal: DomainError, language: str) -> None:
        """Say beside the field it is about why the paper was not taken."""
        of_file = isinstance(refusal, FileRefused | TooMany)
        self.add_error(self._given if of_file else None, refusal.words(language))

    @property
    def _given(self) -> str:
        return "photo" if self.cleaned_data.get("photo") else "file"


class LetterForm(PaperForm):
    """A police letter: its photo and what stands on it; of a signed one the photo or the number is enough."""

    number = line(
        said(id="Nomor surat", en="Number of the letter"),
        80,
        said(id="Seperti tertulis di bagian atas surat.", en="As written at the top of the letter."),
        autocapitalize="characters",
    )
    station = line(
        said(id="Kantor polisi", en="Police station"),
        80,
        said(id="Misalnya Polsek Coblong.", en="For example Polsek Coblong."),
    )
    dated = line(
        said(id="Tanggal surat", en="Date of the letter"),
        40,
        said(
            id="Contoh: 21-11-2026. Sudah diperpanjang? Tulis tanggal perpanjangannya.",
            en="For example 21-11-2026. Has it been extended? Write the date of the extension.",
        ),
        style="short num",
    )

    def __init__(self, *args: Any, today: date, **words: Any) -> None:
        super().__init__(*args, **words)
        self.today = today

    def clean_dated(self) -> date | None:
        typed = str(self.cleaned_data["dated"])
        return letter_day(typed, self.today) if typed else None

    def clean(self) -> dict[str, Any]:
        # Only the number: it may be a signed letter's, and then nothing else is needed.
        if self.cleaned_data.get("number") and not self.upload:
            return self.cleaned_data
        if not self.upload:
            self._ask_for_the_rest()
        return super().clean()

    @property
    def letter(self) -> Letter:
        """What was typed; without a station where anything is missing, so that it counts as incomplete."""
        typed = self.cleaned_data
        whole = all(typed[name] for name in MISSING)
        return Letter(typed["number"], typed["station"] if whole else "", typed["dated"] or self.today)

    def hand_in(self, case: Replacement, kind: str, *, actor: Actor, now: datetime) -> None:
        if self.upload:
            hand_in(case, kind, self.content, letter=self.letter, actor=actor, now=now)
        else:
            hand_in_number(case, self.letter.number, actor=actor, now=now)

    def refuse(self, refusal: DomainError, language: str) -> None:
        if isinstance(refusal, LetterIncomplete):
            self._ask_for_the_rest()
        elif isinstance(refusal, LETTER_REFUSED):
            field = self._given if self.upload else "number"
            if isinstance(refusal, LetterLapsed) and self.cleaned_data["dated"]:
                field = "dated"
            self.add_error(field, refusal.words(language))
        else:
            super().refuse(refusal, language)

    def _ask_for_the_rest(self) -> None:
        """Say what is missing: the letter carries no signed code."""
        for name, words in MISSING.items():
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, words)

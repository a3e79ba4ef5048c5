"""People on the road from "I lost it" to "here it is", and what they press."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from kartu.accounts.jobs import deliver_code
from kartu.accounts.models import SentCode
from kartu.audit.actors import OPERATOR
from kartu.base.digits import six_digits
from kartu.cards.issuing import finish_copy, prepare_copy, renew_digital
from kartu.cards.lifecycle import activate_copy
from kartu.cards.models import Card
from kartu.cards.states import PLASTIC
from kartu.registry.members import sealed_contact
from kartu.registry.models import Branch, Contact, Member
from kartu.replacements.jobs import flag
from kartu.replacements.models import Replacement
from tests.pages.client import PageClient
from tests.pages.members import new_member, sign_in

EMAIL = "siti@contoh.id"


def member_with_plastic() -> tuple[Member, Card]:
    """A member with an e-mail address, a digital card, and a plastic one handed over."""
    member, card = new_member()
    now = timezone.now()
    sealed_contact(member, Contact.EMAIL, EMAIL, "roster", now).save()
    renew_digital(card, actor=OPERATOR, now=now)
    copy = prepare_copy(card, PLASTIC, actor=OPERATOR, now=now)
    activate_copy(finish_copy(copy.member_id, copy.id, actor=OPERATOR, now=now), actor=OPERATOR, now=now)
    return member, card


def office(code: str = "BDG1", city: str = "Bandung") -> Branch:
    return Branch.objects.create(code=code, name=f"Cabang {city}", city=city, address="Jalan Asia Afrika 7")


def says(pages: PageClient, reason: str) -> Any:
    return pages.post("/hilang", {"reason": reason}, follow=True)


def claims(pages: PageClient, identity: str, born: str = "28-02-2001") -> Any:
    return pages.post("/hilang/siapa", {"identity": identity, "birth_date": born}, follow=True)


def asks_for_code(pages: PageClient) -> SentCode:
    """Choose e-mail; the job has run when this returns."""
    pages.post("/hilang/siapa/cara", {"way": "email"})
    sent = SentCode.objects.latest("id")
    deliver_code(sent.id)
    return sent


def proves(pages: PageClient, member: Member) -> Any:
    """From "who are you" to the first page after the code."""
    claims(pages, member.identity)
    sent = asks_for_code(pages)
    return pages.post("/hilang/siapa/kode", {"code": six_digits(sent.seed)}, follow=True)


def presses(pages: PageClient, page: Any, path: str) -> Any:
    """Send the check page as it stands."""
    return pages.post(path, {"seen": page.context["seen"]}, follow=True)


def reports(pages: PageClient, member: Member, reason: str = "lost") -> Any:
    """The whole report of somebody signed in."""
    sign_in(pages, member)
    return presses(pages, says(pages, reason), "/hilang/periksa")


def asks(pages: PageClient, branch: Branch, delivery: str = "branch") -> Any:
    """From "which papers" to number and code."""
    pages.get("/permohonan/baru")
    pages.post("/permohonan/baru/cara", {"delivery": delivery})
    page = pages.post("/permohonan/baru/kantor", {"branch": branch.code}, follow=True)
    return presses(pages, page, "/permohonan/baru/periksa")


def sends(pages: PageClient, path: str, content: bytes, file_name: str = "foto.jpg", **more: str) -> Any:
    upload = SimpleUploadedFile(file_name, content, "image/jpeg")
    return pages.post(path, {"file": upload, **more}, follow=True)


def run_flags() -> None:
    """Do the jobs an unproved report queued."""
    for job in ProcrastinateJob.objects.filter(task_name="replacements.flag").order_by("id"):
        flag(**job.args)


def words(page: Any) -> str:
    """What stands on the page, with single spaces."""
    return " ".join(page.content.decode().split())


def at(page: Any) -> str:
    """The address a row of redirects ended at."""
    return str(page.request["PATH_INFO"])


def damaged(pages: PageClient, reason: str = "damaged") -> tuple[Member, Card, Replacement]:
    """Somebody signed in who has asked for a new card in the place of a damaged (or wrong) one."""
    member, card = member_with_plastic()
    sign_in(pages, member)
    says(pages, reason)
    asks(pages, office())
    return member, card, Replacement.objects.get(card=card)


def lost(pages: PageClient) -> Replacement:
    member, card = member_with_plastic()
    reports(pages, member)
    asks(pages, office())
    return Replacement.objects.get(card=card)

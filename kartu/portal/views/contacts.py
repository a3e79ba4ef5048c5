"""A member's contacts: `/kontak` and what hangs on it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from kartu.accounts import contacts
from kartu.accounts.codes import CONTACT, CodeRefused, SentOften, send_again
from kartu.accounts.contacts import KnownAlready, LastContact
from kartu.accounts.names import BadContact
from kartu.base.errors import DomainError
from kartu.base.throttle import TooMany
from kartu.entrance.codes import CodeForm
from kartu.portal.forms.signup import AddContactForm
from kartu.portal.guards import MemberRequest, fresh_proof, member_required
from kartu.portal.proving import Road, add, code_channel, forget, kept_for
from kartu.portal.views.proving import page

ROAD = Road("/kontak", CONTACT, "/kontak")
SAID = {"menunggu": "waiting", "ditambah": "added", "batal": "cancelled"}


@member_required
def contacts_page(request: MemberRequest) -> HttpResponse:
    """`/kontak`"""
    return _list(request)


@member_required
@fresh_proof
def add_page(request: MemberRequest) -> HttpResponse:
    """`/kontak/tambah`: which one? A code goes to it."""
    now = timezone.now()
    form = AddContactForm(request.POST or None)
    refusal: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            sent = contacts.ask_contact(request.member, form.cleaned_data["contact"], now=now)
            add(request, ROAD, now=now, code=sent.id, way=sent.kind)
            return redirect("/kontak/kode")
        except (BadContact, KnownAlready, TooMany) as refused:
            refusal = refused
    return page(request, ROAD, "add", form, refusal=refusal)


@member_required
def code_page(request: MemberRequest) -> HttpResponse:
    """`/kontak/kode`: the code that went to the new contact."""
    now = timezone.now()
    kept = kept_for(request, ROAD, now=now)
    code = kept.get("code")
    if code is None:
        return redirect("/kontak")
    again = request.POST.get("again") == "1"
    form = CodeForm(None if again else request.POST or None)
    refusal: DomainError | None = None
    try:
        if again:
            send_again(code, CONTACT, now=now)
        elif request.method == "POST" and form.is_valid():
            contacts.confirm_contact(code, form.cleaned_data["code"], now=now)
            forget(request, ROAD)
            waits = contacts.changes_of(request.member.id).exists()
            return redirect(f"/kontak?pesan={'menunggu' if waits else 'ditambah'}")
    except (CodeRefused, SentOften) as refused:
        refusal = refused
    channel = code_channel(kept.get("way", ""), now=now, alone=True)
    return page(request, ROAD, "confirm", form, refusal=refusal, channel=channel, sent_again=again and not refusal)


@require_POST
@member_required
@fresh_proof
def end(request: MemberRequest, contact_id: int) -> HttpResponse:
    """`/kontak/<id>/hapus`"""
    try:
        contacts.end_contact(request.member, contact_id, now=timezone.now())
    except (LastContact, KnownAlready) as refusal:
        return _list(request, refusal)
    return redirect("/kontak?pesan=menunggu")


@require_POST
@member_required
def cancel(request: MemberRequest, change_id: int) -> HttpResponse:
    """`/kontak/batal/<id>`"""
    contacts.cancel_change(request.member.id, change_id, now=timezone.now())
    return redirect("/kontak?pesan=batal")


def cancel_by_link(request: HttpRequest, change_id: int, token: str) -> HttpResponse:
    """`/kontak/batal/<id>/<token>`: from a message to an old contact, without signing in."""
    change = contacts.change_by_link(change_id, token)
    if request.method == "POST":
        change = contacts.cancel_by_link(change_id, token, now=timezone.now())
    return render(request, "portal/contacts/cancel.html", {"change": change})


def _list(request: MemberRequest, refusal: DomainError | None = None) -> HttpResponse:
    context = {
        "contacts": contacts.contacts_of(request.member.id),
        "changes": contacts.changes_of(request.member.id),
        "said": SAID.get(request.GET.get("pesan", "")),
        "refusal": refusal.words(request.language) if refusal else "",
    }
    return render(request, "portal/contacts/list.html", context)

"""Signing out at the wish of a site, and withdrawing what it was allowed."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kartu.accounts.models import User
from kartu.accounts.signon.consents import allow, consents_of
from kartu.accounts.signon.models import SignOn
from kartu.audit.actions import Action
from kartu.audit.models import Event
from kartu.registry.models import Member
from tests.pages.client import PageClient
from tests.pages.members import new_member, sign_in
from tests.signon.builders import BYE, Site, a_site, allowed, plain, tokens

pytestmark = pytest.mark.django_db


def _leave(pages: PageClient, **sent: str) -> Any:
    return pages.get(f"/oidc/logout?{urlencode(sent)}")


def _in(pages: PageClient) -> bool:
    return bool(pages.get("/profil").status_code == 200)


def test_with_the_id_token_of_who_is_signed_in_it_signs_out_at_once_and_goes_back(
    pages: PageClient, member: Member, site: Site
) -> None:
    got = tokens(pages, site)

    answer = _leave(pages, id_token_hint=got["id_token"], post_logout_redirect_uri=BYE, state="s 1")

    assert (answer.status_code, answer.headers["Location"]) == (302, f"{BYE}?state=s+1")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not _in(pages)
    assert site.renew(got["refresh_token"]).status_code == 400
    assert SignOn.objects.get().ended_why == "signed-out"


@pytest.mark.parametrize("hint", ["none", "somebody else's", "another site's", "forged"])
def test_without_it_the_member_is_asked_and_stays_until_the_answer(
    pages: PageClient, member: Member, site: Site, statics: object, hint: str
) -> None:
    other = PageClient()
    sign_in(other, new_member()[0])
    foreign = a_site("Situs lain", sector="lain")
    hints = {
        "none": "",
        "somebody else's": tokens(other, site)["id_token"],
        "another site's": tokens(pages, foreign)["id_token"],
        "forged": tokens(pages, site)["id_token"][:-8] + "AAAAAAAA",
    }
    sent = {"client_id": site.client.id, "post_logout_redirect_uri": BYE, "id_token_hint": hints[hint]}

    asked = _leave(pages, **sent)
    before = _in(pages)
    pages.both(f"/oidc/logout?{urlencode(sent)}")
    stayed = pages.post(f"/oidc/keluar?{urlencode(sent)}", {"decision": "stay"})
    after_staying = _in(pages)
    left = pages.post(f"/oidc/keluar?{urlencode(sent)}", {"decision": "out"})

    assert "Keluar juga dari akun Anda di sini?" in plain(asked)
    assert (before, after_staying, _in(pages)) == (True, True, False)
    assert [answer.headers["Refresh"] for answer in (stayed, left)] == [f"0;url={BYE}"] * 2


def test_the_members_own_word_counts_only_from_our_own_page(pages: PageClient, member: Member) -> None:
    strict = PageClient(enforce_csrf_checks=True)
    sign_in(strict, member)

    assert strict.post("/oidc/keluar", {"decision": "out"}).status_code == 403
    assert _in(strict)


@pytest.mark.parametrize("address", ["https://penipu.id/", f"{BYE}lain", "javascript:alert(1)", ""])
def test_nobody_is_sent_to_an_address_that_is_not_registered(
    pages: PageClient, member: Member, site: Site, address: str
) -> None:
    hint = tokens(pages, site)["id_token"]

    answer = _leave(pages, id_token_hint=hint, post_logout_redirect_uri=address)

    assert (answer.status_code, "Location" in answer.headers) == (200, False)
    assert "Anda sudah keluar" in plain(answer)


def test_a_registered_address_is_no_use_without_its_site(pages: PageClient, site: Site) -> None:
    assert _leave(pages, post_logout_redirect_uri=BYE).status_code == 200
    assert _leave(pages, post_logout_redirect_uri=BYE, client_id=site.client.id).headers["Location"] == BYE
    assert _leave(pages, client_id="a\0b").status_code == 400
    assert pages.post("/oidc/logout", {"client_id": site.client.id}).status_code == 303


def test_a_member_sees_the_sites_that_were_allowed_and_withdraws_one(
    pages: PageClient, member: Member, user: User, site: Site
) -> None:
    got = tokens(pages, site, scope="openid profile")
    indonesian, english = pages.both("/profil/situs")
    consent = consents_of(user).get()

    done = pages.post(f"/profil/situs/{consent.id}/cabut")
    again = pages.post(f"/profil/situs/{consent.id}/cabut")

    assert "Situs Pelatihan" in plain(indonesian)
    assert "Nama lengkap Anda" in plain(indonesian)
    assert "Your full name" in plain(english)
    assert (done.status_code, again.status_code) == (302, 404)
    assert "Izin dicabut" in plain(pages.get(done.headers["Location"]))
    assert site.userinfo(got["access_token"]).status_code == 401
    assert [event.detail["site"] for event in Event.objects.filter(action=Action.SITE_WITHDRAWN)] == ["Situs Pelatihan"]
    assert b"/oidc/izin" in pages.get(site.address(scope="openid profile")).content


def test_the_sites_are_in_the_data_a_member_takes_away(pages: PageClient, member: Member, site: Site) -> None:
    allowed(pages, site, scope="openid profile")

    taken: Any = pages.post("/profil/unduh")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(taken.streaming_content)))

    sites = json.loads(archive.read("data-saya.json"))["sites"]
    assert [(each["name"], each["may_know"], each["ended_at"]) for each in sites] == [
        ("Situs Pelatihan", ["openid", "profile"], None)
    ]


def test_nobody_withdraws_for_somebody_else(pages: PageClient, member: Member, site: Site, statics: object) -> None:
    allowed(pages, site)
    other, consent = PageClient(), SignOn.objects.get().consent
    sign_in(other, new_member()[0])

    assert other.post(f"/profil/situs/{consent.id}/cabut").status_code == 404
    assert PageClient().post(f"/profil/situs/{consent.id}/cabut").status_code == 302
    consent.refresh_from_db()
    assert consent.ended_at is None


def test_the_list_asks_as_much_for_three_sites_as_for_one(pages: PageClient, user: User) -> None:
    counts = []
    for name in ("Satu", "Dua", "Tiga"):
        allow(user, a_site(name).client, ["openid"], now=timezone.now())
        with CaptureQueriesContext(connection) as queries:
            pages.get("/profil/situs")
        counts.append(len(queries))

    assert counts[0] == counts[2]

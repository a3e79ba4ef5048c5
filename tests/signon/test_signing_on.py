"""Signing on at another site: when the member is asked, and what the site gets."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.utils import timezone

from kartu.accounts.models import Role, User
from kartu.accounts.sessions import Way
from kartu.accounts.signon.models import SignOn, SiteConsent
from kartu.accounts.signon.subjects import WORDS, subject_of
from kartu.audit.actions import Action
from kartu.audit.models import Event
from kartu.registry.models import Member
from tests.accounts.sessions import open_session
from tests.pages.client import PageClient
from tests.pages.members import second_card, sign_in
from tests.pages.officers import sign_in_officer
from tests.replacements.builders import new_branch, staff
from tests.signon.builders import Site, a_site, allowed, back_with, opened, plain, tokens

pytestmark = pytest.mark.django_db


def test_the_member_is_asked_once_and_the_site_learns_what_was_allowed_and_no_more(
    pages: PageClient, member: Member, user: User, site: Site
) -> None:
    first, second = member.memberships.get().number, second_card(member).membership.number
    pages.both(site.address(scope="openid profile membership_number"))
    got = tokens(pages, site, scope="openid profile membership_number")

    told = site.userinfo(got["access_token"]).json()
    again = pages.get(site.address(scope="openid profile membership_number"))

    assert told == {
        "sub": subject_of(site.client, user),
        "name": member.name,
        "membership_number": first,
        "membership_numbers": [first, second],
    }
    assert (again.status_code, set(back_with(again))) == (302, {"code", "state", "iss"})
    assert opened(got["id_token"]).keys() == {
        *("iss", "sub", "aud", "azp", "iat", "exp", "auth_time", "amr", "jti", "nonce", "at_hash")
    }


def test_asking_for_more_asks_the_member_again(pages: PageClient, member: Member, site: Site) -> None:
    allowed(pages, site, scope="openid")

    more = pages.get(site.address(scope="openid member_status"))

    assert "Apakah Anda masih peserta aktif" in plain(more)


def test_the_id_token_says_who_for_whom_how_and_when(pages: PageClient, member: Member, user: User, site: Site) -> None:
    proved = timezone.now() - timedelta(minutes=20)
    sign_in(pages, member, proved_at=proved)

    claims = opened(tokens(pages, site)["id_token"])

    assert (claims["iss"], claims["aud"], claims["nonce"]) == (settings.ADDRESS, site.client.id, "n-1")
    assert (claims["auth_time"], claims["amr"]) == (int(proved.timestamp()), ["pwd"])
    assert claims["sub"] == subject_of(site.client, user)
    assert claims["exp"] - claims["iat"] == 300


@pytest.mark.parametrize(
    ("way", "amr"), [("password", ["pwd"]), ("code", ["otp"]), ("passkey", ["swk", "mfa"]), ("totp", ["otp"])]
)
def test_how_the_member_was_proved_is_said_in_words_of_the_standard(
    pages: PageClient, user: User, site: Site, way: str, amr: list[str]
) -> None:
    open_session(pages, user, way=way)

    assert opened(tokens(pages, site)["id_token"])["amr"] == amr


def test_password_and_app_together_are_more_than_one_factor(pages: PageClient, user: User, site: Site) -> None:
    open_session(pages, user)
    session = pages.session
    session["proofs"] = [["password", timezone.now().isoformat()], ["totp", timezone.now().isoformat()]]
    session.save()

    assert opened(tokens(pages, site)["id_token"])["amr"] == ["pwd", "otp", "mfa"]


def test_every_way_a_member_can_be_proved_has_its_word() -> None:
    assert set(WORDS) == {*get_args(Way)} - {"link"}


def test_two_sites_cannot_compare_whom_they_know(pages: PageClient, member: Member, site: Site) -> None:
    other = a_site("Situs Beasiswa", sector="beasiswa")
    cousin = a_site("Situs Pelatihan 2")

    subjects = [opened(tokens(pages, each)["id_token"])["sub"] for each in (site, other, cousin)]

    assert subjects[0] == subjects[2] != subjects[1]
    assert str(member.id) not in subjects[0]


def test_who_is_not_signed_in_signs_in_first_and_comes_back_to_the_same_question(
    pages: PageClient, site: Site, statics: object
) -> None:
    answer = pages.get(site.address())

    way, query = answer.headers["Location"].split("?", 1)
    back = parse_qs(query)["lanjut"][0]
    assert way == "/masuk"
    assert parse_qs(urlsplit(back).query)["client_id"] == [site.client.id]
    assert urlsplit(back).path == "/oidc/authorize"


def test_who_refuses_is_sent_back_with_an_error_and_nothing_is_remembered(
    pages: PageClient, member: Member, site: Site
) -> None:
    answer = pages.post(site.address().replace("/authorize", "/izin"), {"decision": "refuse"})

    assert back_with(answer) == {"error": "access_denied", "state": "s-1", "iss": settings.ADDRESS}
    assert not SiteConsent.objects.exists()
    assert Event.objects.filter(action=Action.SITE_REFUSED, member_id=member.id).count() == 1


def test_a_decision_sent_from_a_strangers_page_decides_nothing(pages: PageClient, member: Member, site: Site) -> None:
    strict = PageClient(enforce_csrf_checks=True)
    sign_in(strict, member)

    answer = strict.post(site.address().replace("/authorize", "/izin"), {"decision": "allow"})

    assert answer.status_code == 403
    assert not SiteConsent.objects.exists()


def test_a_form_of_ours_leads_back_over_a_page_since_browsers_hold_its_redirects_to_our_own_address(
    pages: PageClient, member: Member, site: Site
) -> None:
    answer = pages.post(site.address().replace("/authorize", "/izin"), {"decision": "allow"})

    assert (answer.status_code, "Location" in answer.headers) == (200, False)
    assert answer.headers["Refresh"].startswith("0;url=https://situs.contoh.id/kembali?code=")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("kind", ["officer with a desk", "member through the staff entrance"])
def test_staff_cannot_sign_on(pages: PageClient, user: User, site: Site, kind: str) -> None:
    if kind == "officer with a desk":
        sign_in_officer(pages, staff(Role.Kind.OFFICER, new_branch()))
    else:
        open_session(pages, user, kind="staff", way="passkey")

    asked, silent = pages.get(site.address()), pages.get(site.address(prompt="none"))
    posted = pages.post(site.address().replace("/authorize", "/izin"), {"decision": "allow"})

    assert [answer.headers["Location"].partition("?")[0] for answer in (asked, posted)] == ["/masuk", "/masuk"]
    assert back_with(silent)["error"] == "login_required"
    assert not SignOn.objects.exists()


def test_an_answer_by_post_is_asked_again_by_get_where_the_session_comes_along(pages: PageClient, site: Site) -> None:
    query = urlsplit(site.address()).query

    answer = pages.post("/oidc/authorize", query, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 303
    assert parse_qs(answer.headers["Location"].partition("?")[2]) == parse_qs(query)
    for path in ("/oidc/authorize", "/oidc/logout"):
        assert pages.post(path, {"state": "s" * 5000}).status_code == 400


def test_every_step_stands_in_the_members_trail_in_both_languages(
    pages: PageClient, member: Member, site: Site
) -> None:
    got = tokens(pages, site)
    site.userinfo(got["access_token"])

    indonesian, english = pages.both("/profil/jejak")

    for words in ("Situs lain diizinkan: Situs Pelatihan", "Masuk ke situs lain: Situs Pelatihan"):
        assert words in plain(indonesian)
    assert "Data Anda dibuka, oleh situs yang Anda izinkan: Situs Pelatihan" in plain(indonesian)
    assert "Your data was opened, by a site you allowed: Situs Pelatihan" in plain(english)

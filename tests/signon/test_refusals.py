"""What is refused at `/oidc/authorize`, to whom it is told, and when no page may be shown."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.core import signing
from django.utils import timezone

from kartu.accounts.models import User
from kartu.accounts.signon.consents import withdraw
from kartu.accounts.signon.models import SignOn, SiteConsent
from kartu.base import throttle
from kartu.base.throttle import Limit
from kartu.registry.models import Member
from tests.pages.client import PageClient
from tests.pages.members import new_member, sign_in
from tests.signon.builders import BACK, Site, a_site, allowed, back_with, opened, plain, tokens

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"code_challenge": "", "code_challenge_method": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": ""}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_type": ""}, "invalid_request"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"response_mode": "form_post"}, "invalid_request"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
        ({"request": "e30.e30."}, "request_not_supported"),
        ({"request_uri": "https://situs.contoh.id/r"}, "request_uri_not_supported"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"max_age": "soon"}, "invalid_request"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_request_that_is_wrong_is_told_to_the_site_and_no_page_is_shown(
    pages: PageClient, member: Member, site: Site, wrong: dict[str, str], error: str
) -> None:
    told = back_with(pages.get(site.address(**wrong)))

    assert (told["error"], told["state"], told["iss"]) == (error, "s-1", settings.ADDRESS)
    assert not SignOn.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_id": ""},
        {"client_id": "nobody"},
        {"client_id": "a\0b"},
        {"redirect_uri": ""},
        {"redirect_uri": f"{BACK}/"},
        {"redirect_uri": f"{BACK}?more=1"},
        {"redirect_uri": BACK.upper()},
        {"redirect_uri": f"{BACK}#x"},
        {"redirect_uri": "https://situs.contoh.id.penipu.id/kembali"},
        {"redirect_uri": "https://situs.contoh.id@penipu.id/kembali"},
        {"redirect_uri": "javascript:alert(1)"},
        {"redirect_uri": "//penipu.id"},
        {"state": "s" * 3000},
        {"nonce": "n" * 600},
        {"scope": "openid\0"},
        {"nonce": "n\0"},
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_may_come_from_a_stranger_is_said_here_and_nobody_is_sent_anywhere(
    pages: PageClient, member: Member, site: Site, wrong: dict[str, str]
) -> None:
    for answer in pages.both(site.address(**wrong)):
        assert (answer.status_code, "Location" in answer.headers, "Refresh" in answer.headers) == (400, False, False)


def test_a_parameter_sent_twice_is_refused(pages: PageClient, member: Member, site: Site) -> None:
    for name in ("client_id", "redirect_uri", "code_challenge", "nonce", "prompt"):
        assert pages.get(f"{site.address(prompt='consent')}&{name}=x").status_code == 400


def test_the_page_that_says_no_speaks_both_languages(pages: PageClient, member: Member, site: Site) -> None:
    indonesian, english = pages.both(site.address(client_id="nobody"))

    assert "Situs itu belum bisa memakai akun Anda di sini" in plain(indonesian)
    assert "That site cannot use your account here yet" in plain(english)


def test_scopes_nobody_knows_are_left_out(pages: PageClient, member: Member, site: Site) -> None:
    got = tokens(pages, site, scope="openid offline_access email profile")

    assert got["scope"] == "openid profile"


def test_a_site_gets_no_more_than_it_is_registered_for(pages: PageClient, member: Member) -> None:
    got = tokens(pages, a_site("Situs kecil", scopes=["member_status"]))

    assert got["scope"] == "openid member_status"


def test_a_silent_question_is_answered_for_a_live_session_and_an_own_consent(
    pages: PageClient, member: Member, site: Site
) -> None:
    allowed(pages, site)

    assert set(back_with(pages.get(site.address(prompt="none")))) == {"code", "state", "iss"}


def test_a_silent_question_without_a_session_or_with_one_left_alone_needs_a_sign_in(
    pages: PageClient, site: Site, statics: object
) -> None:
    made, _ = new_member()
    browser = PageClient()
    sign_in(browser, made)
    allowed(browser, site)
    session = browser.session
    session["seen"] = (timezone.now() - timedelta(hours=1)).isoformat()
    session.save()

    for each in (pages, browser):
        assert back_with(each.get(site.address(prompt="none"))) == {
            "error": "login_required",
            "state": "s-1",
            "iss": settings.ADDRESS,
        }


def test_a_silent_question_of_another_site_is_not_answered_by_the_consent_of_this_one(
    pages: PageClient, member: Member, site: Site
) -> None:
    allowed(pages, site)
    foreign = a_site("Situs lain")

    assert back_with(pages.get(foreign.address(prompt="none")))["error"] == "consent_required"


def test_a_silent_question_for_more_than_was_allowed_or_after_a_withdrawal_needs_the_member(
    pages: PageClient, member: Member, user: User, site: Site
) -> None:
    allowed(pages, site, scope="openid")

    more = pages.get(site.address(scope="openid profile", prompt="none"))
    withdraw(user, SiteConsent.objects.get().id, now=timezone.now())
    withdrawn = pages.get(site.address(scope="openid", prompt="none"))

    assert [back_with(each)["error"] for each in (more, withdrawn)] == ["consent_required", "consent_required"]


def test_a_silent_question_about_somebody_else_is_not_answered(
    pages: PageClient, member: Member, site: Site, statics: object
) -> None:
    allowed(pages, site)
    other = PageClient()
    sign_in(other, new_member()[0])
    strange = tokens(other, site)["id_token"]
    own = tokens(pages, site)["id_token"]

    answers = [pages.get(site.address(prompt="none", id_token_hint=hint)) for hint in (strange, own, "x.y.z")]

    assert ["error" in back_with(each) for each in answers] == [True, False, True]


def test_a_proof_that_is_too_old_is_asked_for_anew_and_then_is_young_enough(
    pages: PageClient, member: Member, site: Site
) -> None:
    allowed(pages, site)
    sign_in(pages, member, proved_at=timezone.now() - timedelta(minutes=5))

    silent = pages.get(site.address(max_age="60", prompt="none"))
    asked = pages.get(site.address(max_age="60"))
    way, query = asked.headers["Location"].split("?", 1)
    onward = parse_qs(query)["lanjut"][0]
    sign_in(pages, member)  # as /masuk/ulang leaves the session
    after = pages.get(onward)

    assert back_with(silent)["error"] == "login_required"
    assert way == "/masuk/ulang"
    assert (
        opened(site.trade(back_with(after)["code"]).json()["id_token"])["auth_time"] >= timezone.now().timestamp() - 60
    )
    assert pages.get(site.address(max_age="600")).status_code == 302


@pytest.mark.parametrize("wish", [{"prompt": "login"}, {"max_age": "0"}], ids=str)
def test_a_fresh_proof_is_demanded_once_and_not_round_and_round(
    pages: PageClient, member: Member, site: Site, wish: dict[str, str]
) -> None:
    allowed(pages, site)
    first = pages.get(site.address(**wish))
    onward = parse_qs(urlsplit(first.headers["Location"]).query)["lanjut"][0]

    without_proof = pages.get(onward)
    sign_in(pages, member)
    with_proof = pages.get(onward)

    assert without_proof.headers["Location"].startswith("/masuk/ulang")
    assert "code" in back_with(with_proof)


def test_a_made_up_stamp_spares_nobody_the_proof(pages: PageClient, member: Member, site: Site) -> None:
    allowed(pages, site)

    for stamp in ("x", signing.dumps("2000-01-01T00:00:00+00:00", salt="another")):
        answer = pages.get(f"{site.address(prompt='login')}&sejak={stamp}")
        assert answer.headers["Location"].startswith("/masuk/ulang")


@pytest.mark.parametrize("prompt", ["consent", "select_account"])
def test_the_member_is_asked_again_where_the_site_wants_it(
    pages: PageClient, member: Member, site: Site, prompt: str
) -> None:
    allowed(pages, site)

    asked = pages.get(site.address(prompt=prompt))

    assert b"/oidc/izin" in asked.content
    assert "code" in allowed(pages, site, prompt=prompt)


def test_the_authorize_page_has_its_limit(
    pages: PageClient, member: Member, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "LIMITS", {**throttle.LIMITS, "signon-address": Limit(2, timedelta(minutes=1))})

    assert [pages.get(site.address()).status_code for _ in range(3)] == [200, 200, 429]

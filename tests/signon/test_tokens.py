"""Codes and tokens: used once, renewed one after the other, ended together."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.idp.oidc.models import Token
from django.utils import timezone

from kartu.accounts.devices import Browser, remember_device
from kartu.accounts.models import Device, OpenSession, User
from kartu.accounts.open_sessions import end_sessions
from kartu.accounts.sessions import Authentication
from kartu.accounts.signing_up import Proved, open_account
from kartu.accounts.signon import sign_ons
from kartu.accounts.signon.consents import withdraw
from kartu.accounts.signon.ending import sweep_sign_ons
from kartu.accounts.signon.models import SignOn, SiteConsent
from kartu.accounts.signon.sites import renew_secret
from kartu.audit.actions import Action
from kartu.audit.actors import OPERATOR
from kartu.audit.models import Event
from kartu.base import throttle
from kartu.base.throttle import Limit
from kartu.registry.models import Member
from tests.accounts.sessions import open_session
from tests.pages.client import PageClient
from tests.signon.builders import BACK, VERIFIER, Site, a_site, allowed, opened, tokens

pytestmark = pytest.mark.django_db


def _refused(member: Member) -> list[str]:
    events = Event.objects.filter(action=Action.SITE_REUSE_REFUSED, member_id=member.id)
    return [event.detail["why"] for event in events]


def test_a_code_is_good_once_and_its_second_use_ends_what_the_first_gave(
    pages: PageClient, member: Member, site: Site
) -> None:
    code = allowed(pages, site)["code"]
    got = site.trade(code).json()

    again = site.trade(code)

    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert site.userinfo(got["access_token"]).status_code == 401
    assert site.renew(got["refresh_token"]).json()["error"] == "invalid_grant"
    assert _refused(member) == ["replay"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"code_verifier": ""},
        {"code_verifier": "w" * 43},
        {"code_verifier": VERIFIER + "v"},
        {"redirect_uri": ""},
        {"redirect_uri": "https://situs.contoh.id/lain"},
        {"code": "0" * 30},
        {"code": "a\0b"},
        {"code": "k" * 5000},
        {"grant_type": "password"},
        {"grant_type": ""},
        {"grant_type": "client_credentials"},
        {"grant_type": "urn:ietf:params:oauth:grant-type:device_code"},
    ],
    ids=str,
)
def test_a_code_is_traded_only_for_what_belongs_to_it(
    pages: PageClient, member: Member, site: Site, wrong: dict[str, str]
) -> None:
    code = allowed(pages, site)["code"]

    answer = site.trade(**{"code": code, **wrong})

    assert answer.status_code == 400
    assert "access_token" not in answer.json()
    assert not Token.objects.exists()


def test_a_code_is_no_use_to_another_site_and_stays_good_for_its_own(
    pages: PageClient, member: Member, site: Site
) -> None:
    code = allowed(pages, site)["code"]

    foreign = a_site("Situs lain").trade(code)

    assert foreign.json()["error"] == "invalid_grant"
    assert site.trade(code).status_code == 200


def test_a_code_is_good_for_a_minute(
    pages: PageClient, member: Member, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_ons, "CODE_LASTS", timedelta(0))

    assert site.trade(allowed(pages, site)["code"]).json()["error"] == "invalid_grant"


def test_a_refresh_token_is_renewed_and_the_new_one_goes_on(pages: PageClient, member: Member, site: Site) -> None:
    first = tokens(pages, site)

    second = site.renew(first["refresh_token"]).json()
    third = site.renew(second["refresh_token"], scope="openid").json()

    assert len({each["refresh_token"] for each in (first, second, third)}) == 3
    assert opened(second["id_token"])["sub"] == opened(first["id_token"])["sub"]
    assert opened(second["id_token"])["auth_time"] == opened(first["id_token"])["auth_time"]
    assert set(site.userinfo(second["access_token"]).json()) > {"name"}
    assert set(site.userinfo(third["access_token"]).json()) == {"sub"}
    assert "name" in site.userinfo(site.renew(third["refresh_token"]).json()["access_token"]).json()


def test_a_refresh_token_used_before_ends_the_whole_family(pages: PageClient, member: Member, site: Site) -> None:
    first = tokens(pages, site)
    second = site.renew(first["refresh_token"]).json()
    third = site.renew(second["refresh_token"]).json()
    other = tokens(pages, site)

    stolen = site.renew(first["refresh_token"])

    assert stolen.json()["error"] == "invalid_grant"
    assert site.renew(third["refresh_token"]).json()["error"] == "invalid_grant"
    assert [site.userinfo(each["access_token"]).status_code for each in (first, second, third)] == [401, 401, 401]
    assert site.userinfo(other["access_token"]).status_code == 200
    assert _refused(member) == ["reuse"]


def test_a_refresh_token_is_no_use_to_another_site_nor_for_more_than_was_allowed(
    pages: PageClient, member: Member, site: Site
) -> None:
    got = tokens(pages, site, scope="openid")

    foreign = a_site("Situs lain").renew(got["refresh_token"])
    greedy = site.renew(got["refresh_token"], scope="openid profile")

    assert (foreign.json()["error"], greedy.json()["error"]) == ("invalid_grant", "invalid_scope")
    assert site.renew(got["refresh_token"]).status_code == 200


@pytest.mark.parametrize("made_up", ["x", "A" * 75, "a\0b", "é"])
def test_a_refresh_token_somebody_made_up_ends_nothing(
    pages: PageClient, member: Member, site: Site, made_up: str
) -> None:
    got = tokens(pages, site)

    assert site.renew(made_up).status_code == 400
    assert site.renew(got["refresh_token"]).status_code == 200


def test_a_refresh_token_left_alone_too_long_is_dead_and_no_theft(
    pages: PageClient, member: Member, site: Site
) -> None:
    got = tokens(pages, site)
    late = timezone.now() + sign_ons.REFRESH_LASTS
    Token.objects.update(expires_at=timezone.now())

    unswept = site.renew(got["refresh_token"])
    sweep_sign_ons(now=late)
    swept = site.renew(got["refresh_token"])

    assert [answer.json()["error"] for answer in (unswept, swept)] == ["invalid_grant", "invalid_grant"]
    assert _refused(member) == []


def test_a_sign_on_ends_after_a_month_however_busy(pages: PageClient, member: Member, site: Site) -> None:
    got = tokens(pages, site)
    SignOn.objects.update(until=timezone.now() + timedelta(minutes=5))

    renewed = site.renew(got["refresh_token"]).json()

    assert Token.objects.get(type="rt").expires_at == SignOn.objects.get().until
    SignOn.objects.update(until=timezone.now())
    assert site.renew(renewed["refresh_token"]).json()["error"] == "invalid_grant"
    assert site.userinfo(renewed["access_token"]).status_code == 401


def test_withdrawing_ends_every_token_of_the_site_and_of_no_other(
    pages: PageClient, member: Member, user: User, site: Site
) -> None:
    other = a_site("Situs lain")
    gone, kept = tokens(pages, site), tokens(pages, other)

    withdraw(user, SiteConsent.objects.get(site=site.client).id, now=timezone.now())

    assert site.userinfo(gone["access_token"]).status_code == 401
    assert site.renew(gone["refresh_token"]).status_code == 400
    assert other.userinfo(kept["access_token"]).status_code == 200


def test_a_new_password_ends_what_sites_hold(pages: PageClient, member: Member, user: User, site: Site) -> None:
    got = tokens(pages, site)

    open_account(Proved(member.id, name=("email", "siti@contoh.id")), "sandi yang cukup panjang", now=timezone.now())

    assert site.userinfo(got["access_token"]).status_code == 401
    assert SignOn.objects.get().ended_why == "secured"


@pytest.mark.parametrize("by", ["list", "itself"])
def test_a_browser_that_is_signed_out_takes_what_it_gave_to_sites_along_and_no_more(
    pages: PageClient, member: Member, user: User, site: Site, statics: object, by: str
) -> None:
    gone, kept = PageClient(), PageClient()
    for number, browser in enumerate((gone, kept)):
        open_session(browser, user)
        device = remember_device(user, Browser(f"{number:032}"), now=timezone.now()).device
        OpenSession.objects.filter(key=browser.session.session_key).update(device=device)
    given = [tokens(browser, site) for browser in (gone, kept)]

    if by == "list":
        pages.post(f"/keamanan/perangkat/{Device.objects.earliest('id').id}/keluar")
    else:
        gone.post("/keluar")

    assert [site.userinfo(each["access_token"]).status_code for each in given] == [401, 200]
    assert [site.renew(each["refresh_token"]).status_code for each in given] == [400, 200]


@pytest.mark.parametrize("ended", ["session", "consent"])
def test_a_code_is_not_given_for_a_session_or_a_consent_that_ended_a_moment_ago(
    pages: PageClient, member: Member, user: User, site: Site, ended: str
) -> None:
    allowed(pages, site)
    key, consent = str(pages.session.session_key), SiteConsent.objects.get()
    if ended == "session":
        end_sessions(user, actor=user.actor, now=timezone.now())
    else:
        withdraw(user, consent.id, now=timezone.now())
    before = SignOn.objects.count()

    with pytest.raises(sign_ons.SessionOver):
        sign_ons.begin_sign_on(
            consent,
            sign_ons.Asked(["openid"], BACK, "c" * 43),
            Authentication(("password",), timezone.now()),
            "code",
            session=key,
            now=timezone.now(),
        )

    assert SignOn.objects.count() == before


def test_signing_out_everywhere_else_is_meant_for_sites_too(pages: PageClient, member: Member, site: Site) -> None:
    got = tokens(pages, site)

    pages.post("/keamanan/perangkat/keluar")

    assert site.userinfo(got["access_token"]).status_code == 401
    assert site.renew(got["refresh_token"]).status_code == 400


def test_an_account_that_may_not_enter_lets_no_site_in(
    pages: PageClient, member: Member, user: User, site: Site
) -> None:
    got, code = tokens(pages, site), allowed(pages, site)["code"]
    User.objects.filter(id=user.id).update(is_active=False)

    answers = [site.userinfo(got["access_token"]), site.renew(got["refresh_token"]), site.trade(code)]

    assert [answer.status_code for answer in answers] == [401, 400, 400]


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
def test_a_site_hands_a_token_back_and_all_of_the_sign_on_ends(
    pages: PageClient, member: Member, site: Site, which: str
) -> None:
    got = tokens(pages, site)

    foreign = a_site("Situs lain").post("/oidc/revoke", token=got[which])
    still = site.userinfo(got["access_token"]).status_code
    own = site.post("/oidc/revoke", token=got[which])

    assert (foreign.status_code, still, own.status_code) == (200, 200, 200)
    assert site.userinfo(got["access_token"]).status_code == 401
    assert site.renew(got["refresh_token"]).status_code == 400
    assert site.post("/oidc/revoke", token="unknown").status_code == 200


def test_a_site_proves_itself_by_its_secret_one_way_at_a_time(pages: PageClient, member: Member, site: Site) -> None:
    public = a_site("Aplikasi", public=True)
    wrong = [
        site.server.post("/oidc/token", {"grant_type": "refresh_token", "refresh_token": "x", **sent}, headers=headers)
        for sent, headers in [
            ({}, {}),
            ({"client_id": site.client.id}, {}),
            ({"client_id": site.client.id, "client_secret": "wrong"}, {}),
            ({"client_id": site.client.id, "client_secret": site.secret}, {"authorization": "Basic eDp5"}),
            ({"client_id": public.client.id, "client_secret": "x"}, {}),
            ({}, {"authorization": "Basic ???"}),
            ({}, {"authorization": "Bearer x"}),
        ]
    ]

    assert [(answer.status_code, answer.json()["error"]) for answer in wrong] == [(401, "invalid_client")] * len(wrong)
    assert {answer.headers["WWW-Authenticate"] for answer in wrong} == {'Basic realm="sign-on"'}
    code = allowed(pages, site)["code"]
    assert site.trade(code, client_id=site.client.id, client_secret=site.secret).status_code == 200


def test_a_public_site_goes_without_a_secret_and_not_without_its_verifier(pages: PageClient, member: Member) -> None:
    application = a_site("Aplikasi", public=True)

    without = application.trade(allowed(pages, application)["code"], code_verifier="")
    with_it = application.trade(allowed(pages, application)["code"])

    assert (without.status_code, with_it.status_code) == (400, 200)


def test_a_secret_that_was_renewed_is_no_longer_good(pages: PageClient, member: Member, site: Site) -> None:
    got = tokens(pages, site)

    fresh = renew_secret(site.client.id, actor=OPERATOR, now=timezone.now())

    assert site.renew(got["refresh_token"]).status_code == 401
    site.secret = fresh
    assert site.renew(got["refresh_token"]).status_code == 200


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic eDp5", "Bearer a b"])
def test_without_a_good_access_token_nothing_is_told(pages: PageClient, site: Site, header: str) -> None:
    answer = site.server.get("/oidc/userinfo", headers={"authorization": header} if header else {})

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_an_access_token_in_the_address_is_not_read(pages: PageClient, member: Member, site: Site) -> None:
    got = tokens(pages, site)

    assert site.server.get(f"/oidc/userinfo?access_token={got['access_token']}").status_code == 401
    assert site.server.post("/oidc/userinfo", {"access_token": got["access_token"]}).status_code == 401
    assert site.userinfo(got["refresh_token"]).status_code == 401


def test_nothing_that_opens_something_stands_in_the_database_as_it_is(
    pages: PageClient, member: Member, site: Site
) -> None:
    code = allowed(pages, site)["code"]
    got = site.trade(code).json()
    rows = [*Token.objects.values_list(), *SignOn.objects.values_list(), *type(site.client).objects.values_list()]

    kept = str([bytes(each) if isinstance(each, memoryview) else each for row in rows for each in row])

    for secret in (code, got["access_token"], got["refresh_token"], site.secret):
        assert secret not in kept


def test_tries_at_the_token_endpoint_are_limited_and_say_when_to_come_back(
    pages: PageClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "LIMITS", {**throttle.LIMITS, "signon-refused": Limit(2, timedelta(minutes=5))})

    answers = [site.renew("x") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [400, 400, 429]
    assert 0 < int(answers[2].headers["Retry-After"]) <= 300
    assert answers[2].json() == {"error": "temporarily_unavailable"}


def test_answers_with_tokens_are_kept_nowhere(pages: PageClient, member: Member, site: Site) -> None:
    answer = site.trade(allowed(pages, site)["code"])

    assert answer.headers["Cache-Control"] == "no-store"
    assert site.userinfo(answer.json()["access_token"]).headers["Cache-Control"] == "no-store"

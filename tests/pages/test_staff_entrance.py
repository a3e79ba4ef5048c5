"""`/meja/masuk` and the links before it: staff come in by passkey, and by nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import override_settings
from django.urls import clear_url_caches, path
from django.utils import timezone

from kartu.accounts.entry_links import LIFETIME, make_entry_link
from kartu.accounts.models import EntryLink, Passkey, Role, User
from kartu.accounts.sessions import STAFF_IDLE
from kartu.accounts.staff import appoint
from kartu.audit.actors import OPERATOR
from kartu.entrance import views as entrance
from kartu.registry.models import Branch
from kartu.urls import handler400, handler403, handler404, handler500
from kartu.urls import urlpatterns as real
from tests.accounts.sessions import open_session
from tests.pages.client import PageClient

__all__ = ["handler400", "handler403", "handler404", "handler500"]
pytestmark = pytest.mark.django_db
urlpatterns = [*real, path("demo/masuk/<str:token>", entrance.first_entry, {"demo": True})]
DEMO = override_settings(ROOT_URLCONF=__name__)


def _officer() -> User:
    branch = Branch.objects.create(code="AMB", name="Cabang Ambon", city="Ambon")
    return appoint(Role.Kind.OFFICER, now=timezone.now(), branch=branch)


def _link(user: User) -> str:
    return make_entry_link(user, actor=OPERATOR, now=timezone.now())


def _enter(pages: PageClient, user: User) -> Any:
    with DEMO:
        return pages.post(f"/demo/masuk/{_link(user)}")


def test_the_entrance_speaks_both_languages_and_asks_for_a_passkey(pages: PageClient) -> None:
    indonesian, _ = pages.both("/meja/masuk")

    assert b"data-passkey" in indonesian.content
    assert b'type="password"' not in indonesian.content


@pytest.mark.parametrize("sent", ["", "{}", "[]", "null", '{"id": "AA", "rawId": "AA", "response": {}}', "x" * 7000])
def test_what_is_no_passkey_is_refused_in_words(pages: PageClient, sent: str) -> None:
    pages.get("/meja/masuk")

    answer = pages.post("/meja/masuk", {"passkey": sent})

    assert answer.status_code == 200
    assert "Passkey tidak diterima" in answer.content.decode()
    assert "_auth_user_id" not in pages.session


def test_a_first_link_without_a_passkey_lets_nobody_in(pages: PageClient) -> None:
    token = _link(_officer())
    pages.both(f"/meja/daftar/{token}")

    answer = pages.post(f"/meja/daftar/{token}", {"passkey": ""})

    assert answer.status_code == 200
    assert "_auth_user_id" not in pages.session
    assert EntryLink.objects.get().used_at is None


def test_the_demonstration_link_is_not_there_without_a_demonstration(pages: PageClient) -> None:
    clear_url_caches()

    assert pages.get(f"/demo/masuk/{_link(_officer())}").status_code == 404


def test_a_demonstration_link_opens_once(pages: PageClient, statics: object) -> None:
    token = _link(_officer())
    with DEMO:
        pages.both(f"/demo/masuk/{token}")
        first = pages.post(f"/demo/masuk/{token}")
        second = PageClient().post(f"/demo/masuk/{token}")

    assert first.headers["Location"] == "/meja"
    assert second.status_code == 410
    assert Passkey.objects.count() == 0


def test_an_old_link_opens_nothing(pages: PageClient) -> None:
    made = timezone.now() - LIFETIME - timedelta(seconds=1)
    token = make_entry_link(_officer(), actor=OPERATOR, now=made)

    assert pages.get(f"/meja/daftar/{token}").status_code == 410
    assert pages.get("/meja/daftar/nothing-like-it").status_code == 410


def test_staff_without_a_desk_come_to_their_own_page_and_leave_it(pages: PageClient) -> None:
    operator = appoint(Role.Kind.OPERATOR, now=timezone.now())

    assert _enter(pages, operator).headers["Location"] == "/meja/saya"
    assert b'class="back"' not in pages.get("/meja/saya").content
    pages.both("/meja/saya")
    assert pages.post("/meja/keluar").headers["Location"] == "/meja/masuk"
    assert pages.get("/meja/saya").headers["Location"] == "/meja/masuk?lanjut=%2Fmeja%2Fsaya"


def test_after_fifteen_minutes_without_use_staff_are_out(pages: PageClient) -> None:
    _enter(pages, _officer())
    assert b'<a class="back" href="/meja">' in pages.get("/meja/saya").content

    session = pages.session
    session["seen"] = (timezone.now() - STAFF_IDLE).isoformat()
    session.save()

    assert pages.get("/meja/saya").status_code == 302


def test_a_password_session_does_not_open_the_desk(pages: PageClient) -> None:
    open_session(pages, _officer())

    assert pages.get("/meja/saya").status_code == 302


def test_the_entrance_goes_on_to_pages_of_ours_only(pages: PageClient) -> None:
    user = _officer()
    for wanted, reached in (("/meja?status=siap", "/meja?status=siap"), ("//evil.example", "/meja"), ("x:y", "/meja")):
        with DEMO:
            answer = pages.post(f"/demo/masuk/{_link(user)}", {"lanjut": wanted})

        assert answer.headers["Location"] == reached

"""What each step of a sign-on costs the server, by HTTP without a network. Run: python -m bench.signon

One member with a consent signs on `--rounds` times; medians in milliseconds, on one core, the database's time included.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import os
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kartu.settings")

import django

from kartu.base.database import throwaway_database

BACK, VERIFIER = "https://situs.contoh.id/kembali", "v" * 43


def main() -> None:
    """Measure and print one line a step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=300)
    options = parser.parse_args()
    times: dict[str, list[float]] = defaultdict(list)
    with throwaway_database():
        django.setup()
        # Loaded only now: settings have to know the database.
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        walk = sign_ons()
        for _ in range(options.rounds):
            for name, step in next(walk):
                began = time.perf_counter()
                step()
                times[name].append((time.perf_counter() - began) * 1000)
    for name, each in times.items():
        each.sort()
        worst = each[len(each) * 99 // 100]
        print(f"{name:<10} median {statistics.median(each):5.1f} ms, 99 of 100 under {worst:5.1f} ms")


def sign_ons() -> Iterator[list[tuple[str, Callable[[], None]]]]:
    """The steps of one sign-on after the other, each as something to be called."""
    from django.test import Client as Browser  # noqa: PLC0415

    site, secret, browser = _prepared()
    server = Browser(headers={"host": "localhost"})
    basic = base64.b64encode(f"{site.id}:{secret}".encode()).decode()
    challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
    asked = {"client_id": site.id, "redirect_uri": BACK, "response_type": "code", "scope": "openid profile"}
    asked |= {"code_challenge": challenge, "code_challenge_method": "S256"}
    kept: dict[str, Any] = {}

    def authorize() -> None:
        landed = browser.get(f"/oidc/authorize?{urlencode(asked)}").headers["Location"]
        kept["code"] = parse_qs(urlsplit(landed).query)["code"][0]

    def token(**sent: str) -> None:
        kept.update(server.post("/oidc/token", sent, headers={"authorization": f"Basic {basic}"}).json())

    def trade() -> None:
        token(grant_type="authorization_code", code=kept["code"], redirect_uri=BACK, code_verifier=VERIFIER)

    def userinfo() -> None:
        assert server.get("/oidc/userinfo", headers={"authorization": f"Bearer {kept['access_token']}"}).json()["name"]

    def renew() -> None:
        token(grant_type="refresh_token", refresh_token=kept["refresh_token"])

    while True:
        yield [("authorize", authorize), ("token", trade), ("userinfo", userinfo), ("refresh", renew)]


def _prepared() -> tuple[Any, str, Any]:
    """A site, its secret, and the browser of a member who is signed in and has allowed it."""
    from django.test import Client as Browser  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from kartu.accounts import sessions  # noqa: PLC0415
    from kartu.accounts.models import User  # noqa: PLC0415
    from kartu.accounts.signon.consents import allow  # noqa: PLC0415
    from kartu.accounts.signon.sites import NewSite, register_site  # noqa: PLC0415
    from kartu.audit.actors import OPERATOR  # noqa: PLC0415
    from kartu.base import throttle  # noqa: PLC0415
    from kartu.registry.members import Person, register_member  # noqa: PLC0415

    now = timezone.now()
    throttle.LIMITS = {name: throttle.Limit(10**9, limit.window) for name, limit in throttle.LIMITS.items()}
    member = register_member(Person("3174012802011501", "Siti Rahmawati", date(1990, 5, 27)), actor=OPERATOR, now=now)
    user = User.objects.create(member=member, created_at=now, password="!")  # noqa: S106  nobody signs in with it
    site, secret = register_site(NewSite("Situs", [BACK]), actor=OPERATOR, now=now)
    allow(user, site, ["openid", "profile"], now=now)
    browser = Browser(headers={"host": "localhost"})
    browser.force_login(user, backend=sessions.BACKEND)
    session = browser.session
    session[sessions.KIND], session[sessions.OWN] = sessions.MEMBER, False
    session[sessions.PROOFS] = [["password", now.isoformat()]]
    session[sessions.SINCE] = session[sessions.SEEN] = now.isoformat()
    session.save()
    return site, secret, browser


if __name__ == "__main__":
    main()

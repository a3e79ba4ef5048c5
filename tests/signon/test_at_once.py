"""Two who come at once with the same code, or with the same refresh token."""

from __future__ import annotations

import threading

import pytest
from django.db import connections

from kartu.accounts.signon.models import SignOn
from tests.pages.client import PageClient
from tests.pages.members import new_member, sign_in
from tests.signon.builders import Site, a_site, allowed, tokens


@pytest.mark.parametrize(("act", "why"), [("trade", "replay"), ("renew", "reuse")])
def test_of_four_at_once_at_most_one_gets_something_and_then_all_of_it_ends(
    committed: None, statics: object, act: str, why: str
) -> None:
    site, browser = a_site(), PageClient()
    sign_in(browser, new_member()[0])
    what = allowed(browser, site)["code"] if act == "trade" else tokens(browser, site)["refresh_token"]
    answers: list[int] = []

    def at_once() -> None:
        again = Site(site.client, site.secret)
        answers.append((again.trade(what) if act == "trade" else again.renew(what)).status_code)
        connections.close_all()

    threads = [threading.Thread(target=at_once) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) in ([200, 400, 400, 400], [400, 400, 400, 400])
    assert SignOn.objects.get().ended_why == why

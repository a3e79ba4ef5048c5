"""A member at the browser, and a site."""

from __future__ import annotations

import pytest

from kartu.accounts.models import User
from kartu.registry.models import Member
from tests.pages.client import PageClient
from tests.pages.members import account_of, new_member, sign_in
from tests.signon.builders import Site, a_site


@pytest.fixture
def site() -> Site:
    return a_site()


@pytest.fixture
def member(pages: PageClient) -> Member:
    """Somebody signed in at the browser `pages`."""
    made, _ = new_member()
    sign_in(pages, made)
    return made


@pytest.fixture
def user(member: Member) -> User:
    return account_of(member)

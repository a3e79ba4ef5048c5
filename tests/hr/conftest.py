"""Somebody of HR at an employer, signed in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import timezone

from kartu.audit.actors import Actor
from kartu.base.tenancy import fund_scope
from tests.employers.uploads import Company, company
from tests.pages.client import PageClient
from tests.pages.officers import sign_in_officer


@pytest.fixture
def fund() -> Iterator[None]:
    """Look past the walls, as a job does."""
    with fund_scope():
        yield


@pytest.fixture
def mine(fund: None) -> Company:
    return company("11", timezone.now(), name="PT Milik Sendiri")


@pytest.fixture
def theirs(fund: None) -> Company:
    return company("99", timezone.now(), name="PT Orang Lain")


@pytest.fixture
def office(pages: PageClient, mine: Company) -> PageClient:
    """The owner of `mine`, signed in."""
    sign_in_officer(pages, Actor("staff", mine.hr.id))
    return pages

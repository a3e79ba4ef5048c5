"""The world of the matrix, made once and rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from kartu.base.tenancy import fund_scope
from tests.isolation.world import World, new_world


@pytest.fixture(scope="module")
def whole(django_db_setup: None, django_db_blocker: DjangoDbBlocker, statics: Path) -> Iterator[World]:
    """One world for a file."""
    around = transaction.atomic()
    around._from_testcase = True  # type: ignore[attr-defined]  # as the framework's own: verbs may commit within
    with django_db_blocker.unblock(), around:
        with fund_scope():
            made = new_world()
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def world(whole: World) -> Iterator[World]:
    """The world as it was made."""
    point = transaction.savepoint()
    yield whole
    transaction.savepoint_rollback(point)

"""One running demonstration for all journeys, and walkers on a phone and at a desk."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser

from kartu.postgres import Cluster
from tests.browser.devices import DESKTOP, PHONE
from tests.browser.journeys.walker import Walker
from tests.demo.running import RunningDemo

Arrive = Callable[..., Walker]


@pytest.fixture(scope="session")
def demo(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemo]:
    """`kartu demo`, as a newcomer starts it."""
    data = tmp_path_factory.mktemp("journeys") / "data"
    running = RunningDemo(data).start(KARTU_WORK_BITS="10")
    yield running
    running.stop()
    Cluster(data).remove()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each journey in both languages for `make journeys`; in the one its module names among all other tests."""
    if "language" in metafunc.fixturenames:
        both = os.environ.get("KARTU_JOURNEYS") == "all"
        metafunc.parametrize("language", ["id", "en"] if both else [metafunc.module.LANGUAGE])


@pytest.fixture
def arrive(browser: Browser, demo: RunningDemo, language: str) -> Iterator[Arrive]:
    """`arrive()`: somebody with a phone of their own; `arrive(desk=True)`: at a computer."""
    with ExitStack() as open_contexts:

        def come(*, desk: bool = False) -> Walker:
            screen = DESKTOP if desk else PHONE
            context = open_contexts.enter_context(browser.new_context(base_url=demo.base, **screen))
            return Walker(context.new_page(), demo, language)

        yield come

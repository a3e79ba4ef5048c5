"""One running demonstration for all journeys, and walkers on a phone and at a desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser

from kartu.postgres import Cluster
from tests.browser.conftest import DESKTOP, PHONE
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


@pytest.fixture(params=["id", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def arrive(browser: Browser, demo: RunningDemo, language: str) -> Iterator[Arrive]:
    """`arrive()`: somebody with a phone of their own; `arrive(desk=True)`: at a computer."""
    with ExitStack() as open_contexts:

        def come(*, desk: bool = False) -> Walker:
            screen = DESKTOP if desk else PHONE
            context = open_contexts.enter_context(browser.new_context(base_url=demo.base, **screen))
            return Walker(context.new_page(), demo, language)

        yield come

"""The page of outgoing messages, and that it exists in a demonstration only."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from kartu.notifications.channels import FolderChannel
from kartu.notifications.filling import Letter
from tests.pages.client import PageClient

NOW = datetime(2026, 11, 22, 3, 4, tzinfo=UTC)


@pytest.fixture
def demo(pages: PageClient, settings: Settings, tmp_path: Path) -> PageClient:
    """A visitor of a demonstration whose messages go to a folder of this test."""
    settings.ROOT_URLCONF = "tests.demo.urls"
    settings.DATA = tmp_path
    return pages


def _post(data: Path, number: int, to: str, text: str) -> None:
    channel = FolderChannel(data / "outbox")
    at = NOW + timedelta(hours=number)
    channel.send(Letter(f"Kabar {number}", text, text), to, reference=f"kartu-{number}", now=at, report_to="")
    os.utime(data / "outbox" / f"kartu-{number}.json", (number, number))


def test_messages_are_shown_newest_first_with_who_got_them_and_how(demo: PageClient, tmp_path: Path) -> None:
    _post(tmp_path, 1, "siti@contoh.id", "Kode Anda 123 456.")
    _post(tmp_path, 2, "+6281234567890", "Buka http://localhost:8000/kontak/batal/1/abc bila bukan Anda.")

    indonesian, english = demo.both("/demo/pesan")

    page = indonesian.content.decode()
    assert page.index("Kabar 2") < page.index("Kabar 1")
    assert "SMS kepada" in page
    assert "Email kepada" in page
    assert '<a class="link" href="http://localhost:8000/kontak/batal/1/abc">' in page
    assert "Text message to" in english.content.decode()


def test_words_in_a_message_are_no_markup(demo: PageClient, tmp_path: Path) -> None:
    _post(tmp_path, 1, "siti@contoh.id", "<script>alert(1)</script>")

    assert b"<script>alert" not in demo.get("/demo/pesan").content


def test_the_page_renews_itself_only_where_that_was_asked_for(demo: PageClient) -> None:
    assert "Refresh" not in demo.get("/demo/pesan").headers
    assert demo.get("/demo/pesan?segarkan=1").headers["Refresh"] == "5"


def test_outside_a_demonstration_there_is_no_such_page(pages: PageClient) -> None:
    assert pages.get("/demo/pesan").status_code == 404

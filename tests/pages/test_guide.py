"""The guide and the plain pages, open to everybody without a question to the database."""

from __future__ import annotations

import pytest

from kartu.portal.views.guide import CHANNELS, PAGES, SITUATIONS
from tests.pages.client import PageClient

PLAIN = [
    "/",
    "/panduan",
    "/hubungi",
    "/privasi",
    "/standar-layanan",
    "/aksesibilitas",
    *(f"/panduan/{slug}" for slug in PAGES),
]


@pytest.mark.parametrize("path", PLAIN)
def test_a_plain_page_speaks_both_languages(pages: PageClient, path: str) -> None:
    indonesian, english = pages.both(path)

    assert indonesian.status_code == 200
    assert indonesian.content != english.content


def test_the_guide_leads_to_every_page_of_it(pages: PageClient) -> None:
    words = pages.get("/panduan").content.decode()

    assert [page.slug for page in SITUATIONS + CHANNELS if f'href="/panduan/{page.slug}"' not in words] == []
    assert len(PAGES) == len(SITUATIONS) + len(CHANNELS)


@pytest.mark.parametrize("slug", sorted(PAGES))
def test_every_page_of_the_guide_says_that_it_is_free(pages: PageClient, slug: str) -> None:
    indonesian, english = pages.both(f"/panduan/{slug}")

    assert "Semuanya gratis." in indonesian.content.decode()
    assert "All of it is free." in english.content.decode()


@pytest.mark.parametrize("slug", ["tidak-ada", "page", "links"])
def test_a_page_the_guide_does_not_have_is_not_found(pages: PageClient, slug: str) -> None:
    assert pages.get(f"/panduan/{slug}").status_code == 404

"""`kartu oidc-key`: the life of the keys that sign for other sites."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from kartu.accounts.management.commands.oidc_key import KeyCannot
from kartu.base.crypto import ensure_keyring
from kartu.credential import rsa_keys
from kartu.credential.signers import base64url, kid_of


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.KEYS = tmp_path
    ensure_keyring(tmp_path / "personal.json", known_members=False)


def _said(*arguments: str) -> Any:
    out = StringIO()
    call_command("oidc_key", *arguments, stdout=out)
    return json.loads(out.getvalue()) if "--json" in arguments else out.getvalue()


def test_a_key_is_published_signs_checks_and_is_ended_in_this_order(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = _said("add", "--json")
    assert [first["life"], second["life"]] == ["active", "next"]

    with pytest.raises(KeyCannot):
        _said("retire", first["kid"])
    after = _said("activate", second["kid"], "--json")
    with pytest.raises(KeyCannot):
        _said("retire", first["kid"])
    later = timezone.now() + timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    ended = _said("retire", first["kid"], "--json")

    assert [each["life"] for each in after] == ["verify_only", "active"]
    assert [each["life"] for each in ended] == ["retired", "active"]
    assert "menandatangani" in _said("list")


def test_no_key_has_a_name_that_a_command_takes_for_an_option(monkeypatch: pytest.MonkeyPatch) -> None:
    hyphened = iter([b"\xf8" * 8])
    tried: list[bytes] = []

    def named(key: Any) -> bytes:
        tried.append(next(hyphened, kid_of(key)))
        return tried[-1]

    monkeypatch.setattr(rsa_keys, "kid_of", named)
    made = _said("add", "--json")

    assert base64url(tried[0]).startswith("-")
    assert not any(key["kid"].startswith("-") for key in made)
    assert base64url(tried[0]) not in {key["kid"] for key in made}


@pytest.mark.parametrize("kid", ["", "x", "!", "AAAAAAAAAAA", "a\0"])
def test_a_key_nobody_knows_is_refused_in_words(kid: str) -> None:
    with pytest.raises(KeyCannot):
        _said("activate", kid)
    assert "Belum ada kunci" in _said("list")

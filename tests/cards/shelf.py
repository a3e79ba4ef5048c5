"""Fills a data folder with cards of every verdict: `python -m tests.cards.shelf OUT`, codes and pictures into OUT."""

from __future__ import annotations

import importlib
import json
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.utils import timezone

if TYPE_CHECKING:
    from kartu.credential.claims import CardClaims
    from kartu.credential.signers import Signer


def main(out: Path) -> None:
    importlib.import_module("kartu.base.schema").ensure_schema()
    builders, actor = importlib.import_module("tests.cards.builders"), importlib.import_module("kartu.audit.actors")
    issuing, lifecycle = (importlib.import_module(f"kartu.cards.{room}") for room in ("issuing", "lifecycle"))
    status, keys = (importlib.import_module(f"kartu.cards.{room}") for room in ("status", "keys"))
    public = importlib.import_module("kartu.publishing.keys")
    code, stores = (importlib.import_module(f"kartu.credential.{room}") for room in ("code", "keys"))
    now, who = timezone.now(), actor.OPERATOR

    good = issuing.renew_digital(builders.new_card(now=now), actor=who, now=now)
    blocked = issuing.renew_digital(builders.new_card(now=now), actor=who, now=now)
    lifecycle.block_card(blocked.card, reason="lost", actor=who, now=now)
    long_ago = now - timedelta(days=400)
    expired = issuing.renew_digital(builders.new_card(now=long_ago), actor=who, now=long_ago)
    begun = issuing.prepare_copy(builders.new_card(now=now), "plastic", actor=who, now=now)
    prepared = issuing.finish_copy(begun.member_id, begun.id, actor=who, now=now)
    status.publish_shard(0, actor=who, now=now)

    def signed(claims: CardClaims, signer: Signer) -> str:
        to_sign = code.bytes_to_sign(claims, signer.kid)
        text: str = code.assemble(to_sign, signer.sign(to_sign))
        return text

    claims = code.read_code(good.code, public.card_keys(), now=now).claims
    texts = {
        "good": good.code,
        "blocked": blocked.code,
        "expired": expired.code,
        "prepared": prepared.code,
        "unlisted": signed(replace(claims, status_uri="https://bjp.example/s/7"), keys.key_store().active("card")),
        "foreign": signed(claims, stores.KeyStore(out / "other").active("card")),
    }
    (out / "codes.json").write_text(json.dumps(texts))
    (out / "good.png").write_bytes(importlib.import_module("kartu.cards.pictures").front_png(good))


if __name__ == "__main__":
    django.setup()
    main(Path(sys.argv[1]))

"""Addresses that are told what happens, and what they were told."""

from __future__ import annotations

from typing import Any

from kartu.api import schemas
from kartu.api.operations import Answer, Call, Operation
from kartu.api.paging import LIST, newest_first
from kartu.api.values import moment
from kartu.base.throttle import take
from kartu.employers.machines.hooks import (
    TEST,
    Told,
    add_hook,
    deliveries_of,
    end_hook,
    hook_of,
    hooks_of,
    queue_told,
)
from kartu.employers.machines.keys import WEBHOOKS
from kartu.employers.machines.models import Hook, HookDelivery


def add(call: Call) -> Answer:
    unit = call.unit(call.body.get("employer"))
    address, kinds = call.body["address"], call.body["kinds"]
    hook, secret = add_hook(unit, call.user, address, kinds, actor=call.actor, now=call.now)
    return Answer({**_hook(hook), "secret": secret}, 201)


def webhooks(call: Call) -> Answer:
    return Answer({"items": [_hook(hook) for hook in hooks_of(call.employers)]})


def webhook(call: Call) -> Answer:
    return Answer(_hook(_named(call)))


def end(call: Call) -> Answer:
    end_hook(_named(call), actor=call.actor, now=call.now)
    return Answer(None, 204)


def test(call: Call) -> Answer:
    hook = _named(call)
    take("webhook-test", str(hook.id), now=call.now)
    queue_told([hook], Told(TEST, f"test:{call.now.timestamp()}", call.now, {}))
    return Answer(_hook(hook), 202)


def deliveries(call: Call) -> Answer:
    return newest_first(call, deliveries_of(_named(call)), _delivery)


def _named(call: Call) -> Hook:
    return hook_of(call.employers, call.path["webhook"])


def _hook(hook: Hook) -> dict[str, Any]:
    return {
        "webhook": hook.id,
        "employer": hook.employer.npp,
        "address": hook.address,
        "kinds": hook.kinds.split(),
        "made_at": moment(hook.made_at),
    }


def _delivery(each: HookDelivery) -> dict[str, Any]:
    said: dict[str, Any] = {
        "id": each.public_id,
        "kind": each.kind,
        "happened_at": moment(each.happened_at),
        "tries": each.tries,
    }
    said |= {name: moment(at) for name, at in (("taken_at", each.taken_at), ("next_at", each.next_at)) if at}
    return {**said, "problem": each.problem} if each.problem else said


OPERATIONS = [
    Operation(
        "add-webhook",
        "POST",
        "/webhooks",
        ("Daftarkan alamat webhook", "Register a webhook address"),
        add,
        schemas.HOOK_MADE,
        WEBHOOKS,
        success=201,
        body=schemas.HOOK_SENT,
        refuses=("unit-not-there", "address-refused", "too-many-webhooks"),
    ),
    Operation(
        "webhooks",
        "GET",
        "/webhooks",
        ("Alamat webhook", "Webhook addresses"),
        webhooks,
        schemas.page_of(schemas.HOOK),
        WEBHOOKS,
    ),
    Operation(
        "webhook",
        "GET",
        "/webhooks/{webhook}",
        ("Satu alamat", "One address"),
        webhook,
        schemas.HOOK,
        WEBHOOKS,
        refuses=("not-there",),
    ),
    Operation(
        "end-webhook",
        "DELETE",
        "/webhooks/{webhook}",
        ("Hapus alamat", "Remove an address"),
        end,
        None,
        WEBHOOKS,
        success=204,
        refuses=("not-there",),
    ),
    Operation(
        "test-webhook",
        "POST",
        "/webhooks/{webhook}/test",
        ("Kirim peristiwa percobaan", "Send a trial event"),
        test,
        schemas.HOOK,
        WEBHOOKS,
        success=202,
        refuses=("not-there",),
    ),
    Operation(
        "webhook-deliveries",
        "GET",
        "/webhooks/{webhook}/deliveries",
        ("Kiriman ke alamat ini", "What was sent to this address"),
        deliveries,
        schemas.page_of(schemas.DELIVERY),
        WEBHOOKS,
        query=LIST,
        refuses=("not-there",),
    ),
]

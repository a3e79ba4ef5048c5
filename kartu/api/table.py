"""All operations. The fund's own API grows in the same table, with scopes of its own."""

from __future__ import annotations

from kartu.api.operations import Operation
from kartu.api.views import attesting, requests, rosters, webhooks, workers

OPERATIONS: list[Operation] = [
    *workers.OPERATIONS,
    *attesting.OPERATIONS,
    *rosters.OPERATIONS,
    *requests.OPERATIONS,
    *webhooks.OPERATIONS,
]

"""Who acts. Every verb takes `actor`; there is no act without one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ActorKind = Literal["member", "mandate", "staff", "employer", "anonymous", "system", "operator"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody, or something, that acts: its kind and, where there is a row, its id (member or user)."""

    kind: ActorKind
    id: int | None = None

    def __str__(self) -> str:
        return self.kind if self.id is None else f"{self.kind}:{self.id}"


SYSTEM = Actor("system")
OPERATOR = Actor("operator")
ANONYMOUS = Actor("anonymous")


def member_actor(member_id: int) -> Actor:
    return Actor("member", member_id)


def staff_actor(user_id: int) -> Actor:
    return Actor("staff", user_id)

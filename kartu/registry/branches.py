"""The fund's offices, as people look for them."""

from __future__ import annotations

from itertools import groupby

from kartu.registry.models import Branch


def branches_by_city() -> list[tuple[str, list[Branch]]]:
    """Every branch under its city, both in the order of the alphabet."""
    branches = Branch.objects.order_by("city", "name", "id")
    return [(city, list(there)) for city, there in groupby(branches, key=lambda branch: branch.city)]


def branch_by_code(code: str) -> Branch | None:
    """The branch with this short code, or None."""
    return Branch.objects.filter(code=code).first()

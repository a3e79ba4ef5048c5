"""Lays the static files out, in a process of its own beside the seeding."""

from __future__ import annotations

import django

from kartu.base.statics import ensure_statics


def main() -> None:
    django.setup(set_prefix=False)
    ensure_statics()


if __name__ == "__main__":
    main()

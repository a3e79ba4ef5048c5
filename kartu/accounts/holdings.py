"""What an account holds about its member: for the member's own eyes."""

from __future__ import annotations

from typing import Any

from kartu.accounts.models import ActivationCode, Device, SignInName, User


def account_facts(member_id: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The account's own facts (none without an account), and the browsers it was used with. No hash, no key."""
    user = User.objects.filter(member_id=member_id).first()
    codes = ActivationCode.objects.filter(member_id=member_id).order_by("id")
    made = [f"{code.made_at:%Y-%m-%d} {code.source}" for code in codes]
    if user is None:
        return {"activation_codes": made}, []
    names = SignInName.objects.filter(user=user).select_related("user__member").order_by("id")
    facts = {
        "opened_at": user.created_at,
        "last_entry": user.last_login,
        "signs_in_with": [name.value for name in names],
        "has_password": user.has_usable_password(),
        "activation_codes": made,
    }
    devices = Device.objects.filter(user=user).order_by("id")
    return facts, [{"since": device.since, "last_seen": device.seen_at} for device in devices]

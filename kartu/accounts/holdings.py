"""What an account holds about its member: for the member's own eyes."""

from __future__ import annotations

from typing import Any

from kartu.accounts.consent_words import wording
from kartu.accounts.consents import consents_of
from kartu.accounts.mandates import mandates_of
from kartu.accounts.models import ActivationCode, Consent, Device, SignInName, User
from kartu.accounts.recovery.queries import recoveries_of


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


def allowed_facts(member_id: int, language: str) -> dict[str, list[dict[str, Any]]]:
    """What the member allowed others, and every way back into the account that was asked for."""
    return {
        "consents": [
            {
                "words": wording(each.purpose, each.version, _towards(each), language),
                "since": each.given_at,
                "withdrawn_at": each.withdrawn_at,
                "ended_at": each.ended_at,
            }
            for each in consents_of(member_id)
        ],
        "mandates": [
            {
                "number": each.number,
                "representative": each.holder.member.name if each.holder and each.holder.member else "",
                "may": each.scope.split(),
                "since": each.taken_at or each.opened_at,
                "until": each.ends_at,
                "status": each.status,
            }
            for each in mandates_of(member_id)
        ],
        "ways_back": [
            {
                "number": each.number,
                "at": each.opened_at,
                "channel": each.way,
                "compared_with": each.checked.split(),
                "status": each.status,
            }
            for each in recoveries_of(member_id)
        ],
    }


def _towards(consent: Consent) -> str:
    return (consent.employer.name or consent.employer.npp) if consent.employer else consent.client

"""What a member allows another site of the fund, and each signing on there. The sites and tokens are allauth's rows."""

from __future__ import annotations

from typing import ClassVar

from allauth.idp.oidc.models import Client
from django.conf import settings
from django.db import models


class SiteConsent(models.Model):
    """One member lets one site know something, from a day until it is withdrawn."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="site_consents", db_comment="public: whose"
    )
    site = models.ForeignKey(Client, models.CASCADE, related_name="+", db_comment="public: which site")
    scopes = models.CharField(max_length=200, db_comment="public: what it may know, words with blanks between")
    since = models.DateTimeField(db_comment="public: since when")
    ended_at = models.DateTimeField(null=True, db_comment="public: when it was withdrawn")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "site"], condition=models.Q(ended_at=None), name="accounts_one_site_consent"
            )
        ]

    def __str__(self) -> str:
        return f"site consent {self.id}"

    def covers(self, scopes: list[str]) -> bool:
        """Whether everything asked for was allowed."""
        return set(scopes) <= set(self.scopes.split())


class SignOn(models.Model):
    """One signing on at a site: born with its code, and the family of all tokens that came of it."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    consent = models.ForeignKey(SiteConsent, models.CASCADE, related_name="sign_ons", db_comment="public: by which")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_comment="public: who")
    site = models.ForeignKey(Client, models.CASCADE, related_name="+", db_comment="public: where")
    device = models.ForeignKey(
        "accounts.Device",
        models.SET_NULL,
        null=True,
        related_name="+",
        db_comment="public: the browser it was begun in; both are signed out together",
    )
    scopes = models.CharField(max_length=200, db_comment="public: what was asked for, words with blanks between")
    nonce = models.CharField(
        max_length=500, default="", db_comment="secret: the site's own, comes back in its ID token"
    )
    proved_at = models.DateTimeField(db_comment="public: when the member was last proved (auth_time)")
    ways = models.CharField(max_length=80, db_comment="public: how, by words of RFC 8176 with blanks between (amr)")
    code_digest = models.BinaryField(unique=True, db_comment="secret: SHA-256 of the code")
    code_until = models.DateTimeField(db_comment="public: until when the code can be traded in")
    code_used_at = models.DateTimeField(null=True, db_comment="public: when it was")
    challenge = models.CharField(max_length=43, db_comment="public: S256 challenge the code's verifier must meet")
    return_to = models.CharField(max_length=500, db_comment="public: address at the site the code went to")
    begun_at = models.DateTimeField(db_comment="public: since when")
    until = models.DateTimeField(db_comment="public: when it ends in any case")
    ended_at = models.DateTimeField(null=True, db_comment="public: when it was ended before")
    ended_why = models.CharField(max_length=12, default="", db_comment="public: withdrawn, replay, reuse, revoked, ...")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["user", "site"], condition=models.Q(ended_at=None), name="accounts_sign_on_open")
        ]

    def __str__(self) -> str:
        return f"sign-on {self.id}"

"""Addresses of sign-on. Where sites find them: the first one."""

from __future__ import annotations

from django.urls import path

from kartu.signon.views import authorize, leaving, machines, published

urlpatterns = [
    path(".well-known/openid-configuration", published.configuration, name="signon-configuration"),
    path("oidc/jwks", published.jwks, name="signon-jwks"),
    path("oidc/authorize", authorize.authorize, name="signon-authorize"),
    path("oidc/izin", authorize.consent, name="signon-consent"),
    path("oidc/token", machines.token, name="signon-token"),
    path("oidc/userinfo", machines.userinfo, name="signon-userinfo"),
    path("oidc/revoke", machines.revoke, name="signon-revoke"),
    path("oidc/logout", leaving.logout, name="signon-logout"),
    path("oidc/keluar", leaving.decide, name="signon-leave"),
]

"""Addresses of the portal, in Indonesian as people read them."""

from __future__ import annotations

from django.urls import path

from kartu.portal.views import guide, home, signin

urlpatterns = [
    path("", home.home, name="home"),
    path("panduan", guide.guide, name="guide"),
    path("panduan/<slug:slug>", guide.guide_page, name="guide-page"),
    path("hubungi", home.contact, name="contact"),
    path("privasi", home.privacy, name="privacy"),
    path("aksesibilitas", home.accessibility, name="accessibility"),
    path("masuk", signin.sign_in_page, name="sign-in"),
    path("keluar", signin.sign_out, name="sign-out"),
]

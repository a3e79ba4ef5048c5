"""Addresses of the employer's door, in Indonesian as people read them."""

from __future__ import annotations

from django.urls import include, path

from kartu.entrance.addresses import entrance_of
from kartu.entrance.doors import HR
from kartu.hr.views import home

urlpatterns = [
    path("", include(entrance_of(HR))),
    path("perusahaan", home.home, name="hr"),
    path("perusahaan/unit", home.choose_unit, name="hr-unit"),
]

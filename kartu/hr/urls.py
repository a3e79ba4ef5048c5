"""Addresses of the employer's door, in Indonesian as people read them."""

from __future__ import annotations

from django.urls import include, path

from kartu.entrance.addresses import entrance_of
from kartu.entrance.doors import HR
from kartu.hr.views import home, rosters

ROSTER = "perusahaan/daftar-pekerja/<int:number>"

urlpatterns = [
    path("", include(entrance_of(HR))),
    path("perusahaan", home.home, name="hr"),
    path("perusahaan/unit", home.choose_unit, name="hr-unit"),
    path("perusahaan/daftar-pekerja", rosters.rosters, name="hr-rosters"),
    path("perusahaan/daftar-pekerja/contoh.<str:ending>", rosters.template_file, name="hr-roster-template"),
    path(ROSTER, rosters.roster, name="hr-roster"),
    path(f"{ROSTER}/setuju", rosters.confirm, name="hr-roster-confirm"),
    path(f"{ROSTER}/batal", rosters.cancel, name="hr-roster-cancel"),
    path(f"{ROSTER}/tarik", rosters.undo, name="hr-roster-undo"),
    path(f"{ROSTER}/ditolak.<str:ending>", rosters.refused_file, name="hr-roster-refused"),
    path(f"{ROSTER}/<slug:kind>", rosters.lines, name="hr-roster-lines"),
]

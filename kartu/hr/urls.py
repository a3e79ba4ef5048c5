"""Addresses of the employer's door, in Indonesian as people read them."""

from __future__ import annotations

from django.urls import include, path

from kartu.entrance.addresses import entrance_of
from kartu.entrance.doors import HR
from kartu.hr.views import home, keys, lists, news, people, rosters, slips, workers

ROSTER = "perusahaan/daftar-pekerja/<int:number>"

urlpatterns = [
    path("", include(entrance_of(HR))),
    path("", include("kartu.hr.acting_urls")),
    path("perusahaan", home.home, name="hr"),
    path("perusahaan/unit", home.choose_unit, name="hr-unit"),
    path("perusahaan/kabar", news.news, name="hr-news"),
    path("perusahaan/kabar/kode", news.code_page, name="hr-news-code"),
    path("perusahaan/daftar-pekerja", rosters.rosters, name="hr-rosters"),
    path("perusahaan/daftar-pekerja/contoh.<str:ending>", rosters.template_file, name="hr-roster-template"),
    path("perusahaan/daftar-pekerja/nomor", lists.numbers_page, name="hr-list"),
    path(ROSTER, rosters.roster, name="hr-roster"),
    path(f"{ROSTER}/keluar", lists.all_left, name="hr-all-left"),
    path(f"{ROSTER}/setuju", rosters.confirm, name="hr-roster-confirm"),
    path(f"{ROSTER}/batal", rosters.cancel, name="hr-roster-cancel"),
    path(f"{ROSTER}/tarik", rosters.undo, name="hr-roster-undo"),
    path(f"{ROSTER}/ditolak.<str:ending>", rosters.refused_file, name="hr-roster-refused"),
    path(f"{ROSTER}/<slug:kind>", rosters.lines, name="hr-roster-lines"),
    path("perusahaan/pekerja", workers.workers, name="hr-workers"),
    path("perusahaan/pekerja/cari", workers.search, name="hr-worker-search"),
    path("perusahaan/pekerja/pilih", lists.pick_workers, name="hr-pick"),
    path("perusahaan/pekerja/<int:number>", workers.worker, name="hr-worker"),
    path("perusahaan/pekerja/<int:number>/masih", workers.still_works, name="hr-still-works"),
    path("perusahaan/pekerja/<int:number>/keluar", workers.leaves, name="hr-leaves"),
    path("perusahaan/keluar-kerja", workers.left, name="hr-left"),
    path("perusahaan/keluar-kerja/<int:number>/tarik", workers.take_back, name="hr-take-back"),
    path("perusahaan/lembar", slips.slips, name="hr-slips"),
    path("perusahaan/lembar.pdf", slips.slips_pdf, name="hr-slips-pdf"),
    path("perusahaan/lembar/undang", slips.invite, name="hr-invite-workers"),
    path("perusahaan/orang", people.people, name="hr-people"),
    path("perusahaan/orang/undang", people.invite, name="hr-invite"),
    path("perusahaan/orang/<int:number>", people.person, name="hr-person"),
    path("perusahaan/orang/<int:number>/akhiri", people.end, name="hr-end"),
    path("perusahaan/orang/<int:number>/tautan", people.new_link, name="hr-new-link"),
    path("perusahaan/kunci", keys.keys, name="hr-keys"),
    path("perusahaan/kunci/baru", keys.new_key, name="hr-new-key"),
    path("perusahaan/kunci/<int:number>/cabut", keys.revoke, name="hr-revoke-key"),
    path("perusahaan/kunci/alamat/<int:number>", keys.deliveries, name="hr-deliveries"),
]

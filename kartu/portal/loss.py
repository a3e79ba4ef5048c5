"""Addresses of the road from "I lost it" to "here it is"."""

from __future__ import annotations

from django.urls import path

from kartu.portal.known import ROAD
from kartu.portal.views import arriving, collecting, following, found, lost, police, proving, replacement

urls = [
    path("hilang", lost.what, name="lost"),
    path("hilang/siapa", lost.who, name="lost-who"),
    path("hilang/siapa/cara", lost.way, name="lost-way"),
    path("hilang/siapa/kode", proving.code, {"road": ROAD}, name="lost-code"),
    path("hilang/siapa/aktivasi", proving.activation, {"road": ROAD}, name="lost-activation"),
    path("hilang/lanjut", lost.go_on, name="lost-on"),
    path("hilang/kartu", lost.which, name="lost-card"),
    path("hilang/periksa", lost.check, name="lost-check"),
    path("hilang/selesai", lost.done, name="lost-done"),
    path("hilang/datang", lost.come, name="lost-come"),
    path("hilang/ketemu", found.found, name="found"),
    path("surat-polisi", police.sheet, name="police-sheet"),
    path("permohonan", following.requests, name="requests"),
    path("permohonan/baru", replacement.begin, name="replacement"),
    path("permohonan/baru/cara", replacement.delivery, name="replacement-delivery"),
    path("permohonan/baru/kantor", replacement.branch, name="replacement-branch"),
    path("permohonan/baru/periksa", replacement.check, name="replacement-check"),
    path("permohonan/<str:number>", following.status, name="case"),
    path("permohonan/<str:number>/kode", replacement.opened, name="case-code"),
    path("permohonan/<str:number>/berkas/<slug:kind>", following.paper, name="case-paper"),
    path("permohonan/<str:number>/kirim-ulang", following.send_again, name="case-again"),
    path("permohonan/<str:number>/lagi", following.picture_again, name="case-picture-again"),
    path("permohonan/<str:number>/batal", following.cancel, name="case-cancel"),
    path("permohonan/<str:number>/sampai", arriving.arrived, name="case-arrived"),
    path("permohonan/<str:number>/belum-sampai", arriving.not_arrived, name="case-not-arrived"),
    path("permohonan/<str:number>/surat-keterangan", collecting.certificate, name="case-certificate"),
    path("permohonan/<str:number>/surat-keterangan.pdf", collecting.certificate_pdf, name="case-certificate-pdf"),
    path("permohonan/<str:number>/keluarga", collecting.relative, name="case-relative"),
    path("permohonan/<str:number>/keluarga/cabut", collecting.relative_end, name="case-relative-end"),
]

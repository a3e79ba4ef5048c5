"""Addresses of the desk, in Indonesian as people read them."""

from __future__ import annotations

from django.urls import include, path

from kartu.desk.views import (
    box_papers,
    boxes,
    case,
    figures,
    handover,
    making,
    overseeing,
    papers,
    recovery,
    reports,
    representatives,
    search,
    second,
    worklist,
)
from kartu.entrance.addresses import entrance_of
from kartu.entrance.doors import DESK

CASE = "meja/permohonan/<str:number>"

urlpatterns = [
    path("", include(entrance_of(DESK))),
    path("meja/perusahaan", include("kartu.desk.employer_urls")),
    path("meja/antrean", include("kartu.desk.queue_urls")),
    path("meja/", include("kartu.desk.printing_urls")),
    path("meja", worklist.worklist, name="desk"),
    path("meja/berikutnya", worklist.work_on_next, name="desk-next"),
    path("meja/penyelia", overseeing.overseeing_page, name="desk-overseeing"),
    path("meja/angka", figures.figures_page, name="desk-figures"),
    path("meja/angka.csv", figures.figures_csv, name="desk-figures-csv"),
    path("meja/cari", search.search, name="desk-search"),
    path("meja/peserta", search.member_page, name="desk-member"),
    path("meja/peserta/pemulihan", recovery.begin, name="desk-recovery-begin"),
    path("meja/peserta/pemulihan/kontak", recovery.contact, name="desk-recovery-contact"),
    path("meja/peserta/pemulihan/kode", recovery.code, name="desk-recovery-code"),
    path("meja/peserta/wakil", representatives.offer, name="desk-mandate"),
    path("meja/peserta/wakil/<int:mandate>/cabut", representatives.revoke, name="desk-mandate-revoke"),
    path("meja/pemulihan", recovery.listed, name="desk-recoveries"),
    path("meja/pemulihan/<str:number>", recovery.one, name="desk-recovery"),
    path("meja/pemulihan/<str:number>/tolak", recovery.refuse, name="desk-recovery-refuse"),
    path("meja/pemulihan/<str:number>/batal", recovery.cancel, name="desk-recovery-cancel"),
    path("meja/kotak", boxes.boxes_page, name="desk-boxes"),
    path("meja/kotak/<str:number>", boxes.box_page, name="desk-box"),
    path("meja/kotak/<str:number>/daftar.pdf", box_papers.packing_list, name="desk-box-list"),
    path("meja/kotak/<str:number>/lembar.pdf", box_papers.slips, name="desk-box-slips-pdf"),
    path("meja/kotak/<str:number>/kirim", boxes.send, name="desk-box-send"),
    path("meja/kotak/<str:number>/lembar", boxes.slips, name="desk-box-slips"),
    path("meja/laporan", reports.reports_page, name="desk-reports"),
    path("meja/laporan/<str:number>", reports.report_page, name="desk-report"),
    path("meja/laporan/<str:number>/tutup", reports.close_report, name="desk-report-close"),
    path(CASE, case.case_page, name="desk-case"),
    path(f"{CASE}/ambil", case.take, name="desk-take"),
    path(f"{CASE}/kembalikan", case.give_back, name="desk-give-back"),
    path(f"{CASE}/setujui", case.approve, name="desk-approve"),
    path(f"{CASE}/minta-kedua", second.ask_second, name="desk-second-ask"),
    path(f"{CASE}/setuju-kedua", second.agree, name="desk-second-agree"),
    path(f"{CASE}/kembalikan-kedua", second.not_yet, name="desk-second-back"),
    path(f"{CASE}/serahkan", overseeing.give_case, name="desk-give"),
    path(f"{CASE}/periksa-ulang", overseeing.sample_page, name="desk-sample"),
    path(f"{CASE}/tolak", case.reject, name="desk-reject"),
    path(f"{CASE}/minta-berkas", case.ask, name="desk-ask"),
    path(f"{CASE}/antrekan", case.back_to_queue, name="desk-back-to-queue"),
    path(f"{CASE}/berkas/<int:paper>", papers.paper_page, name="desk-paper"),
    path(f"{CASE}/berkas/<int:paper>/periksa", papers.check_paper, name="desk-paper-check"),
    path(f"{CASE}/berkas/<int:paper>/<int:page>.jpg", papers.paper_image, name="desk-paper-image"),
    path(f"{CASE}/berkas/tambah/<slug:kind>", papers.seen_paper, name="desk-paper-seen"),
    path(f"{CASE}/rusak", making.spoiled, name="desk-spoiled"),
    path(f"{CASE}/serah-terima", handover.handed_over, name="desk-hand-over"),
    path(f"{CASE}/tanda-terima", handover.receipt, name="desk-receipt"),
    path(f"{CASE}/keluarga", handover.relative, name="desk-relative"),
]

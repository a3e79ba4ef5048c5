"""Addresses of acting for workers."""

from __future__ import annotations

from django.urls import path

from kartu.hr.views import acting, batches, boxes, cases, downloads, vouching

urlpatterns = [
    path("perusahaan/pekerja/<int:number>/urus", acting.acts, name="hr-acts"),
    path("perusahaan/pekerja/<int:number>/izin", acting.ask, name="hr-ask-consent"),
    path("perusahaan/izin/<int:number>/<int:page>.jpg", acting.consent_paper, name="hr-consent-paper"),
    path("perusahaan/pekerja/<int:number>/hilang", acting.lost, name="hr-report-lost"),
    path("perusahaan/pekerja/<int:number>/kartu-baru", acting.new_card, name="hr-new-card"),
    path("perusahaan/pekerja/<int:number>/jamin", vouching.vouch, name="hr-vouch"),
    path("perusahaan/permohonan", cases.cases_page, name="hr-cases"),
    path("perusahaan/permohonan/<str:number>", cases.case_page, name="hr-case"),
    path("perusahaan/permohonan/<str:number>/berkas/<slug:paper>", cases.paper_page, name="hr-case-paper"),
    path("perusahaan/permohonan/<str:number>/kirim-ulang", cases.send_again, name="hr-case-resubmit"),
    path("perusahaan/permohonan/<str:number>/batal", cases.cancel, name="hr-case-cancel"),
    path("perusahaan/massal", batches.batches_page, name="hr-batches"),
    path("perusahaan/massal/baru", batches.new, name="hr-batch-new"),
    path("perusahaan/massal/<str:number>", batches.batch_page, name="hr-batch"),
    path("perusahaan/massal/<str:number>/mulai", batches.start, name="hr-batch-start"),
    path("perusahaan/massal/<str:number>/batal", batches.cancel, name="hr-batch-cancel"),
    path("perusahaan/unduh", downloads.downloads_page, name="hr-downloads"),
    path("perusahaan/unduh/baru", downloads.new, name="hr-download-new"),
    path("perusahaan/unduh/<str:number>", downloads.download_page, name="hr-download"),
    path("perusahaan/unduh/<str:number>/jawab", downloads.answer, name="hr-download-answer"),
    path("perusahaan/unduh/<str:number>/berkas", downloads.fetch, name="hr-download-file"),
    path("perusahaan/kotak", boxes.boxes_page, name="hr-boxes"),
    path("perusahaan/kotak/<str:number>/daftar.pdf", boxes.packing_list, name="hr-box-list"),
    path("perusahaan/kotak/<str:number>/terima", boxes.receive, name="hr-box-receive"),
    path("perusahaan/serah-terima", boxes.hand_over_page, name="hr-hand-over"),
]

"""Addresses of acting for workers."""

from __future__ import annotations

from django.urls import path

from kartu.hr.views import acting, boxes

urlpatterns = [
    path("perusahaan/pekerja/<int:number>/urus", acting.acts, name="hr-acts"),
    path("perusahaan/pekerja/<int:number>/izin", acting.ask, name="hr-ask-consent"),
    path("perusahaan/pekerja/<int:number>/hilang", acting.lost, name="hr-report-lost"),
    path("perusahaan/pekerja/<int:number>/kartu-baru", acting.new_card, name="hr-new-card"),
    path("perusahaan/kotak", boxes.boxes_page, name="hr-boxes"),
    path("perusahaan/kotak/<str:number>/terima", boxes.receive, name="hr-box-receive"),
    path("perusahaan/serah-terima", boxes.hand_over_page, name="hr-hand-over"),
]

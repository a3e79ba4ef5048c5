"""Addresses of what employers send, below the desk."""

from __future__ import annotations

from django.urls import path

from kartu.desk.views import employer_people, employers

urlpatterns = [
    path("", employers.employers, name="desk-employers"),
    path("/orang", employer_people.people, name="desk-employer-people"),
    path("/orang/<str:npp>/undang", employer_people.invite, name="desk-employer-invite"),
    path("/daftar/<int:number>", employers.upload, name="desk-held"),
    path("/daftar/<int:number>/izinkan", employers.release, name="desk-held-release"),
    path("/daftar/<int:number>/tolak", employers.refuse, name="desk-held-refuse"),
    path("/usulan/<int:number>", employers.proposal, name="desk-proposal"),
    path("/usulan/<int:number>/ya", employers.accept, name="desk-proposal-accept"),
    path("/usulan/<int:number>/tidak", employers.decline, name="desk-proposal-decline"),
]

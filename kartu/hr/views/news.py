"""`/perusahaan/kabar`: where a person of HR wants news of the requests they act in."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from kartu.accounts.models import Role
from kartu.base.errors import DomainError, NotThere
from kartu.employers.news import address_of, leave_address
from kartu.hr.forms import NewsForm
from kartu.hr.guards import HrRequest, hr_required


@hr_required(Role.OWNER, Role.HR_OFFICER)
def news(request: HrRequest) -> HttpResponse:
    """One's own address at this company, left or taken away."""
    company = request.role.employer
    if company is None:
        raise NotThere
    form = NewsForm(request.POST or None, initial={"email": address_of(request.hr, company)})
    if form.is_valid():
        try:
            leave_address(request.hr, company, form.cleaned_data["email"], now=timezone.now())
            return redirect("/perusahaan/kabar?simpan=1")
        except DomainError as refusal:
            form.add_error("email", refusal.words(request.language))
    context = {"here": "home", "form": form, "saved": "simpan" in request.GET}
    return render(request, "hr/news.html", context)

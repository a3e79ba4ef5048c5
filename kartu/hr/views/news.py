"""`/perusahaan/kabar`: where a person of HR wants news of the requests they act in, proved by a code."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from kartu.accounts.codes import NEWS, send_again
from kartu.accounts.models import Role
from kartu.base.errors import DomainError, NotThere
from kartu.employers.news_address import address_of, ask_address, confirm_address
from kartu.entrance.codes import CodeForm
from kartu.hr.forms import NewsForm
from kartu.hr.guards import HrRequest, hr_required
from kartu.registry.models import Employer

CODE = "hr-news-code"  # in the session: the number of the code that is on its way
SAVED = "/perusahaan/kabar?simpan=1"


@hr_required(Role.OWNER, Role.HR_OFFICER)
def news(request: HrRequest) -> HttpResponse:
    """One's own address at this company: another one is sent a code, none counts at once."""
    stands = address_of(request.hr, _company(request))
    form = NewsForm(request.POST or None, initial={"email": stands})
    if form.is_valid():
        try:
            code = ask_address(request.hr, _company(request), form.cleaned_data["email"], now=timezone.now())
        except DomainError as refusal:
            form.add_error("email", refusal.words(request.language))
        else:
            request.session[CODE] = code
            return redirect("hr-news-code" if code else SAVED)
    context = {"here": "home", "form": form, "saved": "simpan" in request.GET, "stands": stands}
    return render(request, "hr/news.html", context)


@hr_required(Role.OWNER, Role.HR_OFFICER)
def code_page(request: HrRequest) -> HttpResponse:
    """`/perusahaan/kabar/kode`: the code that went to the address."""
    code, now = request.session.get(CODE), timezone.now()
    if code is None:
        return redirect("hr-news")
    again = request.POST.get("again") == "1"
    form = CodeForm(None if again else request.POST or None)
    refused = ""
    try:
        if again:
            send_again(code, NEWS, now=now)
        elif form.is_valid():
            confirm_address(request.hr, _company(request), code, form.cleaned_data["code"], now=now)
            del request.session[CODE]
            return redirect(SAVED)
    except DomainError as refusal:
        refused = refusal.words(request.language)
        if form.is_bound:
            form.add_error("code", refused)
    context = {"here": "home", "form": form, "again": again, "refused": refused}
    return render(request, "hr/news_code.html", context)


def _company(request: HrRequest) -> Employer:
    """The company of the role, which may be above the unit worked in. Raises NotThere."""
    if request.role.employer is None:
        raise NotThere
    return request.role.employer

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from kartu.base.tenancy import fund_scope
from kartu.employers.models import Upload
from kartu.employers.reading import read_upload
from kartu.employers.writing import write_upload
from kartu.registry.models import Membership
from tests.api.client import ROOT
from tests.api.conftest import Company
from tests.employers.uploads import roster as sheet
from tests.registry.rosters import entry

ROWS = [
    {"nik": "3174012802010001", "number": "26041187001", "name": "Budi Aarwan", "birth_date": "28-02-2001", "sex": "L"},
    {"nik": "3174012802010002", "number": "26041187002", "name": "=1+1", "birth_date": "28-02-2001"},
]


def compared(answer: Any) -> int:
    """The roster's number, once the job has read it."""
    number = int(json.loads(answer.content)["roster"])
    with fund_scope():
        read_upload(number, now=timezone.now())
    return number


def workers(company: Company) -> int:
    return Membership.objects.filter(employer=company.unit).count()


def test_rows_are_compared_first_and_written_when_confirmed(company: Company) -> None:
    sent = company.machine.post("/rosters", {"employer": company.unit.npp, "rows": ROWS[:1]})
    number = compared(sent)
    before = workers(company)

    shown = json.loads(company.machine.get(f"/rosters/{number}").content)
    lines = json.loads(company.machine.get(f"/rosters/{number}/lines?kind=new").content)["items"]
    confirmed = company.machine.post(f"/rosters/{number}/confirm")
    with fund_scope():
        write_upload(number, now=timezone.now())
    done = json.loads(company.machine.get(f"/rosters/{number}").content)

    assert (sent.status_code, confirmed.status_code) == (202, 200)
    assert (shown["status"], shown["counts"]["new"]) == ("ready", 1)
    assert [line["number"] for line in lines] == ["26041187001"]
    assert (done["status"], workers(company) - before) == ("done", 1)


def test_a_file_goes_the_same_way(company: Company) -> None:
    file = SimpleUploadedFile("pekerja.csv", sheet([entry(3), entry(4)]), content_type="text/csv")
    answer = company.machine.client.post(
        f"{ROOT}/rosters",
        {"file": file, "employer": company.unit.npp},
        headers={"Authorization": f"Bearer {company.machine.secret}", "Idempotency-Key": str(uuid.uuid4())},
    )

    number = compared(answer)

    company.machine.look_over("POST", "/rosters", answer)
    assert json.loads(company.machine.get(f"/rosters/{number}").content)["counts"]["new"] == 2


def test_a_row_that_cannot_be_taken_says_why(company: Company) -> None:
    number = compared(company.machine.post("/rosters", {"rows": [{**ROWS[0], "nik": "12"}]}))

    lines = json.loads(company.machine.get(f"/rosters/{number}/lines?kind=refused").content)["items"]

    assert len(lines) == 1
    assert "NIK" in lines[0]["problems"]


def test_confirming_twice_is_told_as_a_conflict(company: Company) -> None:
    number = compared(company.machine.post("/rosters", {"rows": ROWS[:1]}))

    answers = [company.machine.post(f"/rosters/{number}/confirm") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 409]


def test_another_companys_roster_is_not_there(company: Company, stranger: Company) -> None:
    number = compared(company.machine.post("/rosters", {"rows": ROWS[:1]}))

    answers = [stranger.machine.get(f"/rosters/{number}"), stranger.machine.get(f"/rosters/{number}/lines")]
    answers += [stranger.machine.post(f"/rosters/{number}/{act}") for act in ("confirm", "cancel", "undo")]

    assert {answer.status_code for answer in answers} == {404}
    with fund_scope():
        assert Upload.objects.get(pk=number).status == "ready"


def test_a_roster_for_another_company_is_refused(company: Company, stranger: Company) -> None:
    answer = company.machine.post("/rosters", {"employer": stranger.employer.npp, "rows": ROWS[:1]})

    assert (answer.status_code, json.loads(answer.content)["code"]) == (422, "unit-not-there")
    with fund_scope():
        assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("body", "status", "code", "pointer"),
    [
        (b"", 415, "media-type-refused", ""),
        (b"{", 400, "body-not-json", ""),
        (b"\xff\xfe", 400, "body-not-json", ""),
        (b'{"rows": NaN}', 400, "body-not-json", ""),
        (b'{"rows": [], "rows": []}', 400, "body-not-json", ""),
        (b"[" * 100_000, 400, "body-not-json", ""),
        (b"[]", 422, "body-refused", ""),
        (b"{}", 422, "body-refused", "/rows"),
        (b'{"rows": []}', 422, "body-refused", "/rows"),
        (b'{"rows": [{"nik": 1, "number": "1", "name": "x"}]}', 422, "body-refused", "/rows/0/nik"),
        (b'{"rows": [{"nik": "\\u0000", "number": "1", "name": "x"}]}', 422, "body-refused", "/rows/0/nik"),
        (b'{"rows": [{"nik": "\\ud800", "number": "1", "name": "x"}]}', 422, "body-refused", "/rows/0/nik"),
        (b'{"rows": [{"nik": "1", "number": "1", "name": "x"}], "a/b": 1}', 422, "body-refused", "/a~1b"),
    ],
)
def test_what_does_not_fit_is_pointed_at(company: Company, body: bytes, status: int, code: str, pointer: str) -> None:
    answer = company.machine.post("/rosters", body)

    said = json.loads(answer.content)
    assert (answer.status_code, said["code"]) == (status, code)
    if code == "body-refused":
        assert pointer in [error["pointer"] for error in said["errors"]]


def test_another_kind_of_body_is_refused(company: Company) -> None:
    answer = company.machine.post("/rosters", b"<rows/>", **{"Content-Type": "application/xml"})

    assert (answer.status_code, json.loads(answer.content)["code"]) == (415, "media-type-refused")

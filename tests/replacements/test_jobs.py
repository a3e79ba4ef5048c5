"""Every job a verb of this room queues exists under that name, does its work, and may run twice."""

from __future__ import annotations

import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from kartu.notifications.models import Message
from kartu.replacements import jobs, states
from tests.replacements.builders import again, approved, new_scene, reported, states_of, with_plastic

pytestmark = pytest.mark.django_db


def test_every_job_that_is_queued_is_known_to_the_worker() -> None:
    scene = new_scene()
    with_plastic(scene.card)
    reported(scene)
    approved(scene, states.LOST)

    queued = set(ProcrastinateJob.objects.values_list("task_name", flat=True))

    assert {"replacements.issue", "replacements.renew_after_report", "notifications.deliver"} <= queued
    assert queued <= set(app.tasks)


def test_the_jobs_run_twice_have_one_effect() -> None:
    scene = new_scene()
    with_plastic(scene.card)
    report = reported(scene)
    case = approved(scene, states.LOST)
    messages = Message.objects.count()

    for _ in range(2):
        jobs.renew_after_report(report.id)
        jobs.issue(case.id)
        jobs.clear_drawers(0)
        jobs.look_again()

    assert again(case).status == states.ISSUED
    assert [status for _, status in states_of(scene.card)] == ["replaced", "blocked", "active", "prepared"]
    assert Message.objects.count() == messages

"""Second approvals, samples, forms sent once, and figures for the public page."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

PROTECT = django.db.models.deletion.PROTECT
USER = settings.AUTH_USER_MODEL
WALLS = """
SELECT kartu_within_scope('replacements_secondlook', 'kartu_sees_case(replacement_id)');
SELECT kartu_within_scope('replacements_samplecheck', 'kartu_sees_case(replacement_id)');
SELECT kartu_within_scope('replacements_sentform', 'kartu_sees_user(user_id)');
"""


def _to(model: str, comment: str, **more: Any) -> Any:
    options: dict[str, Any] = {"related_name": "+"} | more
    return models.ForeignKey(db_comment=comment, on_delete=PROTECT, to=model, **options)


def _moving() -> list[tuple[str, Any]]:
    return [
        ("status", models.CharField(db_comment="public: where this row stands in its life", max_length=16)),
        ("status_since", models.DateTimeField(db_comment="public: when it came to stand there")),
        ("id", models.BigAutoField(db_comment="public: number", primary_key=True, serialize=False)),
    ]


SECOND = migrations.CreateModel(
    name="SecondLook",
    fields=[
        *_moving(),
        ("asked_at", models.DateTimeField(db_comment="public: since when")),
        (
            "doubts",
            models.CharField(db_comment="public: codes of the warnings that make the case risky", max_length=200),
        ),
        (
            "note",
            models.CharField(db_comment="public: code of the reason it was sent back for", default="", max_length=24),
        ),
        ("answered_by", _to(USER, "public: the second person", null=True)),
        ("asked_by", _to(USER, "public: who would approve")),
        ("replacement", _to("replacements.replacement", "public: of which case", related_name="second_looks")),
    ],
    options={
        "constraints": [
            models.CheckConstraint(
                condition=models.Q(("status__in", ["asked", "agreed", "sent_back", "withdrawn"])),
                name="replacements_second_status",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    ("answered_by", None),
                    models.Q(("answered_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="replacements_second_is_another",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "agreed"), _negated=True), ("answered_by__isnull", False), _connector="OR"
                ),
                name="replacements_second_agreed_by_somebody",
            ),
            models.UniqueConstraint(
                condition=models.Q(("status", "asked")), fields=("replacement",), name="replacements_second_one_open"
            ),
        ]
    },
)
SAMPLE = migrations.CreateModel(
    name="SampleCheck",
    fields=[
        *_moving(),
        ("decided_at", models.DateTimeField(db_comment="public: when it was decided")),
        ("drawn_at", models.DateTimeField(db_comment="public: when the lot fell on it")),
        ("finding", models.CharField(db_comment="public: code of what was found wrong", default="", max_length=24)),
        ("branch", _to("registry.branch", "public: whose supervisors look at it", db_index=False)),
        ("checked_by", _to(USER, "public: who looked again", null=True)),
        ("decided_by", _to(USER, "public: whose decision it is")),
        (
            "replacement",
            models.OneToOneField(
                db_comment="public: which case", on_delete=PROTECT, related_name="sample", to="replacements.replacement"
            ),
        ),
    ],
    options={
        "indexes": [models.Index(fields=["branch", "status", "drawn_at"], name="replacements_sample_desk")],
        "constraints": [
            models.CheckConstraint(
                condition=models.Q(("status__in", ["drawn", "sound", "faulty"])), name="replacements_sample_status"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    ("checked_by", None),
                    models.Q(("checked_by", models.F("decided_by")), _negated=True),
                    _connector="OR",
                ),
                name="replacements_sample_by_another",
            ),
        ],
    },
)
SENT = migrations.CreateModel(
    name="SentForm",
    fields=[
        (
            "key",
            models.UUIDField(
                db_comment="public: made by the page the form stood on", primary_key=True, serialize=False
            ),
        ),
        ("row", models.CharField(db_comment="public: kind and number of the row it was about", max_length=32)),
        ("sent_at", models.DateTimeField(db_comment="public: when it was carried out", db_index=True)),
        ("user", _to(USER, "public: who sent it", db_index=False)),
    ],
)
FIGURE = migrations.CreateModel(
    name="MonthFigure",
    fields=[
        ("id", models.BigAutoField(db_comment="public: number", primary_key=True, serialize=False)),
        ("month", models.DateField(db_comment="public: first day of the month")),
        ("step", models.CharField(db_comment="public: which step, of figures.STEPS", max_length=16)),
        ("count", models.IntegerField(db_comment="public: how many cases went this step")),
        ("median_hours", models.FloatField(db_comment="public: hours within which half of them did")),
        ("p90_hours", models.FloatField(db_comment="public: hours within which nine of ten did")),
        (
            "in_time",
            models.IntegerField(db_comment="public: how many were decided as promised, where one promises", null=True),
        ),
        ("branch", _to("registry.branch", "public: which branch; none: the whole fund", null=True)),
    ],
    options={
        "constraints": [
            models.UniqueConstraint(
                fields=("month", "branch", "step"), name="replacements_figure_once", nulls_distinct=False
            )
        ]
    },
)


class Migration(migrations.Migration):
    dependencies = [
        ("cards", "0002_walls"),
        ("registry", "0003_walls"),
        ("replacements", "0004_together"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [SECOND, SAMPLE, SENT, FIGURE, migrations.RunSQL(WALLS)]

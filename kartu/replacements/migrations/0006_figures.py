"""Figures of a period and equal pictures are found by index; made while the tables are in use."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("replacements", "0005_oversight")]

    operations = [
        AddIndexConcurrently(
            model_name="evidence",
            index=models.Index(
                condition=models.Q(("digest__isnull", False)), fields=["digest"], name="replacements_evidence_picture"
            ),
        ),
        AddIndexConcurrently(
            model_name="replacement",
            index=models.Index(fields=["opened_at", "branch"], name="replacements_case_opened"),
        ),
    ]

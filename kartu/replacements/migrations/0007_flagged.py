"""Reports that wait for an officer are found, and counted on every page of the worklist, by an index of their own."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("replacements", "0006_figures")]

    operations = [
        AddIndexConcurrently(
            model_name="report",
            index=models.Index(
                condition=models.Q(("status", "flagged")),
                fields=["reported_at", "id"],
                name="replacements_report_flagged",
            ),
        ),
    ]

"""A card that was sent on its way and never arrived: one more reason of a spoiled print."""

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models

REASONS = [
    *("smudged", "misfed", "wrong_stock", "code_unreadable", "other"),
    *("never_arrived", "case_ended", "never_out"),
]


class Migration(migrations.Migration):
    dependencies = [("printing", "0002_certificate")]

    operations = [
        migrations.RemoveConstraint(model_name="print", name="printing_print_reason"),
        AddConstraintNotValid(
            model_name="print",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reason", ""), models.Q(("reason__in", REASONS), ("status", "spoiled")), _connector="OR"
                ),
                name="printing_print_reason",
            ),
        ),
        ValidateConstraint(model_name="print", name="printing_print_reason"),
    ]

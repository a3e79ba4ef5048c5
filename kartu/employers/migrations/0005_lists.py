"""Lists of those who still work somewhere: one more purpose of an upload."""

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("employers", "0004_acts")]

    operations = [
        migrations.RemoveConstraint(model_name="upload", name="employers_upload_purpose"),
        AddConstraintNotValid(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(("purpose__in", ["roster", "left", "works"])), name="employers_upload_purpose"
            ),
        ),
        ValidateConstraint(model_name="upload", name="employers_upload_purpose"),
    ]

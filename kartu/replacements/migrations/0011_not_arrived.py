"""When a member said that a posted card had not come."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("replacements", "0010_looked")]

    operations = [
        migrations.AddField(
            model_name="replacement",
            name="not_arrived_at",
            field=models.DateTimeField(
                null=True, db_comment="public: when the member said that a posted card had not come"
            ),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Throttle",
            fields=[
                (
                    "key",
                    models.BinaryField(
                        db_comment="public: keyed hash of what is counted", primary_key=True, serialize=False
                    ),
                ),
                ("tries", models.IntegerField(db_comment="public: tries so far")),
                ("ends_at", models.DateTimeField(db_comment="public: when counting starts anew", db_index=True)),
            ],
        ),
    ]

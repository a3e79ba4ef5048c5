from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("replacements", "0002_walls")]

    operations = [
        migrations.AddField(
            "evidence",
            "right_name_sealed",
            models.BinaryField(null=True, db_comment="personal: the name a correcting paper says, sealed"),
        ),
        migrations.AddField(
            "evidence",
            "right_birth_date_sealed",
            models.BinaryField(
                null=True, db_comment="personal: the birth date a correcting paper says, ISO 8601, sealed"
            ),
        ),
    ]

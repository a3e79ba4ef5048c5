"""Where a person of HR wants news of requests."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("employers", "0005_lists")]

    operations = [
        migrations.AddField(
            model_name="colleague",
            name="news_sealed",
            field=models.BinaryField(db_comment="personal: where the person wants news of requests, sealed", null=True),
        ),
    ]

"""Where news goes is proved by a code now. What was left before never was, and is to be left anew."""

from django.db import migrations, models

FORGET = """
SELECT set_config('kartu.fund', 'on', true);
UPDATE employers_colleague SET news_sealed = NULL WHERE news_sealed IS NOT NULL;
SELECT set_config('kartu.fund', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [("employers", "0006_news")]

    operations = [
        migrations.RunSQL(FORGET, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="colleague",
            name="news_sealed",
            field=models.BinaryField(
                db_comment="personal: where the person wants news of requests, proved by a code, sealed", null=True
            ),
        ),
    ]

"""Where news goes is proved by a code now. What was left before never was, and is to be left anew."""

from django.db import migrations

FORGET = """
SELECT set_config('kartu.fund', 'on', true);
UPDATE employers_colleague SET news_sealed = NULL WHERE news_sealed IS NOT NULL;
SELECT set_config('kartu.fund', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [("employers", "0006_news")]

    operations = [migrations.RunSQL(FORGET, migrations.RunSQL.noop)]

"""Under an employer's scope: visits of its workers; of strangers, and of who presses what, nothing."""

from django.db import migrations

WALLS = """
SELECT kartu_within_scope('visits_visit', '(member_id IS NOT NULL AND kartu_sees_member(member_id))');
SELECT kartu_within_scope('visits_place', 'EXISTS (SELECT FROM visits_visit v WHERE v.id = visit_id)');
SELECT kartu_within_scope('visits_press', 'kartu_sees_user(user_id)');
"""


class Migration(migrations.Migration):
    dependencies = [("visits", "0001_initial"), ("accounts", "0005_walls"), ("base", "0002_tenancy")]
    operations = [migrations.RunSQL(WALLS)]

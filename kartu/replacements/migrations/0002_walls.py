"""Under an employer's scope: reports and cases about cards of memberships under it, and their papers."""

from django.db import migrations

SEES = """
CREATE FUNCTION kartu_sees_case(sought bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM replacements_replacement r WHERE r.id = sought AND kartu_sees_card(r.card_id));
END $$;
"""

WALLS = """
SELECT kartu_within_scope('replacements_report', 'kartu_sees_card(card_id)');
SELECT kartu_within_scope('replacements_replacement', 'kartu_sees_card(card_id)');
SELECT kartu_within_scope('replacements_evidence', 'kartu_sees_case(replacement_id)');
"""


class Migration(migrations.Migration):
    dependencies = [("replacements", "0001_initial"), ("cards", "0002_walls")]
    operations = [migrations.RunSQL(SEES), migrations.RunSQL(WALLS)]

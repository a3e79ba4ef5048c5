"""Under an employer's scope: cards of memberships under it, and their copies."""

from django.db import migrations

SEES = """
CREATE FUNCTION kartu_sees_card(sought bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM cards_card c WHERE c.id = sought AND kartu_sees_membership(c.membership_id));
END $$;
"""

WALLS = """
SELECT kartu_within_scope('cards_card', 'kartu_sees_membership(membership_id)');
SELECT kartu_within_scope('cards_copy', 'kartu_sees_card(card_id)');
"""


class Migration(migrations.Migration):
    dependencies = [("cards", "0001_initial"), ("registry", "0003_walls")]
    operations = [migrations.RunSQL(SEES), migrations.RunSQL(WALLS)]

"""Under an employer's scope: its own row, its workers' memberships, the persons behind them and their contacts."""

from django.db import migrations

SEES = """
CREATE FUNCTION kartu_sees_employer(sought bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN sought = ANY (kartu_employers());
END $$;
CREATE FUNCTION kartu_sees_membership(sought bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM registry_membership m WHERE m.id = sought AND m.employer_id = ANY (kartu_employers()));
END $$;
CREATE FUNCTION kartu_sees_member(sought bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM registry_membership m WHERE m.member_id = sought AND m.employer_id = ANY (kartu_employers())
    );
END $$;
"""

WALLS = """
SELECT kartu_within_scope('registry_employer', 'kartu_sees_employer(id)');
SELECT kartu_within_scope('registry_membership', 'employer_id = ANY ((SELECT kartu_employers())::bigint[])');
SELECT kartu_within_scope('registry_member', 'kartu_sees_member(id)');
SELECT kartu_within_scope('registry_contact', 'kartu_sees_member(member_id)');
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_employer_parent"), ("base", "0002_tenancy")]
    operations = [migrations.RunSQL(SEES), migrations.RunSQL(WALLS)]

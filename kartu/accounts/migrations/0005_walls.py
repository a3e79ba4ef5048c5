"""Under an employer's scope: accounts of its workers and of staff, and the roles at this employer."""

from django.db import migrations

SEES = """
CREATE FUNCTION kartu_sees_user(sought bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM accounts_user u WHERE u.id = sought AND (u.member_id IS NULL OR kartu_sees_member(u.member_id))
    );
END $$;
"""

WALLS = """
SELECT kartu_within_scope('accounts_user', 'member_id IS NULL OR kartu_sees_member(member_id)');
SELECT kartu_within_scope('accounts_role', 'employer_id IS NULL OR kartu_sees_employer(employer_id)');
SELECT kartu_within_scope('accounts_signinname', 'kartu_sees_user(user_id)');
SELECT kartu_within_scope('accounts_device', 'kartu_sees_user(user_id)');
SELECT kartu_within_scope('accounts_passkey', 'kartu_sees_user(user_id)');
SELECT kartu_within_scope('accounts_entrylink', 'kartu_sees_user(user_id)');
SELECT kartu_within_scope('accounts_activationcode', 'kartu_sees_member(member_id)');
SELECT kartu_within_scope('accounts_consent', 'kartu_sees_employer(employer_id)');
SELECT kartu_within_scope('accounts_recovery', 'kartu_sees_member(member_id)');
SELECT kartu_within_scope('accounts_contactchange', 'kartu_sees_member(member_id)');
SELECT kartu_within_scope('accounts_sentcode', 'member_id IS NULL OR kartu_sees_member(member_id)');
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_recovery"), ("registry", "0003_walls")]
    operations = [migrations.RunSQL(SEES), migrations.RunSQL(WALLS)]

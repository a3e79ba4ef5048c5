"""Walls between employers in the database itself (kartu/base/tenancy.py says which scope a transaction is in).

Later migrations put a table behind one of them with one line:

    migrations.RunSQL("SELECT kartu_employers_only('employers_upload', 'employer_id')")
    migrations.RunSQL("SELECT kartu_employers_only_through('employers_line', 'upload_id', 'employers_upload')")
    migrations.RunSQL("SELECT kartu_within_scope('accounts_device', 'kartu_sees_user(user_id)')")

The settings are read in sub-selects, so that a query asks once and not for every row. What a row is judged by stands in
functions that are not inlined: nothing of them is planned, and nothing is called, where no scope is set.
"""

from django.db import migrations

SCOPES = """
CREATE FUNCTION kartu_employers() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT string_to_array(current_setting('kartu.employers', true), ',')::bigint[]
$$;
CREATE FUNCTION kartu_for_fund() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(current_setting('kartu.fund', true), '') = 'on'
$$;
CREATE FUNCTION kartu_without_employer() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(current_setting('kartu.employers', true), '') = ''
$$;
"""

WALLS = """
CREATE FUNCTION kartu_wall(tab text, condition text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tab);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tab);
    EXECUTE format('CREATE POLICY kartu_scope ON %I USING (%s)', tab, condition);
END $$;

-- A table that belongs to employers alone: shut unless a scope is set, then open to that employer, or to the fund.
CREATE FUNCTION kartu_employers_only(tab text, col text) RETURNS void LANGUAGE sql AS $$
    SELECT kartu_wall(tab, format(
        '(SELECT kartu_for_fund()) OR %I = ANY ((SELECT kartu_employers())::bigint[])', col))
$$;

-- A table whose rows hang on rows of such a table.
CREATE FUNCTION kartu_employers_only_through(tab text, col text, parent text) RETURNS void LANGUAGE sql AS $$
    SELECT kartu_wall(tab, format(
        '(SELECT kartu_for_fund()) OR EXISTS (SELECT FROM %I AS above WHERE above.id = %I.%I)', parent, tab, col))
$$;

-- A table the whole fund works with: restricted while an employer's scope is set.
CREATE FUNCTION kartu_within_scope(tab text, condition text) RETURNS void LANGUAGE sql AS $$
    SELECT kartu_wall(tab, format('(SELECT kartu_without_employer()) OR %s', condition))
$$;

REVOKE EXECUTE ON FUNCTION kartu_wall, kartu_employers_only, kartu_employers_only_through, kartu_within_scope
    FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("base", "0001_initial")]
    operations = [migrations.RunSQL(SCOPES), migrations.RunSQL(WALLS)]

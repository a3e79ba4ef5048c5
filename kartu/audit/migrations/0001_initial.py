"""Events: by month, numbered by a sequence, and closed to change for everybody, the owner included."""

from django.db import migrations, models

SEQUENCE = "CREATE SEQUENCE audit_event_id AS bigint CACHE 32"

# CreateModel made a plain table; the same columns, comments and constraints, split by month.
BY_MONTH = """
ALTER TABLE audit_event RENAME TO audit_event_plain;
CREATE TABLE audit_event (LIKE audit_event_plain INCLUDING ALL) PARTITION BY RANGE (at);
DROP TABLE audit_event_plain;
CREATE TABLE audit_event_rest PARTITION OF audit_event DEFAULT;
"""

# The application may not create tables, so the owner lends it this one act. Months are UTC.
OPEN_MONTHS = """
CREATE FUNCTION kartu_open_months(parent text, first date, months integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    month date;
    opened integer := 0;
BEGIN
    IF parent NOT IN ('audit_event', 'notifications_message') OR months NOT BETWEEN 0 AND 36 THEN
        RAISE EXCEPTION 'kartu_open_months: % for % months', parent, months;
    END IF;
    FOR ahead IN 0..months LOOP
        month := (date_trunc('month', first::timestamp) + make_interval(months => ahead))::date;
        CONTINUE WHEN to_regclass(format('%I', parent || to_char(month, '_YYYY_MM'))) IS NOT NULL;
        EXECUTE format(
            'CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
            parent || to_char(month, '_YYYY_MM'), parent,
            to_char(month, 'YYYY-MM-DD') || ' 00:00+00',
            to_char(month + interval '1 month', 'YYYY-MM-DD') || ' 00:00+00'
        );
        opened := opened + 1;
    END LOOP;
    RETURN opened;
END $$;
REVOKE EXECUTE ON FUNCTION kartu_open_months FROM PUBLIC;
"""

APPEND_ONLY = """
CREATE FUNCTION kartu_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_event_kept BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION kartu_refuse_change();
CREATE TRIGGER audit_event_whole BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION kartu_refuse_change();
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_kept;
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_whole;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(SEQUENCE),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "at", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(db_comment="public: when it happened; partition key")),
                (
                    "id",
                    models.BigIntegerField(
                        db_comment="public: running number",
                        db_default=models.Func(models.Value("audit_event_id"), function="nextval"),
                    ),
                ),
                ("action", models.CharField(db_comment="public: one of audit.actions.Action", max_length=32)),
                ("actor_kind", models.CharField(db_comment="public: kind of actor", max_length=12)),
                ("actor_id", models.BigIntegerField(db_comment="public: the actor's row", null=True)),
                (
                    "member_id",
                    models.BigIntegerField(db_comment="public: the member whose trail this is in", null=True),
                ),
                ("subject", models.CharField(db_comment="public: kind of row acted on", max_length=24)),
                ("subject_id", models.BigIntegerField(db_comment="public: that row", null=True)),
                ("old_status", models.CharField(db_comment="public: status before", default="", max_length=16)),
                ("new_status", models.CharField(db_comment="public: status after", default="", max_length=16)),
                ("detail", models.JSONField(db_comment="public: codes, ids and counts", default=dict)),
            ],
        ),
        migrations.RunSQL(BY_MONTH),
        migrations.AddIndex("Event", models.Index(fields=["member_id", "at"], name="audit_event_member")),
        migrations.AddIndex("Event", models.Index(fields=["subject", "subject_id", "at"], name="audit_event_subject")),
        migrations.RunSQL(OPEN_MONTHS),
        migrations.RunSQL(APPEND_ONLY),
        migrations.RunSQL("SELECT kartu_open_months('audit_event', current_date, 2)"),
    ]

"""What became of a message, whether its channel works, who wants notices on a phone; and old months go."""

import django.db.models.deletion
from django.db import migrations, models

# The application may not drop tables, so the owner lends it this one act, for months long past. Months are UTC.
DROP_MONTHS = """
CREATE FUNCTION kartu_drop_months(parent text, before date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    month text;
    dropped integer := 0;
BEGIN
    IF parent <> 'notifications_message' OR before > current_date - 30 THEN
        RAISE EXCEPTION 'kartu_drop_months: % before %', parent, before;
    END IF;
    FOR month IN
        SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
        WHERE inhparent = to_regclass(format('%I', parent)) AND relname ~ '_[0-9]{4}_[0-9]{2}$'
          AND to_date(right(relname, 7), 'YYYY_MM') + interval '1 month' <= before
        ORDER BY relname
    LOOP
        EXECUTE format('DROP TABLE %I', month);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END $$;
REVOKE EXECUTE ON FUNCTION kartu_drop_months FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial"), ("registry", "0001_initial")]
    operations = [
        migrations.AddField(
            "Message",
            "arrived_at",
            models.DateTimeField(db_comment="public: when the channel said that it was delivered", null=True),
        ),
        migrations.AddField(
            "Message",
            "missed",
            models.CharField(
                db_comment="public: ways that said it was not: channel:contact", default="", max_length=200
            ),
        ),
        migrations.CreateModel(
            name="ChannelState",
            fields=[
                (
                    "name",
                    models.CharField(
                        db_comment="public: e-mail, sms, whatsapp, push",
                        max_length=10,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "failures",
                    models.IntegerField(db_comment="public: failures since it last took a message", default=0),
                ),
                (
                    "why",
                    models.CharField(
                        db_comment="public: the last failure, a word or a status code", default="", max_length=40
                    ),
                ),
                ("failed_at", models.DateTimeField(db_comment="public: when it last failed", null=True)),
                (
                    "failing_since",
                    models.DateTimeField(
                        db_comment="public: since when it is left alone; empty when it works", null=True
                    ),
                ),
                ("retry_at", models.DateTimeField(db_comment="public: when it is tried again", null=True)),
                ("recovered_at", models.DateTimeField(db_comment="public: when it last worked again", null=True)),
            ],
        ),
        migrations.CreateModel(
            name="PushSubscription",
            fields=[
                ("id", models.BigAutoField(db_comment="public: number", primary_key=True, serialize=False)),
                (
                    "browser_digest",
                    models.BinaryField(db_comment="secret: keyed digest of the browser's cookie", db_index=True),
                ),
                (
                    "target_sealed",
                    models.BinaryField(db_comment="personal: the push service's address and keys, sealed"),
                ),
                (
                    "target_index",
                    models.BinaryField(db_comment="personal: blind index of the address", unique=True),
                ),
                ("since", models.DateTimeField(db_comment="public: since when")),
                ("used_at", models.DateTimeField(db_comment="public: when a notice was last taken")),
                (
                    "member",
                    models.ForeignKey(
                        db_comment="public: whose",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="registry.member",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(DROP_MONTHS),
    ]

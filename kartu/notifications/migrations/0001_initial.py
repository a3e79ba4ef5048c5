"""Messages, by month."""

from django.db import migrations, models

SEQUENCE = "CREATE SEQUENCE notifications_message_id AS bigint CACHE 32"

BY_MONTH = """
ALTER TABLE notifications_message RENAME TO notifications_message_plain;
CREATE TABLE notifications_message (LIKE notifications_message_plain INCLUDING ALL) PARTITION BY RANGE (at);
DROP TABLE notifications_message_plain;
CREATE TABLE notifications_message_rest PARTITION OF notifications_message DEFAULT;
SELECT kartu_open_months('notifications_message', current_date, 2);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunSQL(SEQUENCE),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("status", models.CharField(db_comment="public: where this row stands in its life", max_length=16)),
                ("status_since", models.DateTimeField(db_comment="public: when it came to stand there")),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "at", "member_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(db_comment="public: when it was written; partition key")),
                ("member_id", models.BigIntegerField(db_comment="public: to whom")),
                (
                    "id",
                    models.BigIntegerField(
                        db_comment="public: running number",
                        db_default=models.Func(models.Value("notifications_message_id"), function="nextval"),
                    ),
                ),
                ("kind", models.CharField(db_comment="public: one of notifications.catalogue", max_length=32)),
                (
                    "channel",
                    models.CharField(
                        db_comment="public: e-mail, sms, outbox; empty until sent", default="", max_length=10
                    ),
                ),
                ("contact_id", models.BigIntegerField(db_comment="public: the contact it went to", null=True)),
                (
                    "to_kind",
                    models.CharField(
                        db_comment="public: email or phone, when to one contact only", default="", max_length=8
                    ),
                ),
                (
                    "to_sealed",
                    models.BinaryField(db_comment="personal: that contact's address or number, sealed", null=True),
                ),
                ("language", models.CharField(db_comment="public: id or en", max_length=2)),
                ("values", models.JSONField(db_comment="public: ids and codes to fill in", default=dict)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        name="notifications_message_status",
                        condition=models.Q(status__in=["queued", "sending", "sent", "failed", "unreachable"]),
                    )
                ]
            },
        ),
        migrations.RunSQL(BY_MONTH),
        migrations.AddIndex("Message", models.Index(fields=["member_id", "at"], name="notifications_member")),
    ]

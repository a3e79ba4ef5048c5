from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("replacements", "0007_flagged")]

    operations = [
        migrations.AddField(
            "evidence",
            "signed_letter",
            models.BigIntegerField(null=True, db_comment="public: the station's signed letter it is"),
        ),
        migrations.AddField(
            "evidence",
            "machine",
            models.CharField(
                max_length=10,
                default="",
                db_default="",
                db_comment="public: what a machine found about a signed letter",
            ),
        ),
        migrations.AddField(
            "evidence",
            "refusal",
            models.CharField(
                max_length=10,
                default="",
                db_default="",
                db_comment="public: code of why it was refused, if one was given",
            ),
        ),
        migrations.AddField(
            "evidence",
            "reminded_at",
            models.DateTimeField(null=True, db_comment="public: when the member was told that it lapses"),
        ),
        AddIndexConcurrently(
            "evidence",
            models.Index(
                fields=["signed_letter"],
                condition=models.Q(signed_letter__isnull=False),
                name="replacements_evidence_signed",
            ),
        ),
    ]

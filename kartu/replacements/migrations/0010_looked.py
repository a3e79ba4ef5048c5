"""By which looking a picture was read; and its words are found by it, to be replaced."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("replacements", "0009_likeness")]

    operations = [
        migrations.AddField(
            "evidence",
            "looked",
            models.SmallIntegerField(
                default=0, db_default=0, db_comment="public: by which looking its picture was read (sheets.LOOKING)"
            ),
        ),
        AddIndexConcurrently(
            "evidence",
            models.Index(fields=["looked", "id"], condition=~models.Q(file=""), name="replacements_evidence_looked"),
        ),
        AddIndexConcurrently("pictureword", models.Index(fields=["evidence_id"], name="replacements_word_of")),
    ]

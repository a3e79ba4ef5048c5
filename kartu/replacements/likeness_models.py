"""What is kept of pictures to know them again: words that tell nothing of a person, and which show the same sheet."""

from __future__ import annotations

from django.db import models


class PictureWord(models.Model):
    """One word of one picture (replacements.looking): a few signs of a piece of a line. Common words are not kept."""

    pk = models.CompositePrimaryKey("word", "evidence_id")
    word = models.IntegerField(db_comment="public: signs of the lowest frequencies of a piece of a line")
    evidence_id = models.BigIntegerField(db_comment="public: in which paper")

    class Meta:
        indexes = [models.Index(fields=["evidence_id"], name="replacements_word_of")]

    def __str__(self) -> str:
        return f"picture word of evidence {self.evidence_id}"


class PictureMatch(models.Model):
    """Two papers whose pictures show the same sheet; `evidence` came later."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    evidence = models.ForeignKey(
        "replacements.Evidence", models.CASCADE, related_name="same_before", db_comment="public: the paper looked at"
    )
    other = models.ForeignKey(
        "replacements.Evidence", models.CASCADE, related_name="same_after", db_comment="public: the paper before it"
    )
    pieces = models.PositiveIntegerField(db_comment="public: pieces of ink compared")
    disagree = models.PositiveIntegerField(db_comment="public: how many of them disagree")
    found_at = models.DateTimeField(db_comment="public: when it was found")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["evidence", "other"], name="replacements_match_once")]

    def __str__(self) -> str:
        return f"picture match {self.id}"

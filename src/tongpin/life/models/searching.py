"""The search index: what a gathering's words are. Derived from the record, so no audit of its own."""

from __future__ import annotations

from django.db import models

from tongpin.documents.models import StoredFile
from tongpin.life.models.gathering import Gathering


class SearchText(models.Model):
    """The searchable words of one gathering: `text` folded, `tokens` its pairs parted by blanks.

    The database keeps an index of `tokens` by itself: FTS5 with triggers on SQLite, a GIN index on
    PostgreSQL (migration 0004).
    """

    gathering = models.OneToOneField(
        Gathering, models.CASCADE, primary_key=True, related_name="search"
    )
    text = models.TextField()
    tokens = models.TextField()

    class Meta:
        verbose_name = "检索文本"

    def __str__(self) -> str:
        return self.text[:40]


class FileText(models.Model):
    """The words of a stored file, read once; empty where it holds none or could not be read."""

    stored = models.OneToOneField(
        StoredFile, models.CASCADE, primary_key=True, related_name="words"
    )
    text = models.TextField(blank=True)

    class Meta:
        verbose_name = "附件文字"

    def __str__(self) -> str:
        return self.text[:40]

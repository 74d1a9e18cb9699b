"""Keeps the search index: written with the record, in the same transaction, and rebuilt at will."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from time import monotonic

from django.db import connection, transaction

from tongpin.documents.models import Attachment, StoredFile
from tongpin.documents.queries import content
from tongpin.formats.bigrams import MOST_SIGNS, folded, tokens, unbroken
from tongpin.formats.docx import docx_text
from tongpin.formats.errors import FormatError
from tongpin.formats.pdf import pdf_text
from tongpin.formats.text import decode
from tongpin.formats.xlsx import workbook_text
from tongpin.life.models import FileText, Gathering, SearchText

BATCH = 200
PATIENCE = (
    30.0  # seconds for the files of one form; what is left is read by `tongpin search rebuild`
)


def text_of(data: bytes, name: str) -> str:
    """The words of a docx, xlsx, PDF or text file, read in a child process; empty where there are none."""
    try:
        if data.startswith(b"%PDF-"):
            return unbroken(pdf_text(data, name))
        if data.startswith(b"PK\x03\x04"):
            reader = workbook_text if b"xl/workbook.xml" in data else docx_text
            return folded(reader(data, name))
        if data.startswith((b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff")):
            return ""
        return folded(decode(data, name))
    except FormatError:
        return ""


def texts_of(files: Iterable[tuple[str, bytes]]) -> Iterator[str | None]:
    """The words of each file, before any transaction; None for those beyond the time there is."""
    end = monotonic() + PATIENCE
    for name, data in files:
        yield text_of(data, name) if monotonic() < end else None


def keep_text(stored: StoredFile, text: str) -> None:
    """Remember the words of a stored file."""
    FileText.objects.bulk_create(
        [FileText(stored=stored, text=text)], update_conflicts=True, unique_fields=["stored"],
        update_fields=["text"],
    )  # fmt: skip


def index(*rows: Gathering) -> None:
    """Write the words of gatherings into the index; three statements whatever the number."""
    owners = {row.ref: row for row in rows}
    files: dict[str, list[str]] = {ref: [] for ref in owners}
    hung = Attachment.objects.filter(owner__in=list(owners), withdrawn_at__isnull=True)
    for owner, name, text in hung.order_by("pk").values_list(
        "owner", "name", "stored__words__text"
    ):
        files[owner] += [name, text or ""]
    fresh = [_searchable(row, files[ref]) for ref, row in owners.items()]
    SearchText.objects.bulk_create(
        fresh, update_conflicts=True, unique_fields=["gathering"],
        update_fields=["text", "tokens"],
    )  # fmt: skip


def _searchable(row: Gathering, files: Sequence[str]) -> SearchText:
    parts = (row.topic, row.place, row.guests, row.agenda, row.content, row.resolutions, *files)
    text = "\n".join(filter(None, map(folded, parts)))[:MOST_SIGNS]
    return SearchText(gathering=row, text=text, tokens=" ".join(tokens(text)))


def rebuild() -> tuple[int, int]:
    """Read every attachment that was not read yet and index every gathering anew: both numbers.

    In batches of one transaction each, so that the site goes on working meanwhile.
    """
    waiting = Attachment.objects.filter(owner__startswith="life:", stored__words__isnull=True)
    read = 0
    for pk in list(waiting.values_list("stored", flat=True).distinct()):
        stored = StoredFile.objects.get(pk=pk)
        try:
            words = text_of(content(stored), "附件")
        except FileNotFoundError:
            continue
        keep_text(stored, words)
        read += 1
    keys = iter(list(Gathering.objects.order_by("pk").values_list("pk", flat=True)))
    number = 0
    while batch := list(islice(keys, BATCH)):
        with transaction.atomic():
            rows = list(Gathering.objects.select_for_update().filter(pk__in=batch))
            index(*rows)
        number += len(rows)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO life_search(life_search) VALUES ('rebuild')")
    return number, read

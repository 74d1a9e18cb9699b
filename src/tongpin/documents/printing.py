"""A paper in the format that a page is asked for."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse

from tongpin.audit.errors import Refused
from tongpin.formats.errors import FormatError
from tongpin.formats.ruled import Paper
from tongpin.formats.ruled_pdf import as_pdf
from tongpin.formats.ruled_xlsx import as_xlsx
from tongpin.ui.listing import XLSX, download

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
WRITERS: dict[str, tuple[Callable[[Paper], bytes], str]] = {
    "xlsx": (as_xlsx, XLSX),
    "pdf": (as_pdf, PDF),
}


def printed(form: str, paper: Callable[[], Paper], name: str) -> HttpResponse | None:
    """The paper as `form` (xlsx or pdf); None where another is asked, or none."""
    if form not in WRITERS:
        return None
    write, media_type = WRITERS[form]
    try:
        data = write(paper())
    except FormatError as error:
        raise Refused(error.message, field="export", code=error.code) from error
    return download(data, f"{name}.{form}", media_type)

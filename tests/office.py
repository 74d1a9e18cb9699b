"""A real LibreOffice lays out papers, as who opens them sees them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pypdfium2

from tongpin.formats.pdf import pdf_text


class LaidOut(NamedTuple):
    """What stands on the pages, without white space and page numbers, and how many they are."""

    text: str
    pages: int


def laid_out(folder: Path, papers: Mapping[str, bytes]) -> dict[str, LaidOut]:
    """`{file name: its pages}` of docx papers, all in one run."""
    for name, data in papers.items():
        (folder / name).write_bytes(data)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to",
         "pdf", "--outdir", str(folder), *(str(folder / name) for name in papers)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    found = {}
    for name in papers:
        data = (folder / name).with_suffix(".pdf").read_bytes()
        pages = len(pypdfium2.PdfDocument(data))
        text = "".join(pdf_text(data).split())
        found[name] = LaidOut(re.sub(r"—\d+—", "", text), pages)
    return found

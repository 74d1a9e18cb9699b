"""Tables in: read, judged cell by cell, shown, adopted at once, taken back. One way for every ledger.

A ledger says what its columns are and what becomes of a line (`SheetImporter`); `sheet_views` gives it
five pages (template, upload, preview, confirm, undo) for its own addresses, behind its permission.
"""

from tongpin.documents.sheet_import.adopting import adopt_sheet, preview_sheet, undo_sheet
from tongpin.documents.sheet_import.pages import SheetViews, sheet_views
from tongpin.documents.sheet_import.reading import Judge, SheetColumn, SheetImporter, Values

__all__ = [
    "Judge",
    "SheetColumn",
    "SheetImporter",
    "SheetViews",
    "Values",
    "adopt_sheet",
    "preview_sheet",
    "sheet_views",
    "undo_sheet",
]

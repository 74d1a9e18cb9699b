"""Tables of 发展党员."""

from tongpin.ledgers.development.models.cases import Case, Closing, Column, Step
from tongpin.ledgers.development.models.imports import DateImport, ImportState
from tongpin.ledgers.development.models.targets import Target

__all__ = ["Case", "Closing", "Column", "DateImport", "ImportState", "Step", "Target"]

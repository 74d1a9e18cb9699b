"""What the access table needs of templates: any paper that the product declares."""

from __future__ import annotations

from tests.architecture.row import Row
from tongpin.documents.papers import declared


def first(cast):
    """The key of a paper."""
    return [declared()[0][1].key]


ROWS = [
    Row("documents:papers", "secretary1", without="member1"),
    Row("documents:paper", "secretary1", without="member1", args=first),
    Row("documents:paper-template", "secretary1", without="member1", args=first),
    Row("documents:paper-sample", "secretary1", without="member1", args=first),
    Row("documents:paper-revert", "office", without="secretary1", args=first, post=True),
]

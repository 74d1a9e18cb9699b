"""Rows of the access table for 知识考试."""

from __future__ import annotations

from tests.architecture.row import Row, pk
from tests.ledgers.examinations import hall
from tongpin.ledgers.examinations import queries
from tongpin.ledgers.examinations.models import Candidate
from tongpin.ledgers.examinations.sheets import IMPORTER

S = pk(hall.sitting)


def _candidate(cast) -> list[int]:
    row = hall.sitting(cast)
    return [row.pk, Candidate.objects.filter(sitting=row).first().pk]


def _item(cast) -> list[int]:
    row = hall.published(cast)
    return [row.pk, queries.items(row.paper_id)[0].pk]


def _branch_question(cast) -> list[int]:
    return [hall.question(cast, code="ZB1").pk]


def _sheet(cast) -> list[int]:
    from tongpin.documents.sheet_import import preview_sheet

    rows = IMPORTER.read(cast.unit("JU"), IMPORTER.template(), "题库.xlsx")
    return [
        preview_sheet(
            cast.actor("office"), unit=cast.unit("JU"), importer=IMPORTER, file_name="题库.xlsx",
            rows=rows,
        ).pk
    ]  # fmt: skip


def _managed(name: str, args=S, *, post: bool = False, **more) -> Row:
    return Row(
        f"examinations:{name}", "office", without="member1", outside="secretary2", args=args,
        post=post, **more,
    )  # fmt: skip


ROWS = [
    Row("examinations:sittings", "supervisor", without="member1"),
    Row("examinations:sitting-new", "office", without="leader"),
    Row("examinations:sitting", "secretary1", without="member1",
        args=lambda cast: [hall.sitting(cast, codes=("ZB1",)).pk], outside="secretary2"),
    _managed("sitting-edit"),
    _managed("people"),
    _managed("extend", _candidate),
    _managed("excuse", _candidate),
    _managed("markers"),
    _managed("sitting-cancel"),
    _managed("retract"),
    _managed("close", post=True),
    _managed("publish", post=True),
    _managed("make-up", post=True),
    _managed("correct", _item),
    Row("examinations:mark", "office", without="member1", args=S, answers=(403,)),
    Row("examinations:own", "member1", without="system"),
    Row("examinations:practice", "member1", without="system", query="?seed=1&n=1"),
    Row("examinations:own-sitting", "member1", without="system", outside="office", args=S),
    Row("examinations:start", "member1", without="system", outside="office", args=S, post=True),
    Row("examinations:sheet-of-answers", "member1", without="system", outside="office", args=S,
        answers=(302,)),
    Row("examinations:answer", "member1", without="system", outside="office", args=S, post=True),
    Row("examinations:clock", "member1", without="system", outside="office", args=S),
    Row("examinations:submit", "member1", without="system", outside="office", args=S, answers=(302,)),
    Row("examinations:list", "secretary1", without="leader"),
    Row("examinations:question-new", "secretary1", without="leader"),
    _managed("question", _branch_question),
    _managed("question-edit", _branch_question),
    _managed("question-withdraw", _branch_question),
    _managed("question-restore", _branch_question, post=True),
    Row("examinations:sheet-upload", "office", without="leader"),
    Row("examinations:sheet-template", "office", without="leader"),
    Row("examinations:sheet", "office", without="leader", outside="secretary1", args=_sheet),
    Row("examinations:sheet-confirm", "office", without="leader", outside="secretary1", args=_sheet, post=True),
    Row("examinations:sheet-undo", "office", without="leader", outside="secretary1", args=_sheet, post=True),
    Row("examinations:papers", "secretary1", without="leader"),
    Row("examinations:paper-new", "secretary1", without="leader"),
    *(_managed(name, pk(hall.draft_paper)) for name in
      ("paper", "paper-draw", "paper-pick", "paper-withdraw", "paper-printed")),
    *(_managed(name, pk(hall.draft_paper), post=True) for name in
      ("paper-arrange", "paper-fix", "paper-reopen")),
]  # fmt: skip

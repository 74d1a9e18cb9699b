"""Rows of the access table for 学习."""

from __future__ import annotations

from tests.architecture.row import Row, pk
from tests.ledgers.study import desk
from tongpin.documents.queries import attachments


def _topic(cast) -> list[int]:
    row = desk.adopted(cast)
    return [row.pk, desk.first_topic(row).pk]


def _file(cast) -> list[int]:
    row = desk.with_file(cast)
    return [row.pk, attachments(row.owner)[0].pk]


def _written(name: str, args, *, post: bool = False) -> Row:
    return Row(f"study:{name}", "secretary1", without="member1", outside="secretary2", args=args,
               post=post)  # fmt: skip


PLAN, MATERIAL, LIST = pk(desk.adopted), pk(desk.with_file), pk(desk.reading_list)
ROWS = [
    Row("study:overview", "member1", without="system"),
    Row("study:archive", "leader", without="member1"),
    Row("study:plans", "member1", without="system"),
    Row("study:plan-new", "secretary1", without="member1"),
    Row("study:plan", "member1", without="system", outside="secretary2", args=PLAN),
    *(_written(n, PLAN) for n in ("plan-edit", "plan-adopt", "plan-send", "plan-withdraw", "topic-new")),
    _written("plan-carry-over", PLAN, post=True),
    Row("study:plan-printed", "member1", without="system", outside="secretary2", args=PLAN),
    *(_written(n, _topic) for n in ("topic-edit", "topic-finish", "topic-drop")),
    _written("topic-reopen", _topic, post=True),
    Row("study:materials", "member1", without="system"),
    Row("study:material-new", "secretary1", without="member1"),
    Row("study:material", "member1", without="system", outside="secretary2", args=MATERIAL),
    Row("study:material-file", "member1", without="system", outside="secretary2", args=_file),
    _written("material-edit", MATERIAL),
    _written("material-withdraw", MATERIAL),
    _written("material-remove", _file, post=True),
    Row("study:list-new", "secretary1", without="member1"),
    _written("list-edit", LIST),
    _written("list-withdraw", LIST),
    Row("study:own", "member1", without="system"),
    Row("study:own-withdraw", "member1", without="system", outside="secretary1",
        args=pk(desk.alone), post=True),
    Row("study:confirm", "secretary1", without="office"),
    Row("study:enter-for", "secretary1", without="office"),
    Row("study:return", "secretary1", without="office", outside="secretary2", args=pk(desk.alone)),
    Row("study:hours", "secretary1", without="member1"),
]  # fmt: skip

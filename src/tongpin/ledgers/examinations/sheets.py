"""The bank as a table, in and out, and the paper as it is printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tongpin.audit.actor import Actor
from tongpin.documents.sheet_import import Judge, SheetColumn, SheetImporter, Values
from tongpin.formats.word import OfficialDocument
from tongpin.formats.xlsx import write_sheet
from tongpin.ledgers.examinations import queries
from tongpin.ledgers.examinations.actions import (
    Draft,
    add_question,
    faults,
    withdraw_question,
)
from tongpin.ledgers.examinations.keys import key_words, read_key, written_key
from tongpin.ledgers.examinations.marking import points
from tongpin.ledgers.examinations.models import (
    LETTERS,
    Difficulty,
    Kind,
    Paper,
    PaperItem,
    Question,
)
from tongpin.ledgers.examinations.queries import fingerprint
from tongpin.org.models import Unit

KINDS = {label: key for key, label in Kind.choices} | {
    "单选": "single", "单项选择题": "single", "多选": "multiple", "多项选择题": "multiple",
    "判断": "judge", "填空": "blank", "简答": "short", "问答题": "short",
}  # fmt: skip
HARD = {label: key for key, label in Difficulty.choices} | {
    "": 2, "易": 1, "简单": 1, "容易": 1, "中": 2, "一般": 2, "难": 3, "困难": 3,
}  # fmt: skip
OPTION_KEYS = tuple(f"option_{letter.lower()}" for letter in LETTERS)
COLUMNS = (
    SheetColumn("kind", "题型", longest=10, is_required=True, example="单选题"),
    SheetColumn("topic", "专题", ("知识点", "类别"), longest=40, is_required=True, example="党员教育管理"),
    SheetColumn("difficulty", "难度", longest=4, example="中等"),
    SheetColumn("stem", "题干", ("题目", "试题"), longest=2000, is_required=True,
                example="党员每年集中学习培训时间一般不少于多少学时？"),
    *(SheetColumn(key, f"选项{letter}", (letter,), longest=500, example=text)
      for key, letter, text in zip(OPTION_KEYS, LETTERS, ("24", "32", "40", "56", "", "", "", ""),
                                   strict=True)),
    SheetColumn("key", "答案", ("正确答案", "标准答案"), longest=2000, is_required=True, example="B"),
    SheetColumn("explanation", "解析", longest=2000, example="书记和班子成员不少于56学时。"),
    SheetColumn("source", "依据", ("出处",), longest=100, example="《中国共产党党员教育管理工作条例》"),
    SheetColumn("article", "条款", longest=60, example="第二十条"),
)  # fmt: skip


def _draft(values: Values) -> Draft:
    kind = KINDS[values["kind"]]
    options = [values[key] for key in OPTION_KEYS]
    while options and not options[-1]:
        options.pop()
    return Draft(
        kind=kind, stem=values["stem"], key=read_key(kind, values["key"]), topic=values["topic"],
        options=options if kind in (Kind.SINGLE, Kind.MULTIPLE) else (),
        difficulty=HARD[values["difficulty"]], explanation=values["explanation"],
        source=values["source"], article=values["article"],
    )  # fmt: skip


def _judging(unit: Unit) -> Judge:
    known = queries.known(unit)

    def judge(values: Values) -> list[tuple[str, str]]:
        found = []
        if values["kind"] not in KINDS:
            found.append(("kind", f"只能是{'、'.join(label for _, label in Kind.choices)}"))
        if values["difficulty"] not in HARD:
            found.append(
                ("difficulty", f"只能是{'、'.join(label for _, label in Difficulty.choices)}")
            )
        if found:
            return found
        draft = _draft(values)
        if "" in (text.strip() for text in draft.options):
            return [("key", "选项中间有空格，请从A起依次填写")]
        found = [
            (OPTION_KEYS[0] if f == "options" else f, words.rstrip("。"))
            for f, words in faults(draft)
        ]
        mark = fingerprint(draft.kind, draft.stem, draft.options)
        if mark in known:
            found.append(("stem", "题库里或者本表前面已经有同样的题"))
        known.add(mark)
        return found

    return judge


def _write(actor: Actor, unit: Unit, values: Values) -> int:
    return add_question(actor, unit=unit, draft=_draft(values)).pk


def _take_back(actor: Actor, unit: Unit, key: int) -> None:
    row = Question.objects.select_related("unit").get(pk=key)
    if not row.withdrawn_reason:
        withdraw_question(
            actor, unit=row.unit, question=row, version=row.version, reason="撤销表格导入"
        )


IMPORTER = SheetImporter(
    kind="examinations", title="题库", permission="examinations.manage", namespace="examinations",
    columns=COLUMNS, judging=_judging, write=_write, take_back=_take_back,
)  # fmt: skip


def bank_sheet(rows: Iterable[Question], title: str) -> bytes:
    """Questions in the columns of the import, so that they can be taken in elsewhere."""
    lines = [
        [
            row.get_kind_display(), row.topic, row.get_difficulty_display(), row.stem,
            *(row.options[n] if n < len(row.options) else "" for n in range(len(LETTERS))),
            written_key(row.kind, row.key).replace("\n", "；"), row.explanation, row.source,
            row.article,
        ]
        for row in rows
    ]  # fmt: skip
    return write_sheet([(c.head, "text") for c in COLUMNS], lines, title=title)


def printed(paper: Paper, items: Sequence[PaperItem], *, with_key: bool) -> bytes:
    """The paper as a Word file in the order of its numbers, with the keys or with room to write."""
    document = OfficialDocument(f"{paper.title}{'参考答案' if with_key else ''}")
    if not with_key:
        document.line("党支部：　　　　　　　姓名：　　　　　　　得分：　　　　")
    if paper.note:
        document.paragraph(paper.note)
    for section, kind in enumerate([k for k in Kind if any(i.kind == k for i in items)]):
        group = [i for i in items if i.kind == kind]
        worth = points(sum(i.worth for i in group))
        document.heading(f"{'一二三四五'[section]}、{kind.label}（共{len(group)}题，{worth}分）")
        for item in group:
            _print_item(document, item, with_key)
    return document.save()


def _print_item(document: OfficialDocument, item: PaperItem, with_key: bool) -> None:
    content = item.shown
    document.paragraph(f"{item.number}．{content['stem']}（{points(item.worth)}分）")
    if with_key:
        document.paragraph(f"答案：{key_words(content)}")
        ground = "".join((content["source"], content["article"]))
        notes = "　".join(filter(None, (content["explanation"], ground)))
        if notes:
            document.paragraph(f"解析：{notes}")
        return
    for letter, text in zip(LETTERS, content["options"], strict=False):
        document.paragraph(f"{letter}．{text}")
    if item.kind == Kind.SHORT:
        for _ in range(5):
            document.line("")

"""测评表, 结果汇总, 登记表 in Word; the year's table and the slips as spreadsheets."""

from __future__ import annotations

from datetime import date

from tongpin.formats.word import OfficialDocument
from tongpin.formats.xlsx import write_sheet
from tongpin.ledgers.appraisals.models import Appraisal, Grade, Mark, Participant, Tally

TITLES = {"ballot": "民主测评表", "results": "民主评议结果汇总"}
"""The papers that concern the whole branch."""

COLUMNS = [
    ("序号", "int"), ("姓名", "text"), ("性别", "text"), ("出生日期", "date"), ("人员类别", "text"),
    ("自评日期", "date"), ("互评意见", "int"), *((label, "int") for label in Mark.labels),
    ("评定等次", "text"), ("反馈日期", "date"), ("备注", "text"),
]  # fmt: skip


def year_table(row: Appraisal, roll: list[Participant]) -> bytes:
    """The usual table, in the order of the roll, never by grade."""
    lines = []
    for number, line in enumerate(roll, 1):
        person = line.person
        tally = _tally(line)
        lines.append([
            number, person.name, person.get_sex_display(), person.born_on,
            line.get_stage_display(), line.self_on, getattr(line, "said", None),
            *(tally.counts().values() if tally else [None] * len(Mark)),
            line.get_grade_display() or ("" if line.is_graded_kind else "不评定等次"),
            line.told_on, line.away_reason,
        ])  # fmt: skip
    return write_sheet(COLUMNS, lines, title=f"{row.unit}{row}情况表")


def slips(row: Appraisal, codes: list[tuple[str, str]], address: str) -> bytes:
    """The codes to cut out and hand over; they are kept nowhere else."""
    lines = [[name, code, address] for name, code in codes]
    return write_sheet(
        [("姓名", "text"), ("投票码", "text"), ("投票地址", "text")], lines,
        title=f"{row.unit}{row}投票码",
        notes=["投票码只在这里出现一次，请裁开分别交给本人。", "系统不保存谁投了什么。"],
    )  # fmt: skip


def ballot_paper(row: Appraisal, subjects: list[Participant]) -> bytes:
    """测评表: blank, to be printed; nobody signs."""
    document = OfficialDocument(f"{row.unit.name}{row.year}年度民主测评表")
    document.paragraph("请在每位同志相应的栏内打“√”，每人只选一项。不署名。")
    head = ["序号", "姓名", *Mark.labels]
    rows = [[n, p.person.name, *[""] * len(Mark)] for n, p in enumerate(subjects, 1)]
    document.table("测评意见", [head, *rows], [14, 32, 22, 22, 22, 22, 22])
    return document.save()


def results_paper(row: Appraisal, roll: list[Participant], cap_words: str) -> bytes | None:
    """结果汇总: turnout, numbers by grade, then each in the order of the roll."""
    if row.closed_on is None:
        return None
    document = OfficialDocument(f"{row.unit.name}{row.year}年度民主评议党员结果汇总")
    full = sum(p.is_graded_kind for p in roll)
    away = sum(bool(p.away_reason) for p in roll)
    document.paragraph(
        f"评议名单以{row.rolled_on.year}年{row.rolled_on.month}月{row.rolled_on.day}日为准，"
        f"共{len(roll)}人，其中正式党员{full}人、预备党员{len(roll) - full}人，未参加{away}人。"
        f"民主测评发出测评表{row.issued}张，收回{row.returned}张，有效{row.valid}张。"
    )
    counts = [sum(p.grade == g for p in roll) for g in Grade.values]
    document.table("评定等次", [Grade.labels, counts], [39, 39, 39, 39])
    if row.decided_on is not None:
        document.paragraph(cap_words)
    if row.cap_reason:
        document.paragraph(f"优秀超过比例，经{row.cap_approver}同意：{row.cap_reason}。")
    head = ["序号", "姓名", *(f"{label}票" for label in Mark.labels), "评定等次"]
    rows = []
    for number, line in enumerate(roll, 1):
        tally = _tally(line)
        votes = list(tally.counts().values()) if tally else ["—"] * len(Mark)
        grade = line.get_grade_display() or ("未评定" if line.is_graded_kind else "不评定等次")
        rows.append([number, line.person.name, *votes, grade])
    document.table("测评和评定情况", [head, *rows], [13, 27, 17, 17, 22, 19, 17, 24])
    document.signature(row.unit.name, row.decided_on or row.closed_on)
    return document.save()


def form_paper(row: Appraisal, line: Participant, comments: list[str], day: date) -> bytes:
    """登记表 of one member; the self-assessment in words only where the caller may read it."""
    person = line.person
    document = OfficialDocument(f"{row.year}年度民主评议党员登记表")
    born = person.born_on
    tally = _tally(line)
    votes = "　".join(f"{Mark(m).label}{n}票" for m, n in tally.counts().items()) if tally else ""
    self_words = line.self_text or ("见纸质自评材料" if line.self_on_paper else "")
    particulars = [
        ("项目", "内容"),
        ("姓名", person.name),
        ("性别", person.get_sex_display()),
        ("出生年月", f"{born.year}年{born.month}月" if born else ""),
        ("人员类别", line.get_stage_display()),
        ("所在党支部", row.unit.name),
        ("个人自评", self_words),
        ("党员互评意见", "\n".join(comments)),
        ("民主测评结果", votes),
        ("支部评定意见", line.grade_note),
        ("评定等次", line.get_grade_display() or ("" if line.is_graded_kind else "不评定等次")),
        ("帮助教育措施", line.measure),
        ("本人签字", ""),
        ("支部书记签字", ""),
    ]
    document.table(str(row), [list(pair) for pair in particulars], [35, 121])
    document.signature(row.unit.name, row.decided_on or day)
    return document.save()


def _tally(line: Participant) -> Tally | None:
    found: Tally | None = getattr(line, "tally", None)
    return found

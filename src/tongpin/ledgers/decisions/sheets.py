"""Papers of 三重一大: the minutes of a meeting's decisions and one resolution, as Word."""

from __future__ import annotations

from tongpin.audit.actor import Actor
from tongpin.formats.word import OfficialDocument
from tongpin.ledgers.decisions import queries
from tongpin.ledgers.decisions.models import Item, Resolution
from tongpin.life.models import Gathering, Presence
from tongpin.org.scope import Scope
from tongpin.ui.templatetags.tongpin import cn_date

ORDINALS = "一二三四五六七八九十"


def minutes(row: Gathering, actor: Actor) -> bytes:
    """会议纪要: who was there, and item by item report, opinions, numbers, decision.

    What the reader may not know is told as （人事议题） with its number alone.
    """
    paper = OfficialDocument(f"{row.unit.name}会议纪要")
    paper.paragraph(f"时间：{cn_date(row.held_on)}")
    if row.place:
        paper.paragraph(f"地点：{row.place}")
    if row.chair:
        paper.paragraph(f"主持：{row.chair.name}")
    for presence, label in ((Presence.PRESENT, "出席"), (Presence.LEAVE, "请假"),
                            (Presence.OBSERVER, "列席")):  # fmt: skip
        names = [a.person.name for a in row.attendances.select_related("person")
                 if a.presence == presence]  # fmt: skip
        if names:
            paper.paragraph(f"{label}：{'、'.join(names)}")
    if row.recorder:
        paper.paragraph(f"记录：{row.recorder.name}")
    rows = queries.items(Scope.everything()).filter(gathering=row, withdrawn_reason="")
    items = list(rows.order_by("position", "pk"))
    for number, item in enumerate(items, start=1):
        head = _ordinal(number)
        if not queries.may_know(actor, item.topic):
            paper.heading(f"{head}、{queries.SEALED}")
            paper.paragraph("另行记录。")
            continue
        paper.heading(f"{head}、{item.topic.title}")
        for words in _discussion(item):
            paper.paragraph(words)
    if not items:
        paper.paragraph("本次会议没有列入三重一大议题。")
    paper.signature(row.unit.name, row.held_on)
    return paper.save()


def _ordinal(number: int) -> str:
    if number <= 10:
        return ORDINALS[number - 1]
    tens, ones = divmod(number, 10)
    head = "" if tens == 1 else ORDINALS[tens - 1]
    return f"{head}十{ORDINALS[ones - 1] if ones else ''}"


def _discussion(item: Item) -> list[str]:
    lines = []
    if item.reporter:
        lines.append(f"{item.reporter}汇报了有关情况。")
    lines += [f"{r.person.name}因{r.reason}回避。" for r in item.recusals.all()]
    for speech in item.speeches.all():
        said = f"：{speech.words}" if speech.words else "。"
        kept = "（保留意见）" if speech.is_reserved else ""
        lines.append(f"{speech.person.name}{speech.get_stance_display()}{kept}{said}")
    found = queries.validity(item)
    if found.counted is not None and found.counted.vote.yes is not None:
        vote, numbers = found.counted.vote, found.counted.numbers
        lines.append(
            f"应到{numbers['entitled']}人，实到{numbers['present']}人。表决：赞成{vote.yes}票，"
            f"不赞成{vote.no or 0}票，弃权{vote.abstain or 0}票。"
        )
    if item.outcome:
        lines.append(f"会议决定（{item.get_outcome_display()}）：{item.conclusion}")
    return lines


def resolution(row: Resolution) -> bytes:
    """决议 with its tasks."""
    paper = OfficialDocument(f"{row.unit.name}关于{row.item.topic.title}的决议")
    paper.paragraph(f"编号：{row}")
    paper.paragraph(f"{cn_date(row.adopted_on)}会议讨论了“{row.item.topic.title}”，决定如下：")
    for line in row.text.splitlines():
        if line.strip():
            paper.paragraph(line.strip())
    tasks = list(row.tasks.select_related("unit"))
    if tasks:
        paper.table(
            "落实任务分工",
            [("任务", "责任单位", "责任人", "完成时限")]
            + [(t.words, str(t.unit), t.person, cn_date(t.due_on)) for t in tasks],
            widths_mm=(70, 36, 22, 28),
        )
    paper.signature(row.unit.name, row.adopted_on)
    return paper.save()

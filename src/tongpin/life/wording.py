"""The words of a notice, the same in inbox, mail, robot and Word."""

from __future__ import annotations

from tongpin.documents.queries import attachments
from tongpin.life.models import Gathering

WEEKDAYS = "一二三四五六日"


def when(row: Gathering) -> str:
    """2020年9月25日（星期五）15:00—17:00."""
    day = row.held_on
    words = f"{day.year}年{day.month}月{day.day}日（星期{WEEKDAYS[day.weekday()]}）"
    return words + "—".join(f"{t:%H:%M}" for t in (row.starts_at, row.ends_at) if t)


def notice_title(row: Gathering) -> str:
    """关于召开…的通知."""
    verb = "召开" if any(k.kind.endswith("meeting") for k in row.kinds.all()) else "开展"
    return f"关于{verb}{row.kind_labels}的通知"


def notice_lines(row: Gathering) -> list[tuple[str, str]]:
    """`(label, text)` of everything a recipient has to know, in order; empty ones left out."""
    pairs = [
        ("主题", row.topic),
        ("时间", when(row)),
        ("地点", row.place or "另行通知"),
        ("主持人", str(row.chair or "")),
        ("联合单位", "、".join(str(j.unit) for j in row.joint_units.select_related("unit"))),
        ("列席人员", row.guests),
        ("议程", row.agenda),
        ("材料", "、".join(item.name for item in attachments(row.ref))),
    ]
    return [(label, text) for label, text in pairs if text]


def notice_text(row: Gathering) -> str:
    """The notice as plain text."""
    lines = [f"{label}：{text}" for label, text in notice_lines(row)]
    return "\n".join([*lines, "请按时参加；不能参加的，请在系统中请假并写明事由。"])

"""The sample year's study: the centre group's plan, a branch's plan, the library, self-study."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tongpin.audit.actor import Actor
from tongpin.audit.clock import on_day, site_day
from tongpin.ledgers.study import actions, queries
from tongpin.ledgers.study.actions import TopicDraft
from tongpin.ledgers.study.models import Material, Topic
from tongpin.org.models import Unit
from tongpin.project.sample.bureau import Sample

JANUARY, ISSUED, SENT = date(2020, 1, 13), date(2020, 1, 20), date(2020, 2, 10)
LIBRARY = (
    ("book", "《习近平谈治国理政》第三卷", "外文出版社", "理论学习", "2020年6月出版"),
    ("book", "《中国共产党章程》", "中国共产党第十九次全国代表大会修改", "党章党规", ""),
    ("book", "《中国共产党支部工作条例（试行）》", "中共中央", "党章党规", "2018年10月28日起施行"),
    ("book", "《中国共产党党员教育管理工作条例》", "中共中央", "党章党规", "2019年5月6日起施行"),
    ("file", "2020年党员应知应会", "局党办", "党章党规", "考前复习用"),
)  # fmt: skip
TEXT = "2020年党员应知应会\n\n1. “三会一课”：支部党员大会、支部委员会会议、党小组会、党课。\n"
# (month, topic, form, words in the topic of the record that carried it out)
CENTRE = (
    (3, "统筹推进疫情防控和经济社会发展", "seminar", "疫情防控"),
    (4, "全面从严治党和党风廉政建设", "seminar", ""), (6, "长江保护和水安全", "seminar", "长江保护"),
    (7, "防汛抗旱专题调研", "research", ""), (8, "《习近平谈治国理政》第三卷", "seminar", ""),
    (9, "意识形态工作责任制", "seminar", ""), (11, "国家治理体系和治理能力现代化", "seminar", ""),
    (12, "水利高质量发展", "exchange", ""),
)  # fmt: skip
BRANCH = (
    (2, "疫情防控中的党员先锋作用", "self", ""), (3, "守初心、护碧水", "lecture", "守初心"),
    (6, "学习民法典", "lecture", "学习民法典"), (7, "重温入党誓词", "theme_day", "入党誓词"),
    (9, "学习英模事迹", "theme_day", "英模"), (11, "十九届五中全会精神", "reading", ""),
)  # fmt: skip
ALONE = (
    "学习党章第一章",
    "学习《支部工作条例（试行）》",
    "“学习强国”专题课程",
    "《习近平谈治国理政》第三卷",
)


def fill(actor: Actor, sample: Sample) -> None:
    """The library and the plans in January, self-study through the spring."""
    bureau, first = sample.bureau, sample.branches["SW01"]
    with on_day(JANUARY):
        shelf = [_material(actor, bureau, *line) for line in LIBRARY]
        actions.add_reading_list(
            actor, unit=bureau, year=2020, title="2020年党员学习书单", note="每季度至少读一种。",
            materials=shelf[:4],
        )  # fmt: skip
    _plan(actor, bureau, "centre", "2020年党委理论学习中心组学习计划", CENTRE, shelf)
    _plan(actor, first, "branch", "2020年机关一支部学习计划", BRANCH, shelf)
    _alone(actor, sample, first, shelf)


def _material(
    actor: Actor, unit: Unit, kind: str, title: str, author: str, category: str, note: str
) -> Material:
    files = [(f"{title}.txt", TEXT.encode())] if kind == "file" else []
    return actions.add_material(
        actor, unit=unit, title=title, kind=kind, author=author, category=category, note=note,
        attachments=files,
    )  # fmt: skip


def _plan(
    actor: Actor, unit: Unit, group: str, title: str, lines: tuple[tuple[int, str, str, str], ...],
    shelf: list[Material],
) -> None:  # fmt: skip
    with on_day(JANUARY):
        row = actions.create_plan(
            actor, unit=unit, year=2020, group=group, title=title,
            requirements="集中学习和个人自学相结合；不能参加的请假并及时补学。",
        )  # fmt: skip
        for number, (month, words, form, _) in enumerate(lines):
            draft = TopicDraft(
                date(2020, month, 25), words, form, materials=[shelf[number % 4]],
                lead_name="县委党校教师" if number == 1 else "党委书记" if group == "centre" else "支部书记",
            )  # fmt: skip
            row.refresh_from_db()
            actions.write_topic(actor, unit=unit, plan=row, version=row.version, draft=draft)
        row.refresh_from_db()
    with on_day(ISSUED):
        row = actions.adopt_plan(actor, unit=unit, plan=row, version=row.version, on=ISSUED)
    if group == "centre":
        with on_day(SENT):
            row = actions.send_plan(
                actor,
                unit=unit,
                plan=row,
                version=row.version,
                on=SENT,
                to="县委宣传部、县委组织部",
            )
    records = queries.gatherings_for(row)
    carried = {title: words for _, title, _, words in lines}
    for item in Topic.objects.filter(plan=row, due_on__lt=date(2020, 9, 30)):
        words = carried[item.title]
        held = next((g for g in records if words and words in g.topic), None)
        alone = item.form in ("self", "research")
        if held is None and not alone:
            continue
        row.refresh_from_db()
        how = {} if held is not None else {"on": item.due_on, "how": "形成书面材料，已归档。"}
        with on_day(min(item.due_on + timedelta(days=2), site_day())):
            actions.finish_topic(
                actor, unit=unit, plan=row, version=row.version, topic=item, gathering=held, **how
            )


def _alone(actor: Actor, sample: Sample, unit: Unit, shelf: list[Material]) -> None:
    """Entries of a branch, confirmed month by month; two wait."""
    secretary = sample.accounts["shuji1"]
    confirming = replace(actor, account_id=secretary.pk)
    people = [p for p in sample.members["SW01"] if p.pk != secretary.person_id]
    for month in range(3, 9):
        day = date(2020, month, 18)
        with on_day(day):
            rows = [
                actions.enter_self_study(
                    actor, person=person, on=day, minutes=60 + 30 * (n % 3), what=ALONE[n % 4],
                    material=shelf[1] if n % 4 == 0 else None,
                )
                for n, person in enumerate(people[month : month + 12])
            ]  # fmt: skip
        with on_day(day + timedelta(days=5)):
            actions.confirm_self_study(confirming, unit=unit, entries=rows)
    with on_day(date(2020, 9, 17)):
        for person in people[:2]:
            actions.enter_self_study(
                actor, person=person, on=date(2020, 9, 16), minutes=90, what=ALONE[3]
            )

"""The sample year's life meetings and appraisals: last year's finished, this year's under way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from tongpin.audit.actor import Actor
from tongpin.audit.clock import on_day
from tongpin.casework.actions import Happening, close_case
from tongpin.ledgers.appraisals import actions as appraisals
from tongpin.ledgers.appraisals import queries as rolls
from tongpin.ledgers.appraisals.models import Appraisal, Mark, Participant, Ticket
from tongpin.ledgers.meetings import actions, queries
from tongpin.ledgers.meetings.models import Meeting
from tongpin.life.actions import Minutes, record_gathering
from tongpin.life.models import Gathering
from tongpin.life.queries import circle_of, expected_people
from tongpin.org.access import actor_of
from tongpin.org.models import Person, Unit
from tongpin.project.sample.bureau import Sample

THEME = "不忘初心、牢记使命，加强治水兴水责任担当"
PLAN = """一、总体要求
深入学习贯彻党的创新理论，对照党章党规，对照岗位职责，查摆问题、剖析原因、明确方向。
二、会前准备
（一）集中学习。组织中心组专题学习，领导班子成员认真自学。
（二）征求意见。采取召开座谈会、个别走访、设意见箱等方式，向党员群众和基层单位征求意见。
（三）谈心谈话。主要负责人与班子成员之间、班子成员相互之间、班子成员与分管单位负责人之间都要谈到谈透。
（四）撰写材料。班子对照检查材料由主要负责人主持撰写，个人发言提纲由本人动手撰写。
三、会议程序
通报上年度整改落实情况和征求意见情况；主要负责人代表班子作对照检查并带头作自我批评；班子成员逐一作自我批评，其他同志提出批评意见；主要负责人总结。
四、有关要求
坚持实事求是、出以公心，防止一团和气。会后制定整改清单，逐项落实。"""
REPORT = """局党委于2020年1月18日召开2019年度民主生活会，县委督导组到会指导，应到5人，实到5人。
一、会前准备
组织专题学习，征求到意见建议3条，班子成员之间、班子成员与支部书记之间普遍开展谈心谈话，班子和个人对照检查材料经审阅后修改完善。
二、会议情况
通报上年度整改落实情况，主要负责人带头作自我批评，班子成员逐一发言，相互提出批评意见。
三、整改打算
围绕查摆出的问题制定整改清单，明确措施、责任人和时限，抓好落实。"""
NOTICE = """局党委2019年度民主生活会于2020年1月18日召开。会议通报了上年度整改落实情况，班子成员逐一作自我批评、相互批评。
针对查摆出的问题，已制定整改清单，明确措施、责任人和时限，落实情况在下一年度会议上报告，请广大党员群众监督。"""
REMARKS = (
    ("masses", None, "灌区用水高峰期到现场少，建议多到田间地头听意见。", "走访群众"),
    ("branches", None, "会议还可以再精简，给支部留出抓业务的时间。", "座谈会"),
    ("units", 1, "分管工作布置多、检查少，建议加强跟踪问效。", "个别访谈"),
)
PROBLEMS = (
    (
        "到灌区一线调研不够，解决用水矛盾不及时",
        "班子成员每人联系一个灌区，每月到现场不少于一次",
        (6, 30),
    ),
    ("会议偏多，开短会、讲短话落实不够好", "每月集中安排会议，能合并的合并，严控会议时间", (3, 31)),
)


def fill(actor: Actor, sample: Sample) -> None:
    """Enter everything on its day."""
    units: Mapping[str, Unit] = {sample.bureau.code: sample.bureau} | sample.branches
    _last_year(actor, sample.bureau)
    _this_year(actor, sample)
    _branch_meeting(actor, units["SW02"])
    _talks(actor, units["SW01"])
    _finished_appraisal(actor, units["SW02"])
    _open_appraisal(actor, units["SW03"])


def _step(actor: Actor, row: Meeting, key: str, on: date, **extra: Any) -> None:
    with on_day(on):
        happening = Happening(key, on, extra.pop("values", {}), **extra)
        actions.take_step(actor, unit=row.unit, meeting=row, happening=happening)


def _held(actor: Actor, unit: Unit, on: date, **minutes: Any) -> Gathering:
    with on_day(on):
        grid = {p.pk: ("present", "") for p in expected_people(unit, on)}
        grid = {} if minutes.get("talks") else grid
        return record_gathering(
            actor, unit=unit, minutes=Minutes(held_on=on, attendance=grid, **minutes)
        )


def _last_year(actor: Actor, bureau: Unit) -> None:
    """2019年度民主生活会: held in January, notified late, its list half done."""
    row = _begun_last_year(actor, bureau)
    team = queries.team(row, date(2020, 1, 18))
    _prepared_last_year(actor, row, team)
    _met_last_year(actor, row, team)
    _followed_last_year(actor, row, team)


def _begun_last_year(actor: Actor, bureau: Unit) -> Meeting:
    begin = date(2020, 1, 2)
    with on_day(begin):
        row = actions.open_meeting(
            actor, unit=bureau, procedure="democratic_life", year=2019, theme=THEME,
            opened_on=begin, planned_on=date(2020, 1, 18),
        )  # fmt: skip
        actions.write_plan(
            actor, unit=bureau, meeting=row, version=row.version, theme=THEME, plan=PLAN,
            planned_on=date(2020, 1, 18),
        )  # fmt: skip
    return row


def _prepared_last_year(actor: Actor, row: Meeting, team: Sequence[Person]) -> None:
    """Study, opinions, materials on paper and talks of everybody with everybody."""
    bureau = row.unit
    study = _held(
        actor, bureau, date(2020, 1, 6), kinds=("theory_study",), topic="民主生活会会前专题学习"
    )
    with on_day(date(2020, 1, 8)):
        actions.cite_study(actor, unit=bureau, meeting=row, gathering=study)
        for source, about, content, way in REMARKS:
            actions.add_remark(
                actor, unit=bureau, meeting=row, source=source, content=content, way=way,
                about=None if about is None else team[about], collected_on=date(2020, 1, 8),
            )  # fmt: skip
    with on_day(date(2020, 1, 13)):
        for person in (None, *team):
            actions.take_material_on_paper(
                actor, unit=bureau, meeting=row, person=person, on=date(2020, 1, 13)
            )
    pairs = tuple((a, b) for n, a in enumerate(team) for b in team[n + 1 :])
    _held(
        actor,
        bureau,
        date(2020, 1, 10),
        kinds=("heart_talk",),
        topic="班子成员谈心谈话",
        talks=pairs,
    )
    for key, day in (
        ("theme", 2),
        ("plan_reported", 3),
        ("study", 6),
        ("opinions", 8),
        ("talks", 10),
        ("materials", 13),
    ):
        _step(actor, row, key, date(2020, 1, day))


def _met_last_year(actor: Actor, row: Meeting, team: Sequence[Person]) -> None:
    bureau = row.unit
    held = _held(
        actor, bureau, date(2020, 1, 18), kinds=("democratic_life_meeting",), makes_up="2019",
        topic="2019年度民主生活会", place="三楼会议室", content="主要负责人带头，班子成员逐一作自我批评、相互批评。",
    )  # fmt: skip
    told = {"last_year_reported": True, "leader_first": True}
    vote = {"entitled": len(team), "present": len(team)}
    _step(actor, row, "meeting", date(2020, 1, 18), gathering=held, values=told | {"vote": vote})


def _followed_last_year(actor: Actor, row: Meeting, team: Sequence[Person]) -> None:
    """What was said, the list, the report and the notification."""
    bureau = row.unit
    with on_day(date(2020, 1, 20)):
        _said(actor, row)
        for title, measure, (month, day) in PROBLEMS:
            actions.add_problem(
                actor, unit=bureau, meeting=row, title=title, measure=measure,
                person=team[0], due_on=date(2020, month, day),
            )  # fmt: skip
        row = _fresh(row)
        row = actions.write_report(
            actor, unit=bureau, meeting=row, version=row.version, words=REPORT,
            to="县纪委监委、县委组织部",
        )  # fmt: skip
        actions.write_notice(
            actor, unit=bureau, meeting=row, version=row.version, words=NOTICE,
            to="各党支部、局属各单位",
        )  # fmt: skip
    for key, on in (
        ("reported", date(2020, 1, 22)),
        ("rectification", date(2020, 1, 22)),
        ("informed", date(2020, 2, 10)),
    ):
        _step(actor, row, key, on)


def _said(actor: Actor, row: Meeting) -> None:
    team = queries.team(row)
    for about, by, words, answer in (
        (team[0], team[0], "抓班子带队伍用力不够均衡，对年轻干部严管有余、关爱不足。", ""),
        (team[0], team[1], "到基层支部调研还不够深入。", "诚恳接受，每季度到每个支部至少一次。"),
        (team[1], team[1], "学习系统性不强，运用理论解决问题的办法不多。", ""),
    ):
        actions.add_criticism(actor, meeting=row, about=about, by=by, content=words, answer=answer)


def _this_year(actor: Actor, sample: Sample) -> None:
    """2020年度民主生活会: being prepared; one material handed in."""
    begin = date(2020, 9, 7)
    with on_day(begin):
        row = actions.open_meeting(
            actor, unit=sample.bureau, procedure="democratic_life", year=2020,
            theme="践行治水为民，夺取防汛抗疫双胜利", opened_on=begin, planned_on=date(2020, 10, 16),
        )  # fmt: skip
    _step(actor, row, "theme", date(2020, 9, 8))
    with on_day(date(2020, 9, 16)):
        leader = actor_of(sample.accounts["banzi"])
        me = next(p for p in queries.team(row) if p.pk == leader.person_id)
        actions.write_material(
            leader, meeting=row, person=me, version=0, hand_in=True,
            content="一、存在的主要问题\n联系群众还不够紧密，深入灌区一线时间偏少。\n二、今后努力方向\n每月到联系点不少于一次。",
        )  # fmt: skip
        actions.add_remark(
            actor, unit=sample.bureau, meeting=row, source="members", way="书面征求",
            content="防汛值班期间组织生活时间安排可以更灵活。", collected_on=date(2020, 9, 15),
        )  # fmt: skip


def _fresh(row: Meeting) -> Meeting:
    return Meeting.objects.select_related("unit", "case").get(pk=row.pk)


def _branch_meeting(actor: Actor, unit: Unit) -> None:
    """2019年度组织生活会 of a branch, finished and closed."""
    begin = date(2020, 1, 3)
    with on_day(begin):
        row = actions.open_meeting(
            actor,
            unit=unit,
            procedure="organizational_life",
            year=2019,
            theme=THEME,
            opened_on=begin,
        )
    for key, day in (("theme", 3), ("study", 6), ("opinions", 7), ("talks", 8)):
        _step(actor, row, key, date(2020, 1, day))
    held = Gathering.objects.get(unit=unit, held_on=date(2020, 1, 9))
    _step(actor, row, "meeting", held.held_on, gathering=held, values={"criticism": True})
    for key, on in (
        ("rectification", date(2020, 1, 14)),
        ("reported", date(2020, 1, 15)),
        ("followed_up", date(2020, 6, 18)),
    ):
        _step(actor, row, key, on)
    with on_day(date(2020, 6, 18)):
        close_case(actor, unit=unit, case=row.case, closed_on=date(2020, 6, 18), note="")


def _talks(actor: Actor, unit: Unit) -> None:
    """Half of the first branch's talks of the year."""
    people = expected_people(unit, date(2020, 8, 20))
    circle = circle_of(unit, date(2020, 8, 20))
    core = circle.core
    pairs = [(a, b) for n, a in enumerate(core) for b in core[n + 1 :]]
    pairs += [(core[n % len(core)], p) for n, p in enumerate(circle.others[: len(people) // 2])]
    _held(
        actor,
        unit,
        date(2020, 8, 20),
        kinds=("heart_talk",),
        topic="年中谈心谈话",
        talks=tuple(pairs),
    )


def _finished_appraisal(actor: Actor, unit: Unit) -> None:
    """2019年度 of a branch: counted on paper, graded, told."""
    with on_day(date(2020, 1, 3)):
        row = appraisals.open_appraisal(
            actor, unit=unit, year=2019, rolled_on=date(2020, 1, 3), opened_on=date(2020, 1, 3)
        )
    for key, day in (("study", 6), ("self", 9), ("mutual", 9)):
        _appraised(actor, row, key, date(2020, 1, day))
    with on_day(date(2020, 1, 9)):
        for line in rolls.participants(row):
            appraisals.take_self_on_paper(
                actor, unit=unit, appraisal=row, line=line, on=date(2020, 1, 9)
            )
        subjects = rolls.subjects(row)
        valid = len(rolls.participants(row)) - 3
        totals = {p.pk: _votes(n, valid) for n, p in enumerate(subjects)}
        appraisals.enter_tally(
            actor, unit=unit, appraisal=row, issued=valid + 1, returned=valid + 1, valid=valid,
            totals=totals,
        )  # fmt: skip
    with on_day(date(2020, 1, 14)):
        limit = len(rolls.participants(row)) // 3
        grades = {
            p.pk: ("excellent" if n % 3 == 0 and n // 3 < limit else "qualified", "")
            for n, p in enumerate(subjects)
        }
        row = _rolled(row)
        appraisals.set_grades(actor, unit=unit, appraisal=row, version=row.version, grades=grades)
        appraisals.decide(actor, unit=unit, appraisal=row, on=date(2020, 1, 14))
        appraisals.tell(actor, unit=unit, appraisal=row, lines=rolls.participants(row))


def _appraised(actor: Actor, row: Appraisal, key: str, on: date) -> None:
    with on_day(on):
        happening = Happening(key, on)
        appraisals.take_step(actor, unit=row.unit, appraisal=row, happening=happening, files=[])


def _rolled(row: Appraisal) -> Appraisal:
    return Appraisal.objects.select_related("unit", "case").get(pk=row.pk)


def _votes(number: int, valid: int) -> dict[str, int]:
    best = valid * 3 // 4 if number % 3 == 0 else valid // 5
    return {"excellent": best, "qualified": valid - best - 1, "abstain": 1}


def _open_appraisal(actor: Actor, unit: Unit) -> None:
    """Of another branch, this year: the electronic ballot is open, half have voted."""
    begin = date(2020, 9, 10)
    with on_day(begin):
        row = appraisals.open_appraisal(
            actor, unit=unit, year=2020, rolled_on=begin, opened_on=begin
        )
        for line in rolls.participants(row)[:-2]:
            appraisals.take_self_on_paper(actor, unit=unit, appraisal=row, line=line, on=begin)
    for key in ("study", "self", "mutual"):
        _appraised(actor, row, key, begin + timedelta(days=5))
    with on_day(date(2020, 9, 18)):
        appraisals.open_ballot(actor, unit=unit, appraisal=row)
        subjects = [p.pk for p in rolls.subjects(row)]
        voters = Participant.objects.filter(appraisal=row).values_list("pk", flat=True)[:12]
        for number, key in enumerate(voters):
            ticket = Ticket.objects.select_related("participant").get(participant=key)
            mark = Mark.EXCELLENT if number % 2 else Mark.QUALIFIED
            appraisals.cast_ballot(ticket=ticket, marks=dict.fromkeys(subjects, mark.value))

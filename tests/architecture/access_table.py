"""Rows of the access table: who is let in where. A new address needs a row here or, in a ledger, in
the `ROWS` of its `tests/ledgers/<name>/access.py`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path

from tests.architecture.row import Row, pk
from tests.papers import paper
from tests.rulebook_text import LECTURES
from tongpin.audit.actor import Actor
from tongpin.audit.clock import on_day
from tongpin.audit.models import Entry
from tongpin.casework import actions as casework
from tongpin.documents.actions import attach
from tongpin.duties import actions as duties
from tongpin.duties.models import Plan
from tongpin.ledgers.opinions import actions as opinions
from tongpin.ledgers.opinions.models import Opinion
from tongpin.life import actions as life
from tongpin.life.actions import Minutes, record_gathering
from tongpin.life.models import Gathering
from tongpin.org.models import RosterImport

# Pages for everybody: log-in and first run.
OPEN = (
    "appraisals:code",
    "life:feed",
    "org:login",
    "org:setup",
    "opinions:letter",
    "opinions:receipt",
    "opinions:rate",
)
DAY = date(2020, 9, 10)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def gathering(cast) -> Gathering:
    """A recorded theme day of the first branch."""
    return record_gathering(
        cast.actor("secretary1"),
        unit=cast.unit("ZB1"),
        minutes=Minutes(kinds=("theme_day",), topic="试", held_on=DAY),
    )


def planned(cast) -> Gathering:
    """A general meeting of the first branch today, convened, with its sign-in open."""
    actor, unit = cast.actor("secretary1"), cast.unit("ZB1")
    row = life.plan_gathering(
        actor, unit=unit,
        minutes=Minutes(kinds=("general_meeting",), topic="试", held_on=date(2020, 9, 20)),
    )  # fmt: skip
    everybody = [cast.person(n) for n in ("张守正", "李组织", "郑文")]
    life.convene(actor, unit=unit, gathering=row, people=everybody)
    life.open_sign_in(actor, unit=unit, gathering=row)
    return row


def ballot(cast) -> list[int]:
    """A motion that is put to the vote at that meeting."""
    row = planned(cast)
    keys = [cast.people[n] for n in ("张守正", "李组织", "郑文")]
    vote = life.open_vote(
        cast.actor("secretary1"), unit=cast.unit("ZB1"), gathering=row, present=keys,
        motion=life.Motion("试", "branch_resolution"), standings=dict.fromkeys(keys, "voting"),
    )  # fmt: skip
    return [row.pk, vote.pk]


def absence(cast) -> list[int]:
    """Somebody who was not at a recorded gathering."""
    row = record_gathering(
        cast.actor("secretary1"), unit=cast.unit("ZB1"),
        minutes=Minutes(
            kinds=("theme_day",), topic="试", held_on=DAY,
            attendance={cast.people["郑文"]: ("leave", "出差")},
        ),
    )  # fmt: skip
    return [row.pk, row.attendances.get().pk]


def one_of(key: int) -> Callable:
    """The planned meeting and the key of something of it."""
    return lambda cast: [planned(cast).pk, key]


def series(cast):
    """A fixed day of the first branch."""
    return life.arrange(
        cast.actor("secretary1"), unit=cast.unit("ZB1"),
        arrangement=life.Arrangement("主题党日", ("theme_day",), "day", 5),
    )  # fmt: skip


def robot(cast):
    """A group robot of the first branch."""
    return life.add_robot(
        cast.actor("secretary1"), unit=cast.unit("ZB1"), channel="wecom", name="群",
        address="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k",
    )  # fmt: skip


def case(cast):
    """An organisational life meeting of the first branch with its first step recorded."""
    actor, unit = cast.actor("secretary1"), cast.unit("ZB1")
    row = casework.open_case(
        actor, unit=unit, procedure="organizational_life", title="组织生活会", opened_on=DAY
    )
    casework.record_step(actor, unit=unit, case=row, happening=casework.Happening("theme", DAY))
    return row


def opinion(cast):
    """A letter to the first branch, taken out of the box."""
    with on_day(DAY):
        opinions.drop(unit=cast.unit("ZB1"), category="conduct", content="建议公开办事流程")
    opinions.collect(Actor.system())
    return Opinion.objects.get()


def plan(cast, *, adopted: bool = False) -> Plan:
    """The small paper of the bureau."""
    office, unit = cast.actor("office"), cast.unit("JU")
    row = duties.upload_plan(office, unit=unit, paper=paper(), year=2020)
    if adopted:
        duties.adopt_plan(office, unit=unit, plan=row, version=row.version, reason="同意")
        row.refresh_from_db()
    return row


def duty(cast, *, adopted: bool = False):
    """A duty of that paper without a rule."""
    return plan(cast, adopted=adopted).duties.get(kind="transfer")


def attachment(cast):
    """A file on a record of the first branch."""
    row = gathering(cast)
    return attach(
        cast.actor("secretary1"), unit=cast.unit("ZB1"), owner=row.ref, name="a.png", data=PNG
    )


def progress(cast):
    """What the first branch did for that duty."""
    row = duty(cast, adopted=True)
    return duties.record_progress(
        cast.actor("secretary1"), unit=cast.unit("ZB1"), rule=row.key, title=row.title, on=DAY,
        content="办了", is_done=True,
    )  # fmt: skip


def waiver(cast):
    """A waiver of the first branch."""
    return duties.waive(
        cast.actor("office"), unit=cast.unit("ZB1"), rule="branch.theme_day", title="主题党日",
        starts_on=DAY, ends_on=DAY, reason="防汛", decided_by="局党委会", decided_on=DAY,
    )  # fmt: skip


def local_rulebook(cast):
    """A local rulebook of the bureau, not adopted."""
    return duties.write_local(cast.actor("office"), unit=cast.unit("JU"), text=LECTURES)


def parameter_setting(cast):
    """The bureau's own value of a parameter."""
    return duties.set_parameter(
        cast.actor("office"), unit=cast.unit("JU"), parameter="branch-committee-majority",
        texts={"share": "2/3", "more": "否", "base": "entitled", "written": "否"}, from_on=DAY,
        to_on=None, source_title="支委会议事规则", source_number="", place="第三条",
        is_stricter=False, reason="局党委会研究同意",
    )  # fmt: skip


def workday_notice(cast):
    """A notice for a year that the package does not know."""
    return duties.announce_workdays(
        cast.actor("office"), unit=cast.unit("JU"), year=2031, title="2031年放假安排", number="",
        holidays=[date(2031, 1, 1)], makeup=[],
    )  # fmt: skip


def roster(cast) -> RosterImport:
    """An upload into the bureau that was not confirmed."""
    from tongpin.audit.envelope import opened
    from tongpin.org.roster import Line, judge

    lines = [Line(2, {"name": ("A2", "甲某")})]

    with opened(cast.actor("office"), "test.upload", "上传"):
        row = RosterImport(
            unit=cast.unit("JU"),
            file_name="名册.xlsx",
            file_hash="0" * 64,
            rows=json.dumps([row.plain() for row in judge(cast.unit("JU"), lines, today=DAY)]),
            created_by="党办",
        )
        row.save()
    return row


def about(cast, unit: str = "ZB1", **extra: str) -> str:
    """A query that names the duty of the adopted paper and a unit."""
    words = {"unit": unit, "rule": duty(cast, adopted=True).key} | extra
    return "?" + "&".join(f"{k}={v}" for k, v in words.items())


def finding(cast) -> str:
    """The evidence of a standing duty of the first branch."""
    return f"?subject=unit:{cast.units['ZB1']}&rule=branch.theme_day&start=2020-08-01"


def post_of(cast) -> list[int]:
    """A post in the first branch."""
    return [cast.person("张守正").posts.get().pk]


def grant_of(cast) -> list[int]:
    """A grant of the first secretary."""
    return [cast.account("secretary1").grants.get().pk]


UNIT_KEPT = {"args": lambda cast: [cast.units["ZB1"]], "outside": "office2"}
PERSON_KEPT = {"args": lambda cast: [cast.people["郑文"]], "outside": "office2"}
UNIT = {"args": lambda cast: [cast.units["ZB1"]], "outside": "secretary2"}
PERSON = {"args": lambda cast: [cast.people["郑文"]], "outside": "secretary2"}
ACCOUNT = {"args": lambda cast: [cast.accounts["secretary1"]], "without": "office"}
PLAN = {"args": pk(plan), "without": "secretary1"}
OPINION = {"args": pk(opinion), "outside": "secretary2"}
CASE = {"args": pk(case), "outside": "secretary2"}
# An office of a branch alone does not write the bureau's rulebook: for it there is no such page.
RULEBOOK = {"without": "secretary1", "outside": "office2"}
PLANNED = {"args": pk(planned), "outside": "secretary2"}
LIFE = {"args": pk(gathering), "outside": "secretary2"}

TABLE: list[Row] = [
    Row("reports:workbench", "office"),
    Row("reports:board", "member1", without="security"),
    Row(
        "reports:cell", "secretary1", outside="secretary2", without="security",
        query=lambda cast: "?unit=ZB1&rule=branch.theme_day",
    ),
    Row("opinions:list", "secretary1", without="member1"),
    Row("opinions:detail", "secretary1", without="member1", **OPINION),
    Row("opinions:assign", "secretary1", without="member1", **OPINION),
    Row("opinions:answer", "secretary1", without="member1", **OPINION),
    Row("opinions:settle", "secretary1", without="member1", **OPINION),
    Row("opinions:to-problem", "secretary1", without="member1", **OPINION),
    Row("reports:statistics", "secretary1", without="security"),
    Row("reports:terms", "secretary1", without="security"),
    Row("reports:secretaries", "secretary1", without="security"),
    Row("reports:changes", "secretary1", without="security"),
    Row("reports:changes-behind", "secretary1", without="security", args=lambda _: ["developed"]),
    Row("reports:yearly", "secretary1", without="member1"),
    Row("reports:check-note", "secretary1", without="committee1", post=True),
    Row("reports:checks", "secretary1", without="security"),
    Row("reports:behind", "secretary1", without="security", args=lambda cast: ["women"]),
    Row("reports:ledger", "secretary1", without="security"),
    Row("reports:progress", "office", without="member1"),
    Row("org:logout", "office", post=True),
    Row("org:password", "office"),
    Row("org:me", "member1"),
    Row("org:token-issue", "office", post=True),
    Row("org:token-revoke", "office", args=lambda _: [1], post=True),
    Row("org:search", "member1", without="security"),
    Row("org:units", "secretary1", without="security"),
    Row("org:unit", "secretary1", without="member1", **UNIT),
    Row("org:unit-new", "office", without="secretary1"),
    Row("org:unit-edit", "office", without="secretary1", **UNIT_KEPT),
    Row("org:unit-dissolve", "office", without="secretary1", **UNIT_KEPT),
    Row("org:people", "secretary1", without="member1"),
    Row("org:people-full", "office", without="secretary1", post=True),
    Row("org:person", "secretary1", without="member1", **PERSON),
    Row("org:person-new", "secretary1", without="committee1"),
    Row("org:person-reveal", "office", without="secretary1", post=True, **PERSON_KEPT),
    Row("org:person-edit", "secretary1", without="committee1", **PERSON),
    Row("org:person-stage", "office", without="secretary1", **PERSON_KEPT),
    Row("org:person-move", "secretary1", without="committee1", **PERSON),
    Row("org:person-withdraw", "secretary1", without="committee1", **PERSON),
    Row("org:person-appoint", "office", without="secretary1", **PERSON_KEPT),
    Row("org:post-end", "office", without="secretary1", args=post_of),
    Row("org:roster-import", "office", without="secretary1"),
    Row("org:roster-template", "office", without="secretary1"),
    Row("org:roster-preview", "office", without="secretary1", args=pk(roster)),
    Row("org:roster-confirm", "office", without="secretary1", args=pk(roster), post=True),
    Row("org:roster-undo", "office", without="secretary1", args=pk(roster), post=True),
    Row("org:accounts", "security", without="office"),
    Row("org:account-new", "security", without="office"),
    Row("org:account", "security", **ACCOUNT),
    Row("org:grant-add", "security", post=True, **ACCOUNT),
    Row("org:account-active", "security", post=True, **ACCOUNT),
    Row("org:account-password", "security", post=True, **ACCOUNT),
    Row("org:grant-revoke", "security", without="office", args=grant_of, post=True),
    Row("duties:plans", "office", without="secretary1"),
    Row("duties:upload", "office", without="secretary1"),
    Row("duties:plan", "member1", without="security", args=lambda cast: [plan(cast, adopted=True).pk]),
    Row("duties:check", "office", **PLAN),
    Row("duties:compare", "office", answers=(302,), **PLAN),
    Row("duties:adopt", "office", **PLAN),
    Row("duties:undo", "office", post=True, **PLAN),
    Row("duties:discard", "office", post=True, **PLAN),
    Row("duties:duty-add", "office", **PLAN),
    Row("duties:duty-edit", "office", without="secretary1", args=pk(duty)),
    Row("duties:duty-drop", "office", without="secretary1", args=pk(duty), post=True),
    Row("duties:duty-restore", "office", without="secretary1", args=pk(duty), post=True),
    Row("duties:finding", "secretary1", without="security", outside="secretary2", query=finding),
    Row("duties:progress", "secretary1", without="member1", outside="secretary2", query=about),
    Row(
        "duties:progress-withdraw", "secretary1", without="member1", outside="secretary2",
        args=pk(progress), post=True,
    ),
    Row("duties:waive", "office", without="secretary1", query=about),
    Row("duties:waiver-withdraw", "office", without="secretary1", args=pk(waiver), post=True),
    Row("casework:list", "secretary1", without="member1"),
    Row("casework:new", "secretary1", without="member1"),
    Row("casework:detail", "secretary1", without="member1", **CASE),
    Row("casework:close", "secretary1", without="member1", **CASE),
    Row("casework:reopen", "secretary1", without="member1", post=True, **CASE),
    Row("casework:record", "secretary1", without="member1", outside="secretary2",
        args=lambda cast: [case(cast).pk, "study"]),
    Row("casework:withdraw", "secretary1", without="member1", outside="secretary2",
        args=lambda cast: [(row := case(cast)).pk, row.records.get().pk]),
    Row("rulebook:list", "security"),
    Row("rulebook:sources", "member1"),
    Row("rulebook:source", "member1", args=lambda _: ["branch-work-2018"]),
    Row("rulebook:entry", "member1", args=lambda _: ["branch.theme_day"]),
    Row("rulebook:setting-new", "office", args=lambda _: ["branch-committee-majority"], **RULEBOOK),
    Row("rulebook:setting-end", "office", args=pk(parameter_setting), **RULEBOOK),
    Row("rulebook:setting-withdraw", "office", args=pk(parameter_setting), **RULEBOOK),
    Row("rulebook:locals", "member1"),
    Row("rulebook:local-new", "office", **RULEBOOK),
    Row("rulebook:local", "office", args=pk(local_rulebook), outside="secretary1"),
    Row("rulebook:local-text", "office", args=pk(local_rulebook), outside="secretary1"),
    Row("rulebook:local-revise", "office", args=pk(local_rulebook), **RULEBOOK),
    Row("rulebook:local-adopt", "office", args=pk(local_rulebook), **RULEBOOK),
    Row("rulebook:local-withdraw", "office", args=pk(local_rulebook), **RULEBOOK),
    Row("rulebook:workdays", "member1"),
    Row("rulebook:workdays-edit", "office", **RULEBOOK),
    Row("rulebook:workdays-import", "office", **RULEBOOK),
    Row("rulebook:workdays-withdraw", "office", args=pk(workday_notice), **RULEBOOK),
    Row("rulebook:export-yaml", "member1"),
    Row("rulebook:export-xlsx", "member1"),
    Row("life:list", "member1", without="security"),
    Row("life:new", "secretary1", without="member1"),
    Row("life:draft", "secretary1", without="member1", post=True),
    Row("life:preview", "secretary1", without="member1", post=True),
    Row("life:detail", "member1", without="security", **LIFE),
    Row("life:edit", "secretary1", without="member1", **LIFE),
    Row("life:withdraw", "secretary1", without="member1", post=True, **LIFE),
    Row("life:restore", "secretary1", without="member1", post=True, **LIFE),
    Row(
        "life:remove-file", "secretary1", without="member1", outside="secretary2", post=True,
        args=lambda cast: [gathering(cast).pk, 1],
    ),
    Row("life:mine", "member1", without="security"),
    Row("life:read", "member1", without="security", post=True),
    Row("life:series", "secretary1", without="member1"),
    Row("life:series-plan", "secretary1", without="member1", outside="secretary2", args=pk(series), post=True),
    Row("life:series-stop", "secretary1", without="member1", outside="secretary2", args=pk(series), post=True),
    Row("life:robots", "secretary1", without="member1"),
    Row("life:robot-remove", "secretary1", without="member1", outside="secretary2", args=pk(robot), post=True),
    Row("life:calendar", "member1", without="security"),
    Row("life:year", "member1", without="security"),
    Row("life:feed-new", "member1", without="security", post=True),
    Row("life:feed-revoke", "member1", without="security", args=lambda _: [1], post=True),
    Row("life:convene", "secretary1", without="member1", **PLANNED),
    Row("life:reply", "member1", without="security", **PLANNED),
    Row("life:reply-for", "secretary1", without="member1", outside="secretary2", post=True, args=one_of(1)),
    Row("life:resend", "secretary1", without="member1", outside="secretary2", post=True, args=one_of(1)),
    Row("life:sign-in", "member1", without="security", **PLANNED),
    Row("life:sign-in-open", "secretary1", without="member1", post=True, **PLANNED),
    Row("life:sign-in-close", "secretary1", without="member1", post=True, **PLANNED),
    Row("life:screen", "secretary1", without="member1", **PLANNED),
    Row("life:people", "secretary1", without="member1", **PLANNED),
    Row("life:arrive", "secretary1", without="member1", outside="secretary2", post=True, args=one_of(1)),
    Row("life:vote-new", "secretary1", without="member1", **PLANNED),
    Row("life:vote", "secretary1", without="member1", outside="secretary2", args=ballot),
    Row("life:vote-check", "secretary1", without="member1", outside="secretary2", post=True, args=ballot),
    Row("life:vote-withdraw", "secretary1", without="member1", outside="secretary2", post=True, args=ballot),
    Row("life:revisions", "member1", without="security", **LIFE),
    Row("life:make-up", "secretary1", without="member1", outside="secretary2", args=absence),
    Row("life:confirm", "member1", without="security", post=True, **LIFE),
    Row("life:archive", "secretary1", without="member1", post=True, **LIFE),
    Row("life:attendance-sheet", "member1", without="security", **LIFE),
    Row("life:notice-paper", "member1", without="security", **LIFE),
    Row("life:minutes-paper", "member1", without="security", **LIFE),
    Row("life:event", "member1", without="security", **LIFE),
    Row("documents:download", "member1", without="security", outside="secretary2", args=pk(attachment)),
    Row("audit:list", "auditor", without="office"),
    Row("audit:entry", "auditor", without="office", args=lambda _: [Entry.objects.first().pk]),
    Row("audit:verify", "auditor", without="office", post=True),
]  # fmt: skip

ROOT = Path(__file__).parents[2]
for own in sorted(ROOT.glob("tests/**/access.py")):
    TABLE += import_module(".".join(own.relative_to(ROOT).with_suffix("").parts)).ROWS

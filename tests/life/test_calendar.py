"""Calendar pages, feeds, papers and the pages of the cycle."""

from __future__ import annotations

import io
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import docx
import pytest
from django.test import Client
from icalendar import Calendar
from openpyxl import load_workbook

from tongpin.capability import Waiting
from tongpin.life import actions
from tongpin.life.actions import Minutes
from tongpin.life.models import Gathering


def plan(cast, topic: str = "主题党日活动", **values) -> Gathering:
    plain = {"kinds": ("theme_day",), "topic": topic, "held_on": date(2020, 9, 25),
             "starts_at": time(15), "ends_at": time(17), "place": "三楼会议室"}  # fmt: skip
    return actions.plan_gathering(
        cast.actor("secretary1"), unit=cast.unit("ZB1"), minutes=Minutes(**(plain | values))
    )


def feed(cast, username: str, **data) -> str:
    """The secret address that an account made for itself."""
    client = cast.client(username)
    client.post("/life/calendar/feeds/?unit=ZB1", data)
    page = client.get("/life/calendar/?unit=ZB1")
    return str(page.context["fresh_feed"]).removeprefix("http://testserver")


def test_month_shows_plans_and_the_limits_of_duties(cast) -> None:
    plan(cast)
    page = cast.client("secretary1").get("/life/calendar/?unit=ZB1&month=9").content.decode()
    assert "15:00 主题党日" in page
    assert "到期：主题党日（9月）" in page
    year = cast.client("secretary1").get("/life/calendar/year/?unit=ZB1").content.decode()
    assert "主题党日活动" not in cast.client("secretary2").get("/life/calendar/").content.decode()
    assert year.count("15:00 主题党日") == 1


def test_a_persons_calendar_has_what_the_person_is_asked_to(cast) -> None:
    row = plan(cast)
    other = plan(cast, "支委会", kinds=("committee_meeting",))
    who, unit = cast.actor("secretary1"), cast.unit("ZB1")
    actions.convene(who, unit=unit, gathering=row, people=[cast.person("郑文")])
    actions.convene(who, unit=unit, gathering=other, people=[cast.person("李组织")])
    page = cast.client("member1").get("/life/calendar/?mine=1&month=9").content.decode()
    assert "主题党日活动" in page
    assert "支委会</span>" not in page


def test_a_feed_opens_without_log_in_until_it_is_revoked(cast) -> None:
    row = plan(cast)
    address = feed(cast, "member1")
    answer = Client().get(address)
    calendar = Calendar.from_ical(answer.content)
    event = next(e for e in calendar.walk("VEVENT") if e["UID"] == f"life-{row.pk}@tongpin")
    assert event.decoded("DTSTART").hour == 7  # three in the afternoon in UTC
    assert any("到期：" in str(e["SUMMARY"]) for e in calendar.walk("VEVENT"))
    assert answer["Cache-Control"] == "private, no-store"
    from tongpin.life.models import Feed

    made = Feed.objects.get()
    assert made.hash not in address
    assert (
        cast.client("secretary1").post(f"/life/calendar/feeds/{made.pk}/revoke/").status_code == 404
    )
    cast.client("member1").post(f"/life/calendar/feeds/{made.pk}/revoke/")
    assert Client().get(address).status_code == 404


def test_a_feed_goes_silent_with_the_right_behind_it(cast) -> None:
    from tongpin.org import actions as org

    address = feed(cast, "member1")
    grant = cast.account("member1").grants.get()
    org.revoke(cast.actor("security"), unit=cast.unit("ZB1"), row=grant)
    assert Client().get(address).status_code == 404
    assert Client().get("/life/feed/nothing.ics").status_code == 404
    assert Client().get(f"/life/feed/{'x' * 500}.ics").status_code == 404


def test_papers_say_what_is_recorded(cast) -> None:
    grid = {cast.people["张守正"]: ("present", ""), cast.people["郑文"]: ("leave", "=1+1")}
    row = actions.record_gathering(
        cast.actor("secretary1"), unit=cast.unit("ZB1"),
        minutes=Minutes(
            kinds=("general_meeting",), topic="讨论计划", held_on=date(2020, 9, 10), content="逐一发言",
            chair=cast.person("张守正"), attendance=grid, resolutions="通过",
        ),
    )  # fmt: skip
    client = cast.client("secretary1")
    book = load_workbook(io.BytesIO(client.get(f"/life/{row.pk}/attendance.xlsx").content))
    cells = {c.value: c.data_type for line in book.active for c in line}
    assert cells["=1+1"] == "s"
    assert "郑文" in cells
    for name, words in (
        ("minutes", ("第一党支部党员大会记录", "逐一发言", "应到2人，实到1人")),
        ("notice", ("讨论计划", "2020年9月10日")),
    ):
        paper = docx.Document(io.BytesIO(client.get(f"/life/{row.pk}/{name}.docx").content))
        text = "\n".join(p.text for p in paper.paragraphs)
        text += "\n".join(c.text for t in paper.tables for r in t.rows for c in r.cells)
        assert all(word in text for word in words), text


@pytest.mark.parametrize("name", ["", "张守正"])
def test_the_calendar_reads_only_what_is_due_of_the_one_unit_or_person(
    cast, name, monkeypatch
) -> None:
    """Three years, of which the last is not kept: the others' findings are neither read nor made."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tongpin.duties import queries as duties
    from tongpin.life import queries
    from tongpin.org.scope import Scope

    unit, person = cast.unit("ZB1"), cast.people[name] if name else None
    start, end = date(2019, 6, 1), date(2021, 6, 30)
    everything = Scope.everything()
    wanted = set()
    for year in (2019, 2020, 2021):
        for row in duties.findings(everything, year=year):
            mine = row.person_id == person if person else row.person_id is None
            is_open = row.verdict in duties.OPEN and row.deadline is not None
            if row.unit_id == unit.pk and mine and is_open and start <= row.deadline <= end:
                wanted.add((row.deadline, f"{row.title}（{row.window_label}）", row.verdict))
    judged = []
    real = duties.judge
    monkeypatch.setattr(
        duties, "judge", lambda units, **kw: judged.append(len(units)) or real(units, **kw)
    )
    with CaptureQueriesContext(connection) as seen:
        found = queries.due_items(everything, unit, start, end, person_id=person)
    assert {(i.on, i.words, i.state) for i in found} == wanted
    assert judged == [1]
    reads = [q["sql"] for q in seen if 'FROM "duties_finding"' in q["sql"]]
    assert len(reads) == 2
    assert all("verdict" in sql.split("WHERE")[1] and "deadline" in sql for sql in reads)


# ------------------------------------------------------------------------------ pages of the cycle

TYPED = {"kinds": ["theme_day"], "topic": "主题党日", "held_on": "2020-09-20", "place": "会议室"}


def test_plan_button_plans_and_the_same_form_sent_twice_plans_once(cast) -> None:
    client = cast.client("secretary1")
    typed = TYPED | {"plan": "1", "held_on": "2020-09-25", "request_key": "b" * 32}
    first, second = (client.post("/life/new/", typed)["Location"] for _ in range(2))
    assert first == second
    row = Gathering.objects.get()
    assert (row.state, row.attendances.count()) == ("planned", 0)
    page = client.get(first).content.decode()
    assert "还没有发通知" in page


def test_joint_branch_comes_into_the_list_with_one_button(cast) -> None:
    client = cast.client("secretary1")
    typed = TYPED | {"joint": [cast.units["ZB2"]]}
    page = client.post("/life/new/", typed | {"refresh": "1"}).content.decode()
    assert f'name="p{cast.people["冯丽"]}"' in page
    assert not Gathering.objects.exists()
    client.post("/life/new/", typed)
    row = Gathering.objects.get()
    assert row.attendances.filter(unit=cast.units["ZB2"]).count() == 5


@pytest.mark.parametrize(
    ("talks", "says"),
    [
        ("张守正—无此人", "第 1 行的“无此人”不在"),
        ("张守正", "第 1 行须是两个人"),
        ("郑文-郑文", "不能是同一个人"),
    ],
)
def test_talk_pairs_are_checked_by_line(cast, talks, says) -> None:
    typed = TYPED | {"kinds": ["heart_talk"], "talks": talks}
    answer = cast.client("secretary1").post("/life/new/", typed)
    assert answer.status_code == 400
    assert says in answer.content.decode()


def test_talk_pairs_are_kept(cast) -> None:
    typed = TYPED | {"kinds": ["heart_talk"], "talks": "张守正—郑文\n张守正 李组织\n"}
    cast.client("secretary1").post("/life/new/", typed)
    assert {str(t) for t in Gathering.objects.get().talks.all()} == {"张守正—郑文", "张守正—李组织"}


def test_last_months_gathering_is_the_beginning_of_the_next(cast) -> None:
    row = actions.record_gathering(
        cast.actor("secretary1"), unit=cast.unit("ZB1"),
        minutes=Minutes(
            kinds=("theme_day",), topic="八月主题党日", held_on=date(2020, 8, 10), place="活动室",
            agenda="重温入党誓词", content="上次的内容", tags=("oath",),
        ),
    )  # fmt: skip
    page = cast.client("secretary1").get(f"/life/new/?like={row.pk}&on=2020-09-20").content.decode()
    assert "活动室" in page
    assert "重温入党誓词" in page
    assert "上次的内容" not in page
    assert cast.client("secretary2").get(f"/life/new/?like={row.pk}").status_code == 404


def test_paper_list_with_a_wrong_name_enters_nobody(cast) -> None:
    row = plan(cast, held_on=date(2020, 9, 20))
    client = cast.client("secretary1")
    answer = client.post(f"/life/{row.pk}/people/", {"names": "张守正 李某某"})
    assert answer.status_code == 400
    assert "李某某不在应到人员里" in answer.content.decode()
    assert not row.arrivals.exists()
    client.post(f"/life/{row.pk}/people/", {"names": "张守正、郑文"})
    assert row.arrivals.count() == 2


@pytest.mark.parametrize("number", [1, 3])
def test_list_page_costs_the_same_at_one_and_three_rows(
    cast, django_assert_num_queries, number
) -> None:
    for n in range(number):
        plan(cast, f"第{n}次")
    client = cast.client("secretary1")
    client.get("/life/")
    with django_assert_num_queries(9):
        assert client.get("/life/").status_code == 200


# ----------------------------------------------------------------- what waits, zones, two places


def waiting_stub(place, unit):
    """Two things that wait until a day in September, one without a day."""
    yield Waiting("审批转接", "/x/1/", due_on=date(2020, 9, 25), unit=str(unit))
    yield Waiting("答复意见", "/x/2/", due_on=date(2020, 9, 18))
    yield Waiting("没有期限的事", "/x/3/")


@pytest.fixture
def waits(monkeypatch):
    """A ledger in which something waits."""
    from tongpin import capability

    stub = capability.Capability(key="stub", title="试", waiting=f"{__name__}:waiting_stub")
    monkeypatch.setitem(capability._registry, "stub", stub)


@pytest.mark.parametrize("mine", ["", "&mine=1"])
def test_what_waits_for_the_reader_lies_over_the_calendar(cast, waits, mine) -> None:
    client = cast.client("secretary1")
    page = client.get(f"/life/calendar/?unit=ZB1&month=9{mine}").content.decode()
    assert "待办：审批转接（第一党支部）" in page
    late = page.split("待办：答复意见")[0].rsplit("<a ", 1)[1]
    assert "event-overdue" in late
    assert "没有期限的事" not in page
    year = client.get(f"/life/calendar/year/?unit=ZB1{mine}").content.decode()
    assert "待办：审批转接" in year


@pytest.mark.parametrize("data", [{}, {"mine": "1"}])
def test_the_feed_brings_what_waits(cast, waits, data) -> None:
    calendar = Calendar.from_ical(Client().get(feed(cast, "member1", **data)).content)
    found = {str(e["SUMMARY"]): e for e in calendar.walk("VEVENT")}
    event = next(e for words, e in found.items() if words.startswith("待办：审批转接"))
    assert event.decoded("DTSTART") == date(2020, 9, 25)


def test_a_phone_in_another_zone_shows_the_same_moment(cast) -> None:
    row = plan(cast)
    whole = plan(cast, "不定时间", starts_at=None, ends_at=None)
    content = Client().get(feed(cast, "member1")).content
    calendar = Calendar.from_ical(content)
    events = {str(e["UID"]): e for e in calendar.walk("VEVENT")}
    start = events[f"life-{row.pk}@tongpin"].decoded("DTSTART")
    for zone, hour in (("Asia/Shanghai", 15), ("Asia/Urumqi", 13), ("Europe/Berlin", 9)):
        assert start.astimezone(ZoneInfo(zone)).hour == hour
    day = events[f"life-{whole.pk}@tongpin"]
    assert (day.decoded("DTSTART"), day.decoded("DTEND") - day.decoded("DTSTART")) == (
        whole.held_on, timedelta(days=1),
    )  # fmt: skip
    assert all(len(line) <= 75 for line in content.split(b"\r\n")), "RFC 5545, 3.1"


def test_clashes_are_told_when_a_record_is_written_and_when_it_is_convened(cast) -> None:
    """A person at two places at once is named; nothing is refused."""
    first = plan(cast)
    second = plan(cast, "同时开的会")
    unit, who = cast.unit("ZB1"), cast.actor("secretary1")
    for row in (first, second):
        actions.convene(who, unit=unit, gathering=row, people=[cast.person("郑文")])
    client = cast.client("secretary1")
    assert "郑文同一时间要参加" in client.get(f"/life/{second.pk}/").content.decode()
    typed = {
        "kinds": ["theme_day"], "topic": "登记", "held_on": str(first.held_on),
        "starts_at": "15:30", "ends_at": "16:00",
    }  # fmt: skip
    told = client.post("/life/preview/?unit=ZB1", typed).content.decode()
    assert "郑文" in told


def test_meeting_more_often_than_the_rule_needs_is_never_nagged_and_photos_never_asked(
    cast,
) -> None:
    client = cast.client("secretary1")
    for n in range(4):
        answer = client.post(
            "/life/new/", {"kinds": ["theme_day"], "topic": f"第{n}次", "held_on": "2020-09-10"}
        )
        assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode().split("<main")[1]
    for nag in ("照片", "过多", "超过次数"):
        assert nag not in page
    desk = client.get("/?unit=ZB1").content.decode().split("<main")[1]
    assert "主题党日（9月）" not in desk
    form = client.get("/life/new/").content.decode()
    assert "不要求上传照片" in form
    assert "required" not in form.split('id="attachments"')[1].split(">")[0]

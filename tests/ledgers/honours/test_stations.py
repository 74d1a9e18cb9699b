"""Posts and teams with pledges, activities and results; volunteer service confirmed by the branch."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.ledgers.honours.things import (
    EVERYTHING,
    PNG,
    achieved,
    active,
    d,
    held,
    honour,
    manned,
    present,
    served,
    station,
)
from tongpin.audit.envelope import opened
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.capability import names
from tongpin.ledgers.honours import actions, queries
from tongpin.ledgers.honours.facts import collect
from tongpin.ledgers.honours.models import Result, Service, Station
from tongpin.ledgers.honours.queries import Stage

LISTED = 11


def secretary(cast):
    return cast.actor("secretary1")


@pytest.mark.parametrize(
    ("day", "stage"),
    [
        ("2020-02-29", Stage.AHEAD), ("2020-03-01", Stage.RUNNING), ("2020-11-30", Stage.RUNNING),
        ("2020-12-01", Stage.SOON), ("2020-12-31", Stage.SOON), ("2021-01-01", Stage.EXPIRED),
    ],
)  # fmt: skip
def test_the_stage_and_its_filter_agree(cast, day, stage) -> None:
    row, on = station(cast), date.fromisoformat(day)
    assert queries.stage_of(row, on) == stage
    for other in Stage:
        found = queries.in_stage(queries.stations(EVERYTHING), other, on).count()
        assert found == (1 if other == stage else 0), other
    assert queries.running(EVERYTHING, on).count() == (stage in {Stage.RUNNING, Stage.SOON})


def test_a_post_with_its_people_pledges_and_paper(cast) -> None:
    row = manned(cast)
    with pytest.raises(Refused, match="已经在这个岗队里"):
        actions.add_member(
            secretary(cast), unit=row.unit, station=row, person=cast.person("郑文"), starts_on=d(1)
        )
    with pytest.raises(Refused, match="已经有岗长"):
        actions.add_member(
            secretary(cast), unit=row.unit, station=row, person=cast.person("孙玉梅"),
            starts_on=d(1), is_leader=True,
        )  # fmt: skip
    client = cast.client("secretary1")
    page = client.get(reverse("honours:station", args=[row.pk])).content.decode()
    assert "我是党员，看我的" in page
    person = client.get(reverse("org:person", args=[cast.people["郑文"]])).content.decode()
    assert "党员示范岗“供水服务窗口”" in person
    actions.leave_station(
        secretary(cast), unit=row.unit, station=row, member=row.members.get(), on=d(10)
    )
    assert queries.station(EVERYTHING, row.pk).manned == 0


def test_a_result_has_its_evidence_and_counts_until_it_is_taken_back(cast) -> None:
    row = active(cast)
    given = {"on": d(1), "text": "上门抢修", "effect": "修复漏点31处"}
    with pytest.raises(Refused, match="佐证材料，或者选择岗队的一次活动"):
        actions.add_result(secretary(cast), unit=row.unit, station=row, **given)
    with pytest.raises(Refused, match="已经关联的活动"):
        actions.add_result(
            secretary(cast), unit=row.unit, station=row, gathering=held(cast, d(3)), **given
        )
    with pytest.raises(Refused, match="设立以后、今天以前"):
        actions.add_result(
            secretary(cast), unit=row.unit, station=row, files=[("图.png", PNG)],
            **given | {"on": d(21)},
        )  # fmt: skip
    item = actions.add_result(
        secretary(cast),
        unit=row.unit,
        station=row,
        gathering=row.activities.get().gathering,
        **given,
    )
    span = ([cast.unit("ZB1")], date(2020, 1, 1), d(20))
    assert [(f.kind, f.ref) for f in collect(*span)] == [("honours.result", row.ref)]
    with pytest.raises(Refused, match="已经登记了成果"):
        actions.withdraw_station(
            secretary(cast), unit=row.unit, station=row, version=_version(row), reason="错"
        )
    actions.withdraw_result(secretary(cast), unit=row.unit, station=row, result=item, reason="重复")
    assert list(collect(*span)) == []
    assert Result.objects.get().withdrawn_reason == "重复"


def _version(row) -> int:
    return Station.objects.get(pk=row.pk).version


def test_a_post_taken_down_is_closed_and_named_no_more_when_entered_wrongly(cast) -> None:
    row = manned(cast)
    assert names([row.ref]) == {row.ref: "党员示范岗“供水服务窗口”（第一党支部）"}
    with pytest.raises(Conflict):
        actions.end_station(
            secretary(cast), unit=row.unit, station=row, version=99, on=d(10), reason="机构调整"
        )
    actions.end_station(
        secretary(cast),
        unit=row.unit,
        station=row,
        version=_version(row),
        on=d(10),
        reason="机构调整",
    )
    assert row.members.get().ends_on == d(10)
    assert queries.stage_of(Station.objects.get(pk=row.pk), d(20)) is Stage.ENDED
    with pytest.raises(Refused, match="已经撤下"):
        actions.add_activity(secretary(cast), unit=row.unit, station=row, gathering=held(cast))
    wrong = station(cast, name="重复的")
    actions.withdraw_station(
        secretary(cast), unit=wrong.unit, station=wrong, version=wrong.version, reason="重复登记"
    )
    assert names([row.ref, wrong.ref]).keys() == {row.ref}


def test_a_gathering_is_noted_for_a_post_and_its_hours_from_its_own_page(cast) -> None:
    row, client = station(cast), cast.client("secretary1")
    meeting = held(cast, attendance=present(cast, "郑文", "孙玉梅", "张守正"))
    page = client.get(reverse("life:detail", args=[meeting.pk])).content.decode()
    assert "记为岗队活动" in page
    client.post(reverse("honours:attach") + f"?ref={meeting.ref}", {"choice": row.pk})
    assert row.activities.get().gathering == meeting
    url = reverse("honours:serve-at", args=[meeting.pk])
    people = [cast.people["郑文"], cast.people["孙玉梅"]]
    assert client.post(url, {"hours": "25", "people": people}).status_code == 400
    assert client.post(url, {"hours": "2", "people": [cast.people["冯丽"]]}).status_code == 400
    client.post(url, {"hours": "1.5", "people": people, "station": row.pk})
    assert {(s.person.name, s.minutes, s.station) for s in Service.objects.all()} == {
        ("郑文", 90, row), ("孙玉梅", 90, row),
    }  # fmt: skip
    again = client.post(url, {"hours": "1", "people": people})
    assert "这次活动的服务时间已经登记过" in again.content.decode()
    assert Service.objects.count() == 2
    (fact,) = [
        f for f in collect([cast.unit("ZB1")], d(1, 5), d(30, 5)) if f.kind == "honours.service"
    ]
    assert (fact.label, fact.values["minutes"]) == ("2人志愿服务", 180)


def test_service_counts_once_another_hand_confirmed_it(cast) -> None:
    row = served(cast)
    assert queries.minutes_of(row.person_id, 2020) == (0, 0)
    own = served(cast, "secretary1", "张守正")
    with pytest.raises(Refused, match="支部其他委员确认"):
        actions.confirm_service(secretary(cast), unit=own.unit, service=own, version=own.version)
    actions.confirm_service(secretary(cast), unit=row.unit, service=row, version=row.version)
    assert queries.minutes_of(row.person_id, 2020) == (120, 1)
    with pytest.raises(Forbidden):  # confirmed: only the branch takes it back
        actions.withdraw_service(cast.actor("member1"), service=row, version=2, reason="错")
    actions.withdraw_service(secretary(cast), service=row, version=2, reason="与集体活动重复")
    assert queries.minutes_of(row.person_id, 2020) == (0, 0)
    with pytest.raises(Forbidden):
        served(cast, "member1", "孙玉梅")


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"on": d(21)}, "不能晚于今天"),
        ({"minutes": 0}, "应大于0"),
        ({"minutes": 1441}, "不超过24小时"),
        ({"what": "　"}, "服务内容"),
        ({"minutes": 1400}, "加起来超过24小时"),
    ],
)
def test_service_that_cannot_be_is_refused(cast, values, why) -> None:
    served(cast)
    with pytest.raises(Refused, match=why):
        served(cast, **values)


def test_a_member_enters_reads_and_takes_back_the_own_hours(cast) -> None:
    client = cast.client("member1")
    url = reverse("honours:own-new")
    assert client.post(url, {"hours": "x", "on": "2020-09-05", "what": "清淤"}).status_code == 400
    client.post(url, {"hours": "2.5", "on": "2020-09-05", "what": "清淤"})
    page = client.get(reverse("honours:own")).content.decode()
    assert "2.5小时" in page
    assert "等支部确认" in page
    row = Service.objects.get()
    desk = cast.client("secretary1").get("/").content.decode()
    assert "确认志愿服务1条" in desk
    cast.client("secretary1").post(
        reverse("honours:decline", args=[row.pk]), {"version": 1, "reason": "日期不对"}
    )
    assert "退回：日期不对" in client.get(reverse("honours:own")).content.decode()


def test_the_list_takes_the_same_statements_for_any_number(cast, django_assert_num_queries) -> None:
    client, url = cast.client("office"), reverse("honours:stations") + "?unit=JU"
    achieved(cast)
    client.get(url)
    with django_assert_num_queries(LISTED):
        client.get(url)
    for name in ("甲", "乙"):
        station(cast, name=name)
    with django_assert_num_queries(LISTED):
        client.get(url)


@pytest.mark.parametrize(
    ("url", "head"),
    [
        ("honours:stations", "岗队台账"),
        ("honours:list", "荣誉台账"),
        ("honours:totals", "志愿服务"),
    ],
)
def test_the_ledgers_print_as_pdf_and_go_out_as_tables(cast, url, head) -> None:
    manned(cast)
    honour(cast)
    row = served(cast)
    actions.confirm_service(secretary(cast), unit=row.unit, service=row, version=row.version)
    client = cast.client("office")
    pdf = client.get(reverse(url) + "?unit=JU&export=pdf")
    assert pdf.content.startswith(b"%PDF")
    assert client.get(reverse(url) + "?unit=JU&export=xlsx").content.startswith(b"PK")


def test_forms_carry_a_post_through(cast) -> None:
    client = cast.client("secretary1")
    new = reverse("honours:station-new") + "?unit=ZB1"
    values = {
        "kind": "vanguard", "name": "抢修队", "starts_on": "2020-03-01", "ends_on": "2020-03-01",
        "duty": "抢修", "pledge": "随叫随到",
    }  # fmt: skip
    answer = client.post(new, values)
    assert "期满日期应晚于设立日期" in answer.content.decode()
    answer = client.post(new, values | {"ends_on": "2020-12-31"})
    row = Station.objects.get()
    assert answer.url == reverse("honours:station", args=[row.pk])
    client.post(reverse("honours:result-new", args=[row.pk]), {
        "on": "2020-09-01", "text": "抢修", "effect": "2小时通水",
        "papers": SimpleUploadedFile("现场.png", PNG),
    })  # fmt: skip
    assert Result.objects.get().effect == "2小时通水"
    waiting = cast.client("secretary1").get("/?as_of=2020-12-15").content.decode()
    assert "党员先锋队“抢修队”快到期" in waiting
    assert queries.stage_of(row, date(2020, 12, 15) + timedelta(days=1)) is Stage.SOON


@pytest.mark.parametrize(
    ("model", "broken"),
    [
        (Station, {"ends_on": date(2020, 2, 1)}),
        (Station, {"ended_on": d(1)}),
        (Service, {"minutes": 0}),
        (Service, {"minutes": 1441}),
        (Service, {"confirmed_on": d(6), "declined_reason": "错"}),
    ],
)
def test_the_database_holds_what_must_hold(cast, model, broken) -> None:
    station(cast)
    served(cast)
    with opened(cast.actor("office"), "test", "测试"), transaction.atomic():
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.update(**broken)
        transaction.set_rollback(True)

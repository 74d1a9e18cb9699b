"""Plans from drafting to the archive, the library for everybody below, self-study confirmed by another."""

from __future__ import annotations

import io
from datetime import date

import docx
import pytest
from django.urls import reverse

from tests.ledgers.examinations import hall
from tests.ledgers.study import desk
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.documents.queries import attachments
from tongpin.ledgers.study import actions, facts, queries
from tongpin.ledgers.study.models import SelfState, SelfStudy, StudyPlan
from tongpin.life.models import Form
from tongpin.org.scope import Scope

pytestmark = pytest.mark.django_db


def url(name: str, *args) -> str:
    return reverse(f"study:{name}", args=args)


@pytest.mark.parametrize(
    ("name", "who", "make", "statements"),
    [
        ("plans", "secretary1", lambda cast, n: desk.plan(cast, year=2020) if n == 0 else _more(cast, n), 8),
        ("materials", "secretary1", lambda cast, n: desk.material(cast, "ZB1", "secretary1"), 10),
        ("confirm", "secretary1", lambda cast, n: desk.alone(cast), 9),
    ],
)  # fmt: skip
def test_lists_take_the_same_statements_for_any_number_of_rows(
    cast, name, who, make, statements, django_assert_num_queries
) -> None:
    client = cast.client(who)
    for number in range(3):
        make(cast, number)
        if number != 1:
            client.get(url(name))
            with django_assert_num_queries(statements):
                page = client.get(url(name)).content.decode()
            assert f"共 {number + 1} 条" in page


def _more(cast, number: int):
    """Another plan of the year: the one before is withdrawn, and stays in the list."""
    last = StudyPlan.objects.order_by("pk").last()
    actions.withdraw_plan(
        cast.actor("secretary1"), unit=last.unit, plan=last, version=last.version, reason="重拟"
    )
    return desk.plan(cast)


def test_a_plan_is_carried_out_by_records_and_otherwise(cast) -> None:
    row = desk.adopted(cast)
    secretary, unit = cast.actor("secretary1"), cast.unit("ZB1")
    with pytest.raises(Refused, match="2020年的学习计划已经有了"):
        desk.plan(cast)
    with pytest.raises(Refused, match="须在2020年内"):
        desk.topic(cast, row, on=date(2021, 1, 1))
    row.refresh_from_db()
    item, day = desk.first_topic(row), date(2020, 9, 20)
    assert queries.progress(queries.topics(row), day).late == 1
    waits = cast.client("secretary1").get("/").content.decode()
    assert "学习专题：学习党章" in waits
    with pytest.raises(Refused, match="写明完成日期"):
        actions.finish_topic(secretary, unit=unit, plan=row, version=row.version, topic=item)
    held = desk.gathering(cast)
    assert [g.pk for g in queries.gatherings_for(row)] == [held.pk]
    actions.finish_topic(
        secretary, unit=unit, plan=row, version=row.version, topic=item, gathering=held
    )
    with pytest.raises(Conflict):
        actions.reopen_topic(secretary, unit=unit, plan=row, version=row.version, topic=item)
    row.refresh_from_db()
    assert queries.progress(queries.topics(row), day) == queries.Progress(1, 1, 0)
    assert desk.first_topic(row).done_on == held.held_on
    [fact] = facts.collect([unit], date(2020, 1, 1), date(2020, 12, 31))
    assert (fact.kind, fact.on) == ("study.plan", date(2020, 9, 1))
    nxt = actions.carry_over(secretary, unit=unit, plan=row)
    assert [(t.due_on, t.title, t.done_on) for t in queries.topics(nxt)] == [
        (date(2021, 9, 10), "学习党章", None)
    ]


def test_only_the_committee_has_a_centre_group(cast) -> None:
    with pytest.raises(Refused, match="中心组学习计划由党委"):
        actions.create_plan(
            cast.actor("secretary1"), unit=cast.unit("ZB1"), year=2020, group="centre", title="计划"
        )


def test_the_archive_is_one_paper(cast) -> None:
    row = desk.adopted(cast, "JU", "office")
    actions.send_plan(
        cast.actor("office"), unit=cast.unit("JU"), plan=row, version=row.version,
        on=date(2020, 9, 5), to="县委宣传部",
    )  # fmt: skip
    desk.gathering(
        cast, "JU", "office", kinds=("theory_study",), topic="专题学习", content="通读原文",
        attendance={cast.person("钱大海").pk: ("leave", "出差")},
    )  # fmt: skip
    entry = desk.alone(cast, "钱大海", "leader")
    actions.confirm_self_study(cast.actor("secretary1"), unit=cast.unit("ZB1"), entries=[entry])
    answer = cast.client("office").get(url("archive") + "?unit=JU")
    paper = docx.Document(io.BytesIO(answer.content))
    text = "\n".join(p.text for p in paper.paragraphs)
    cells = "\n".join(c.text for t in paper.tables for r in t.rows for c in r.cells)
    for words in (
        "钱大海（",
        "9月1日印发，9月5日报送县委宣传部",
        "集体学习研讨（1次）",
        "学习内容：通读原文",
    ):
        assert words in text
    for words in ("学习党章", "还没有补学", "学习党章第一章", "1.5"):
        assert words in cells


def test_the_library_is_open_below_and_closed_beside(cast) -> None:
    above = desk.material(
        cast, kind="file", address="", attachments=[("要点.txt", "学习要点".encode())]
    )
    own = desk.material(cast, "ZB1", "secretary1", title="本支部资料")
    client = cast.client("member1")
    page = client.get(url("materials")).content.decode()
    assert "党章" in page
    assert "本支部资料" in page
    assert "本支部资料" not in cast.client("secretary2").get(url("materials")).content.decode()
    file = attachments(above.owner)[0]
    answer = client.get(url("material-file", above.pk, file.pk))
    assert answer.content.decode() == "学习要点"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert cast.client("secretary1").get(url("material-edit", above.pk)).status_code == 404
    wrong = {"title": "链接", "kind": "link", "address": "javascript:alert(1)"}
    page = cast.client("secretary1").post(url("material-new") + "?unit=ZB1", wrong)
    assert page.status_code == 400
    assert own.pk != above.pk


def test_self_study_counts_once_another_confirms(cast) -> None:
    entry = desk.alone(cast)
    assert queries.self_minutes(entry.person_id, 2020) == 0
    with pytest.raises(Forbidden):
        desk.alone(cast, "张守正", "member1")
    with pytest.raises(Refused, match="8小时"):
        desk.alone(cast, minutes=400)
    with pytest.raises(Refused, match="晚于今天"):
        desk.alone(cast, on=date(2020, 9, 21))
    with pytest.raises(Refused, match="10分钟"):
        desk.alone(cast, minutes=5)
    unit = cast.unit("ZB1")
    secretary = cast.actor("secretary1")
    own = desk.alone(cast, "张守正", "secretary1")
    with pytest.raises(Refused, match="本人的自学"):
        actions.confirm_self_study(secretary, unit=unit, entries=[own])
    typed = desk.alone(cast, "吴晓东", "secretary1")
    with pytest.raises(Refused, match="代为登记"):
        actions.confirm_self_study(secretary, unit=unit, entries=[typed])
    client = cast.client("secretary1")
    client.post(url("confirm") + "?unit=ZB1", {"entry": [entry.pk]})
    entry.refresh_from_db()
    assert (entry.state, queries.self_minutes(entry.person_id, 2020)) == (SelfState.CONFIRMED, 90)
    back = actions.return_self_study(
        secretary, unit=unit, entry=entry, version=entry.version, reason="日期不对"
    )
    assert queries.self_minutes(entry.person_id, 2020) == 0
    actions.withdraw_self_study(cast.actor("member1"), entry=back, version=back.version)
    assert SelfStudy.objects.get(pk=entry.pk).state == SelfState.WITHDRAWN


def test_hours_of_gatherings_and_alone_are_joined(cast) -> None:
    desk.gathering(cast)
    entry = desk.alone(cast)
    desk.alone(cast, on=date(2020, 9, 17), minutes=60)
    actions.confirm_self_study(cast.actor("secretary1"), unit=cast.unit("ZB1"), entries=[entry])
    rows = queries.joined_people(Scope.everything(), cast.unit("ZB1"), 2020, desk.TODAY)
    row = rows.get(pk=cast.person("郑文").pk)
    assert (row.minutes, row.alone, row.waiting, row.joined) == (90, 90, 60, 180)
    assert queries.reached(rows, 180, 200, "joined").get().pk == row.pk
    assert not queries.reached(rows, 181, 200, "joined").exists()
    page = cast.client("secretary1").get(url("hours") + "?unit=ZB1").content.decode()
    assert "还差 29" in page
    assert "32学时" in page
    own = cast.client("member1").get(url("own")).content.decode()
    assert '<div class="stat-number">3 / 32</div>' in own


def test_the_own_page_takes_an_entry_and_names_what_is_wrong(cast) -> None:
    client = cast.client("member1")
    wrong = client.post(url("own"), {"on": "2020-09-18", "hours": "9", "what": "党章"})
    assert wrong.status_code == 400
    assert "一天最多8学时" in wrong.content.decode()
    client.post(url("own"), {"on": "2020-09-18", "hours": "1.5", "what": "学习党章"})
    assert SelfStudy.objects.get().minutes == 90
    assert "确认党员自学（1条）" in cast.client("secretary1").get("/").content.decode()


def test_forms_of_the_year_join_gatherings_and_examinations(cast) -> None:
    desk.gathering(cast, tags=("exchange",))
    hall.published(cast)
    used = {
        u.value: u.number for u in queries.forms_used(Scope.everything(), cast.unit("JU"), 2020)
    }
    assert used[Form.EXCHANGE] == 1
    assert used[Form.EXAMINATION] == 1
    assert used[Form.OATH] == 0
    page = cast.client("office").get(url("overview") + "?unit=JU").content.decode()
    assert "还没有用过" in page

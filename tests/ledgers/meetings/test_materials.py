"""对照检查材料 and criticism: who may read what, and that each reading leaves a trace."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.ledgers.meetings import scene
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.audit.models import Entry
from tongpin.ledgers.meetings import actions, queries
from tongpin.ledgers.meetings.models import Material, MaterialText

SECRET = "我在联系群众方面做得不够"


@pytest.fixture
def row(cast):
    scene.team(cast)
    return scene.democratic(cast)


def reads() -> int:
    return Entry.objects.filter(action="meetings.read_material").count()


def url(row, cast, name: str = "李组织") -> str:
    return f"/meetings/{row.pk}/materials/{cast.people[name]}/"


def test_a_member_writes_a_draft_then_hands_it_in(cast, row) -> None:
    me = cast.client("committee1")
    page = me.get("/meetings/mine/").content.decode()
    assert "撰写对照检查材料" in page
    path = f"/meetings/{row.pk}/materials/mine/"
    me.post(path, {"content": "草稿", "version": 0})
    assert Material.objects.get().state == "draft"
    assert cast.client("office").get(url(row, cast)).content.decode().count("还没有提交") == 1
    me.post(path, {"content": SECRET, "version": 1, "hand_in": "1"})
    material = Material.objects.get()
    assert (material.state, material.texts.count()) == ("handed_in", 1)
    assert SECRET in me.get(url(row, cast)).content.decode()
    stale = me.post(path, {"content": "旧页面", "version": 1})
    assert stale.status_code == 409
    assert "旧页面" in stale.content.decode()


@pytest.mark.parametrize(
    ("reader", "status"),
    [("office", 200), ("leader", 200), ("committee1", 200), ("supervisor", 404),
     ("secretary1", 404), ("member1", 404), ("secretary2", 404), ("auditor", 403)],
)  # fmt: skip
def test_only_the_writer_the_chair_and_the_office_read(cast, row, reader, status) -> None:
    scene.material(cast, row, "committee1", SECRET)
    answer = cast.client(reader).get(url(row, cast))
    assert answer.status_code == status
    assert (SECRET in answer.content.decode()) == (status == 200)


def test_each_reading_by_another_leaves_an_entry_and_ones_own_none(cast, row) -> None:
    scene.material(cast, row, "committee1", SECRET)
    cast.client("committee1").get(url(row, cast))
    cast.client("supervisor").get(url(row, cast))
    assert reads() == 0
    cast.client("office").get(url(row, cast))
    entry = Entry.objects.get(action="meetings.read_material")
    assert (entry.actor_name, entry.target_label) == ("党办", "李组织的对照检查材料")
    cast.client("office").get(f"/meetings/{row.pk}/papers.zip")
    assert reads() == 2


def test_neither_the_database_nor_the_log_shows_a_word(cast, row) -> None:
    scene.material(cast, row, "committee1", SECRET)
    li = cast.person("李组织")
    actions.add_criticism(cast.actor("committee1"), meeting=row, about=li, by=li, content=SECRET)
    scene.remark(cast, row, content=SECRET, given_by="赵某某")
    with connection.cursor() as cursor:
        for table in ("materialtext", "criticism", "remark"):
            cursor.execute(f"SELECT * FROM meetings_{table}")
            found = repr(cursor.fetchall())
            assert SECRET not in found
            assert "赵某某" not in found
    log = repr(list(Entry.objects.values_list("changes", "summary")))
    assert SECRET not in log
    assert "赵某某" not in log


def test_a_returned_material_is_written_again_as_a_new_version(cast, row) -> None:
    scene.material(cast, row, "committee1", "第一稿")
    office = cast.client("office")
    answer = office.post(
        f"{url(row, cast)}review/", {"decision": "return", "comment": "", "version": 1}
    )
    assert answer.status_code == 400
    assert "哪里需要修改" in answer.content.decode()
    office.post(
        f"{url(row, cast)}review/", {"decision": "return", "comment": "联系实际不够", "version": 1}
    )
    page = cast.client("committee1").get(f"/meetings/{row.pk}/materials/mine/").content.decode()
    assert "联系实际不够" in page
    li = cast.person("李组织")
    actions.write_material(
        cast.actor("committee1"), meeting=row, person=li, content="第二稿", version=2, hand_in=True
    )
    assert list(MaterialText.objects.values_list("number", flat=True)) == [1, 2]
    office.post(f"{url(row, cast)}review/", {"decision": "accept", "comment": "", "version": 3})
    with pytest.raises(Refused, match="审阅已经通过"):
        actions.write_material(
            cast.actor("committee1"), meeting=row, person=li, content="再改", version=4
        )


def test_nobody_writes_for_another(cast, row) -> None:
    with pytest.raises(Forbidden, match="本人撰写"):
        actions.write_material(
            cast.actor("office"),
            meeting=row,
            person=cast.person("李组织"),
            content="代写",
            version=0,
        )
    with pytest.raises(Forbidden):
        actions.write_material(
            cast.actor("committee1"), meeting=row, person=None, content="班子", version=0
        )
    actions.write_material(
        cast.actor("leader"), meeting=row, person=None, content="班子", version=0, hand_in=True
    )
    with pytest.raises(Conflict):
        actions.write_material(
            cast.actor("leader"), meeting=row, person=None, content="班子", version=0
        )


def test_criticism_is_seen_by_the_two_and_the_chair(cast, row) -> None:
    li, wang, qian = (cast.person(n) for n in ("李组织", "王宣传", "钱大海"))
    office = cast.actor("office")
    for about, by, words in ((li, li, "自己说的"), (li, wang, "王说李"), (wang, qian, "钱说王")):
        actions.add_criticism(office, meeting=row, about=about, by=by, content=words)
    page = cast.client("committee1").get(f"/meetings/{row.pk}/criticism/").content.decode()
    assert "自己说的" in page
    assert "王说李" in page
    assert "钱说王" not in page
    assert "钱说王" in cast.client("leader").get(f"/meetings/{row.pk}/criticism/").content.decode()
    assert cast.client("supervisor").get(f"/meetings/{row.pk}/criticism/").status_code == 404
    with pytest.raises(Forbidden, match="本人"):
        actions.add_criticism(
            cast.actor("committee1"), meeting=row, about=li, by=wang, content="替别人说"
        )
    with pytest.raises(Refused, match="参加人员"):
        actions.add_criticism(office, meeting=row, about=cast.person("郑文"), by=li, content="试")


def test_a_point_is_withdrawn_by_who_said_it(cast, row) -> None:
    li = cast.person("李组织")
    point = actions.add_criticism(
        cast.actor("committee1"), meeting=row, about=li, by=li, content="记错的"
    )
    cast.client("committee1").post(
        f"/meetings/{row.pk}/criticism/{point.pk}/withdraw/", {"reason": "重复"}
    )
    assert queries.criticisms(row, queries.Reader(None, True)) == []


def test_who_has_not_handed_in_is_reminded_and_who_reviews_too(cast, row) -> None:
    from tests.ledgers.meetings.test_guided import place
    from tongpin.capability import waiting

    def words(username: str, unit: str) -> list[str]:
        return [w.words for w in waiting(place(cast, username), cast.unit(unit))]

    assert "本人对照检查材料未提交" in words("committee1", "ZB1")
    scene.material(cast, row, "committee1")
    assert "本人对照检查材料未提交" not in words("committee1", "ZB1")
    assert "1份对照检查材料待审阅" in words("office", "JU")


def test_a_branch_member_need_not_write_but_may(cast) -> None:
    row = scene.organizational(cast)
    page = cast.client("member1").get("/meetings/mine/").content.decode()
    assert "不要求人人提交" in page
    scene.material(cast, row, "member1", "发言提纲")
    assert Material.objects.get().person == cast.person("郑文")


def test_a_material_on_paper_is_registered_and_reviewed_without_its_words(cast, row) -> None:
    office = cast.client("office")
    path = f"{url(row, cast)}paper/"
    assert office.post(path, {"on": "2020-09-21"}).status_code == 400
    assert office.post(path, {"on": "2020-09-18"}).status_code == 302
    assert office.post(path, {"on": "2020-09-18"}).status_code == 400
    assert "请查阅纸质原件" in office.get(url(row, cast)).content.decode()
    office.post(f"{url(row, cast)}review/", {"decision": "accept", "comment": "", "version": 1})
    assert Material.objects.get().state == "accepted"
    absent = f"/meetings/{row.pk}/materials/{cast.people['郑文']}/paper/"
    assert office.get(absent).status_code == 404

"""The personal file: who sees what, circumstances, courses, and changes that a member asks for."""

from __future__ import annotations

import io
from datetime import date

import docx
import pytest
from django.db import IntegrityError, transaction

from tests.org.access import circumstance, request_of, training
from tests.org.sheets_cast import identity
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.audit.models import Entry
from tongpin.org import actions
from tongpin.org.models import ChangeRequest, Circumstance, Person, RequestState

REQUESTS_PAGE = 8
ADDRESS = "青禾县城关镇和平路12号3单元502"


@pytest.fixture
def full(cast) -> Person:
    """郑文 with everything of the national item set."""
    return actions.change_person(
        cast.actor("office"), unit=cast.unit("ZB1"), person=cast.person("郑文"), version=1,
        identity_number=identity(), phone="19900001234", landline="0991-1234567",
        home_address=ADDRESS, native_place="山东滕州", degree="工学学士", occupation="organ",
        work_started_on=date(2007, 7, 1), introducers="李组织、王宣传", joined_branch="原一支部",
        front_line="production", nation="汉族", education="大学本科",
    )  # fmt: skip


def url(cast, verb="", name="郑文"):
    return f"/org/people/{cast.people[name]}/{verb}"


def word_text(response) -> str:
    paper = docx.Document(io.BytesIO(response.content))
    return "\n".join(c.text for t in paper.tables for row in t.rows for c in row.cells)


def test_the_file_shows_the_national_items_masked(cast, full) -> None:
    text = cast.client("secretary1").get(url(cast)).content.decode()
    for word in ("山东滕州", "工学学士", "党政机关工作人员", "李组织、王宣传", "生产、工作一线",
                 "党籍状态", "正常", "进入现支部日期", "2018-11-01", "青禾县城关镇****"):  # fmt: skip
        assert word in text
    for secret in (ADDRESS, identity(), "19900001234", "1234567"):
        assert secret not in text


def test_the_home_is_for_who_keeps_the_file(cast, full) -> None:
    circumstance(cast)
    seen = cast.client("committee1").get(url(cast)).content.decode()
    assert "青禾县城关镇" not in seen
    assert "出国" not in seen
    assert "出国（境）" in cast.client("secretary1").get(url(cast)).content.decode()


def test_what_is_noted_on_hardship_is_read_on_request_and_leaves_an_entry(cast) -> None:
    client, person = cast.client("secretary1"), cast.person("郑文")
    actions.add_circumstance(
        cast.actor("office"), unit=person.home, person=person, kind="hardship",
        starts_on=date(2020, 1, 1), note="因病致贫",
    )  # fmt: skip
    count = Entry.objects.count()
    text = client.get(url(cast)).content.decode()
    assert "生活困难" in text
    assert "因病致贫" not in text
    assert Entry.objects.count() == count
    told = client.post(url(cast, "circumstances/reveal/"))
    assert "因病致贫" in told.content.decode()
    assert "no-store" in told["Cache-Control"]
    entry = Entry.objects.first()
    assert (entry.title, entry.target_label, entry.actor_name) == (
        "查看个人情况说明", "郑文", "张守正",
    )  # fmt: skip
    assert cast.client("committee1").post(url(cast, "circumstances/reveal/")).status_code == 403


def test_a_look_at_everything_is_an_entry(cast, full) -> None:
    shown = cast.client("office").post(url(cast, "reveal/")).content.decode()
    assert ADDRESS in shown
    assert Entry.objects.first().summary == "公民身份号码、手机号码、固定电话、家庭住址"


def test_sealed_items_never_stand_in_the_log(cast, full) -> None:
    assert ADDRESS not in str(list(Entry.objects.values_list("changes", flat=True)))


def test_the_form_in_word_is_masked_unless_revealed(cast, full) -> None:
    training(cast)
    text = word_text(cast.client("secretary1").get(url(cast, "paper/")))
    assert "山东滕州" in text
    assert "9900*************" in text
    assert identity() not in text
    count = Entry.objects.count()
    assert identity() in word_text(cast.client("office").post(url(cast, "full-paper/")))
    assert Entry.objects.count() == count + 1


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"work_started_on": "1980-01-01"}, "早于出生日期"),
        ({"work_started_on": "2030-01-01"}, "不能晚于今天"),
        ({"landline": "1234567"}, "固定电话须带区号"),
        ({"occupation": "boss"}, "职业"),
        ({"home_address": "路" * 200}, "家庭住址"),
        ({"native_place": "山\u202e东"}, "看不见的控制字符"),
    ],
)
def test_bad_items_are_named_with_their_cure(cast, full, typed, message) -> None:
    person = cast.person("郑文")
    answer = cast.client("secretary1").post(
        url(cast, "edit/"), {"version": person.version, "name": "郑文", "born_on": "1985-06-01"} | typed
    )  # fmt: skip
    assert answer.status_code == 400
    assert message in answer.content.decode()


def test_an_empty_address_stays_what_it_was(cast, full) -> None:
    client = cast.client("secretary1")
    data = {"version": full.version, "name": "郑文", "born_on": "1985-06-01", "home_address": ""}
    assert client.post(url(cast, "edit/"), data).status_code == 302
    assert cast.person("郑文").home_address == ADDRESS


def test_one_circumstance_of_a_kind_at_a_time(cast) -> None:
    row = circumstance(cast)
    with pytest.raises(Refused, match="请先填写它的终止日期"):
        circumstance(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Circumstance.objects.model(
            person=row.person, kind="abroad", starts_on=date(2020, 9, 2)
        ).save_base(raw=True)
    client = cast.client("secretary1")
    early = client.post(f"/org/circumstances/{row.pk}/end/", {"on": "2020-08-01"})
    assert "不能早于起始日期" in early.content.decode()
    assert client.post(f"/org/circumstances/{row.pk}/end/", {"on": "2020-09-10"}).status_code == 302
    with pytest.raises(Conflict):
        actions.end_circumstance(
            cast.actor("office"), unit=cast.unit("ZB1"), row=row, on=date(2020, 9, 11)
        )


def test_courses_show_on_the_file_and_are_taken_back(cast) -> None:
    row = training(cast)
    client = cast.client("secretary1")
    page = client.get(url(cast, name="张守正")).content.decode()
    assert "党支部书记轮训班" in page
    assert client.post(f"/org/trainings/{row.pk}/withdraw/", {"reason": ""}).status_code == 400
    assert (
        client.post(f"/org/trainings/{row.pk}/withdraw/", {"reason": "录错人"}).status_code == 302
    )
    assert "党支部书记轮训班" not in client.get(url(cast, "trainings/", "张守正")).content.decode()
    later = {"title": "班", "level": "county", "starts_on": "2020-09-01", "ends_on": "2020-12-01",
             "hours": "8"}  # fmt: skip
    early = client.post(url(cast, "trainings/", "张守正"), later)
    assert "培训结束以后再登记" in early.content.decode()


# ---------------------------------------------------------------- asked for by the member


def test_nothing_changes_before_the_branch_agrees(cast, full) -> None:
    member = cast.client("member1")
    assert "我的信息" in member.get("/org/own/").content.decode()
    typed = {
        "name": "郑文",
        "position": "供水股股长",
        "home_address": "新家和平路1号",
        "reason": "调动",
    }
    assert member.post("/org/own/ask/", typed).status_code == 302
    row = ChangeRequest.objects.get()
    assert "新家" not in str(Entry.objects.first().changes)
    person = cast.person("郑文")
    assert (person.position, person.home_address) == ("", ADDRESS)
    assert "等待支部确认" in member.get("/org/own/").content.decode()
    assert "您有一份申请正在等待" in member.post("/org/own/ask/", typed).content.decode()

    secretary = cast.client("secretary1")
    assert "郑文申请变更本人信息" in secretary.get("/").content.decode()
    page = secretary.get(f"/org/requests/{row.pk}/").content.decode()
    assert "新家和平路1号" in page
    assert ADDRESS not in page
    done = secretary.post(f"/org/requests/{row.pk}/decide/", {"decision": "confirm"})
    assert done.status_code == 302
    person = cast.person("郑文")
    assert (person.position, person.home_address) == ("供水股股长", "新家和平路1号")
    again = secretary.post(f"/org/requests/{row.pk}/decide/", {"decision": "confirm"})
    assert again.status_code == 409


def test_items_left_out_of_a_request_stay(cast, full) -> None:
    cast.client("member1").post("/org/own/ask/", {"name": "郑文", "position": "科员"})
    assert set(actions.wanted(ChangeRequest.objects.get())) == {"position"}


def test_a_refusal_needs_a_reason_which_the_member_reads(cast) -> None:
    row = request_of(cast)
    secretary = cast.client("secretary1")
    bare = secretary.post(f"/org/requests/{row.pk}/decide/", {"decision": "refuse"})
    assert bare.status_code == 400
    assert "请写明不同意的理由" in bare.content.decode()
    said = {"decision": "refuse", "answer": "任职文件还没有下发"}
    assert secretary.post(f"/org/requests/{row.pk}/decide/", said).status_code == 302
    assert "任职文件还没有下发" in cast.client("member1").get("/org/own/").content.decode()
    assert cast.person("郑文").position == ""


def test_nobody_confirms_the_own_request_or_asks_for_another(cast) -> None:
    row = actions.ask_change(
        cast.actor("secretary1"), person=cast.person("张守正"), wanted={"degree": "学士"}
    )
    with pytest.raises(Refused, match="其他负责人或者党办"):
        actions.confirm_request(cast.actor("secretary1"), unit=cast.unit("ZB1"), request=row)
    actions.confirm_request(cast.actor("office"), unit=cast.unit("ZB1"), request=row)
    with pytest.raises(Forbidden):
        actions.ask_change(
            cast.actor("member1"), person=cast.person("张守正"), wanted={"degree": "硕士"}
        )


def test_a_request_is_withdrawn_by_its_maker(cast) -> None:
    row = request_of(cast)
    assert cast.client("member1").post(f"/org/own/requests/{row.pk}/withdraw/").status_code == 302
    row.refresh_from_db()
    assert row.state == RequestState.WITHDRAWN


@pytest.mark.parametrize(
    ("wanted", "message"),
    [({}, "没有需要变更的内容"), ({"phone": "123"}, "联系电话"), ({"name": ""}, "没有需要变更"),
     ({"work_started_on": date(1970, 1, 1)}, "早于出生日期")],
)  # fmt: skip
def test_impossible_wishes_are_told_to_the_member(cast, full, wanted, message) -> None:
    with pytest.raises(Refused, match=message):
        actions.ask_change(cast.actor("member1"), person=cast.person("郑文"), wanted=wanted)


def test_an_account_without_a_person_is_told_so(cast) -> None:
    assert "还没有对应到名册" in cast.client("supervisor").get("/org/own/").content.decode()
    assert cast.client("supervisor").get("/org/own/ask/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_requests_take_a_constant_number_of_statements(
    cast, count, django_assert_num_queries
) -> None:
    for name in ("郑文", "孙玉梅", "周建国")[:count]:
        with transaction.atomic():
            from tongpin.audit.envelope import opened

            with opened(cast.actor("office"), "test", "试"):
                ChangeRequest(
                    person=cast.person(name),
                    wanted='{"position": "科员"}',
                    made_on=date(2020, 9, 1),
                ).save()
    client = cast.client("secretary1")
    client.get("/org/requests/")
    with django_assert_num_queries(REQUESTS_PAGE):
        assert client.get("/org/requests/").status_code == 200


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("name", "found_by"),
    [
        ("阿依·古丽", ("阿依古丽", "阿依•古丽", "古丽", "aygl", "ayigu")),
        ("𠮷田𬱖", ("𠮷田", "田𬱖")),
        ("曾乐", ("zeng", "zl", "zy", "乐")),
        ("买买提·吐尔逊·艾山", ("吐尔逊艾山", "mmt", "买买提·吐")),
    ],
)
def test_rare_and_minority_names_are_kept_and_found(cast, name, found_by) -> None:
    made = actions.add_person(
        cast.actor("office"), unit=cast.unit("ZB1"), name=name, stage="full",
        since=date(2019, 1, 1),
    )  # fmt: skip
    assert Person.objects.get(pk=made.pk).name == name
    client = cast.client("secretary1")
    for text in found_by:
        assert name in client.get("/org/people/", {"q": text}).content.decode(), text
    actions.change_person(
        cast.actor("office"), unit=cast.unit("ZB1"), person=made, version=1, name="改名"
    )
    assert name not in client.get("/org/people/", {"q": found_by[0]}).content.decode()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"since": date(1980, 1, 1)}, "早于出生日期"),
        ({"stage_since": date(1985, 6, 1)}, "早于出生日期"),
    ],
)
def test_impossible_orders_of_dates_are_refused(cast, values, message) -> None:
    with pytest.raises(Refused, match=message):
        actions.add_person(
            cast.actor("office"), unit=cast.unit("ZB1"), name="林一", stage="full",
            born_on=date(1985, 6, 1), **{"since": date(2019, 1, 1)} | values,
        )  # fmt: skip

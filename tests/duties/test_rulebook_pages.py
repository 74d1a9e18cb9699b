"""Pages of the rulebook: everything is found, cited and honest about what was not checked."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from tests.architecture.access_table import local_rulebook
from tests.confirming import confirm
from tests.duties.test_adoption import TODAY, adopt, draft
from tests.rulebook_text import LECTURES, lectures
from tongpin.audit.errors import Refused
from tongpin.casework.actions import Happening, open_case, record_step
from tongpin.duties import actions
from tongpin.duties.catalogue import entries, matching
from tongpin.duties.judging import rebuild
from tongpin.duties.models import LocalRulebook, ParameterSetting
from tongpin.duties.rulebook import current_book
from tongpin.duties.vetting import typed, written
from tongpin.duties.wording import readable
from tongpin.formats.xlsx import read_sheet
from tongpin.rules.loader import load_builtin
from tongpin.rules.regulation import Severity

PAGE = "/rules/"
MAJORITY = "branch-committee-majority"


def body(client, url: str, **query: object) -> str:
    answer = client.get(url, query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("党课", "党课"), ("支委", "支部委员会表决"), ("第十一条", "支部党员大会"),
        ("branch.theme_day", "主题党日"), ("DEV-FIRST", "派人谈话"), ("主题 第十六条", "主题党日"),
        ("无记名", ""), ("民主生活会", "党员领导干部民主生活会"),
    ],
)  # fmt: skip
def test_two_characters_an_article_or_a_key_are_enough_to_find(words: str, title: str) -> None:
    found = [row.title for row in matching(entries(load_builtin()), words)]
    assert found
    if title:
        assert title in found


def test_everything_in_the_book_is_listed_filtered_sorted_and_exported(cast) -> None:
    client, book = cast.client("member1"), load_builtin()
    count = len(book.rules) + len(book.parameters) + len(book.procedures)
    assert f"共 {count} 条" in body(client, PAGE)
    assert "两个字" not in body(client, PAGE, q="党课")
    assert 'name="q"' in body(client, PAGE)
    rules = body(client, PAGE, kind="rule", sort="-title")
    assert f"共 {len(book.rules)} 条" in rules
    unchecked = body(client, PAGE, confidence="待核实")
    assert "待核实" in unchecked
    assert "没有符合条件" in body(client, PAGE, q="不存在的话")
    hostile = client.get(
        PAGE, {"q": "\x00'\"<script>", "sort": "';--", "page": "9" * 30, "kind": "x"}
    )
    assert hostile.status_code == 200
    assert "<script>" not in hostile.content.decode()
    sheet = read_sheet(client.get(PAGE, {"export": "xlsx", "kind": "procedure"}).content)
    assert len(sheet) == len(book.procedures) + 1


def test_a_text_shows_its_editions_and_what_replaced_it(cast) -> None:
    page = body(cast.client("member1"), "/rules/sources/development-2014/")
    assert "2026年5月11日起由" in page
    assert "派人谈话" in page
    assert "至2026年5月10日" in page
    for key in ("none", "a/../b", "%00"):
        assert cast.client("member1").get(f"/rules/sources/{key}/").status_code == 404


def test_what_was_not_checked_says_so(cast) -> None:
    page = body(cast.client("member1"), "/rules/entries/committee.theory_study/")
    assert "待核实：还没有核对到正式文本" in page


def test_every_entry_has_a_page(cast) -> None:
    client = cast.client("member1")
    for row in entries(load_builtin()):
        assert row.title in body(client, reverse("rulebook:entry", args=[row.key]))
    assert client.get("/rules/entries/none.such/").status_code == 404


def test_where_a_rule_is_used_and_how_it_stands(cast, adopted) -> None:
    rebuild(2020)
    page = body(cast.client("office"), "/rules/entries/branch.theme_day/")
    assert "每月开展1次主题党日" in page
    assert re.search(r"现有 24 个判定", page)
    mine = body(cast.client("secretary1"), "/rules/entries/branch.theme_day/")
    assert re.search(r"现有 12 个判定", mine)
    assert "您的账号不查看判定" in body(cast.client("security"), "/rules/entries/branch.theme_day/")


def test_a_parameter_names_the_steps_that_ask_for_it(cast) -> None:
    page = body(cast.client("member1"), "/rules/entries/dev-first-talk-months/")
    assert "发展党员" in page
    assert "1个月" in page
    steps = body(cast.client("member1"), "/rules/entries/development/")
    assert "派人谈话" in steps


@pytest.mark.parametrize(
    ("path", "number"),
    [("/rules/", 9), ("/rules/local/", 9), ("/rules/entries/branch.theme_day/", 14)],
)
@pytest.mark.parametrize("rows", [1, 3])
def test_pages_take_the_same_statements_for_one_row_and_three(
    cast, adopted, django_assert_num_queries, path: str, number: int, rows: int
) -> None:
    for n in range(rows):
        adopt(cast, draft(cast, lectures(key=f"local.lecture{n}")))
    rebuild(2020)
    client = cast.client("office")
    client.get(path)
    with django_assert_num_queries(number):
        client.get(path)


def test_the_preview_is_paged_filtered_and_exported(cast) -> None:
    row = draft(cast, lectures(key="branch.lecture", every="month", times=1))
    client, url = cast.client("office"), f"/rules/local/{row.pk}/adopt/"
    page = body(client, url)
    assert "有 <strong>8</strong> 个判定会变" in page
    assert "第一党支部" in page
    assert "共 6 条" in body(client, url, what="新增")
    sheet = read_sheet(client.get(url, {"export": "xlsx"}).content)
    assert len(sheet) == 9
    past = body(client, url, effective_on="2020-01-01")
    assert "已经结束的时段也会重新判定" in past
    assert client.get(url, {"effective_on": "1999-01-01"}).status_code == 400
    assert "请填写理由" in client.post(url, {"version": 1, "effective_on": TODAY}).content.decode()
    stale = client.post(url, {"version": 9, "effective_on": TODAY, "reason": "同意"})
    assert stale.status_code == 409
    done = client.post(url, {"version": 1, "effective_on": TODAY, "reason": "同意"})
    assert done["Location"] == f"/rules/local/{row.pk}/"
    assert current_book().rule("branch.lecture").edition_on(TODAY).times == 1


def test_versions_and_history_are_shown_and_drafts_stay_with_the_office(cast) -> None:
    first = local_rulebook(cast)
    office, member = cast.client("office"), cast.client("member1")
    assert member.get(f"/rules/local/{first.pk}/").status_code == 404
    assert "本局党课制度" not in body(member, "/rules/local/")
    adopt(cast, first)
    assert "党支部讲党课不少于6次" in body(member, f"/rules/local/{first.pk}/")
    answer = office.post(f"/rules/local/{first.pk}/revise/", {"text": lectures(times=8)})
    second = LocalRulebook.objects.get(revision=2)
    assert answer["Location"] == f"/rules/local/{second.pk}/adopt/"
    assert "第2版" in body(office, f"/rules/local/{first.pk}/")
    assert "第2版" not in body(member, f"/rules/local/{first.pk}/")
    text = member.get(f"/rules/local/{first.pk}/text/").content.decode()
    assert text == LECTURES
    ended = office.post(f"/rules/local/{first.pk}/withdraw/", {"version": 2, "reason": "改制度"})
    assert ended.status_code == 302
    assert "改制度" in body(member, f"/rules/local/{first.pk}/")


# ---------------------------------------------------------------------- the bureau's own values


def set_majority(cast, **changes):
    values = {
        "texts": {"share": "2/3", "more": "否", "base": "应到会人数", "written": "否"},
        "from_on": date(2020, 9, 1), "to_on": None, "source_title": "支委会议事规则",
        "source_number": "青水党〔2020〕5号", "place": "第三条", "is_stricter": False,
        "reason": "局党委会研究同意",
    } | changes  # fmt: skip
    key = values.pop("parameter", MAJORITY)
    return actions.set_parameter(
        cast.actor("office"), unit=cast.unit("JU"), parameter=key, **values
    )


def test_the_bureaus_own_value_is_cited_by_its_own_document(cast) -> None:
    set_majority(cast)
    before = current_book().article(MAJORITY, date(2020, 8, 31))
    article = current_book().article(MAJORITY, TODAY)
    assert (before.fraction("share"), article.fraction("share")) == ((1, 2), (2, 3))
    assert article.cite.label == "《支委会议事规则》第三条"
    page = body(cast.client("member1"), f"/rules/entries/{MAJORITY}/")
    assert "青水党〔2020〕5号" in page
    assert "登记本单位的设定" not in page


@pytest.mark.parametrize(
    ("parameter", "texts", "field"),
    [
        ("dev-first-talk-months", {"months": "2"}, "value_months"),
        ("dev-meeting-quorum", {"share": "1/10", "more": "是"}, "value_share"),
        ("dev-object-publicity-workdays", {"workdays": "4"}, "value_workdays"),
    ],
)
def test_a_number_of_the_texts_is_never_loosened(cast, parameter, texts, field) -> None:
    with pytest.raises(Refused, match="不能比它宽") as refusal:
        set_majority(
            cast, parameter=parameter, texts=texts, is_stricter=True, from_on=date(2026, 6, 1)
        )
    assert refusal.value.field == field


def test_a_stricter_number_is_said_to_be_one_and_the_same_number_confirms_the_text(cast) -> None:
    stricter = {"parameter": "dev-object-publicity-workdays", "texts": {"workdays": "7"},
                "from_on": date(2026, 6, 1)}  # fmt: skip
    with pytest.raises(Refused) as refusal:
        set_majority(cast, **stricter)
    assert refusal.value.field == "is_stricter"
    set_majority(cast, **stricter, is_stricter=True)
    day = date(2026, 7, 1)
    assert current_book().article("elec-quorum", day).severity is Severity.SOFT
    confirm(cast, "elec-quorum", "mmo-secretary-last")
    assert current_book().article("elec-quorum", day).severity is Severity.HARD
    assert current_book().article("mmo-secretary-last", day).severity is Severity.HARD


@pytest.mark.parametrize(
    ("parameter", "texts", "words"),
    [
        ("dues-rounding", {"step": "0.00", "mode": "half_up"}, "大于0的金额"),
        ("dues-rate", {"brackets": "3000, 0.005; 5000, 0.01"}, "最后一档写 over"),
        ("dues-rate", {"brackets": "3000, 0.000005; over, 0.01"}, "最多四位小数"),
        ("rel-letter-validity-days", {"days": "999999999"}, "1至3660"),
    ],
)
def test_a_number_that_no_calculation_could_use_is_refused(cast, parameter, texts, words) -> None:
    article = current_book().parameters[parameter].editions[-1]
    asked = {name: written(value) for name, value in article.values.items()} | texts
    with pytest.raises(Refused, match=words):
        set_majority(cast, parameter=parameter, texts=asked, is_stricter=True, from_on=TODAY)


def test_what_is_kept_for_reading_is_not_set(cast) -> None:
    with pytest.raises(Refused, match="没有可以设定的数值"):
        set_majority(cast, parameter="secretary-min-seniority", texts={"years": "2"})
    page = body(cast.client("office"), "/rules/entries/secretary-min-seniority/")
    assert "仅供查阅" in page
    assert "登记本单位的设定" not in page


def test_the_preview_of_a_number_names_the_open_cases_that_it_changes(cast) -> None:
    office, unit = cast.actor("office"), cast.unit("JU")
    case = open_case(
        office,
        unit=unit,
        procedure="inspection_rectification",
        title="2020年巡察整改",
        opened_on=date(2020, 5, 1),
    )
    record_step(office, unit=unit, case=case, happening=Happening("feedback", date(2020, 6, 1)))
    asked = {
        "preview": "1", "value_months": "6", "from_on": "2020-01-01", "source_title": "本县巡察规定",
        "place": "第九条", "reason": "县委规定", "source_number": "", "to_on": "",
    }  # fmt: skip
    page = (
        cast.client("office").get("/rules/entries/insp-county-period/set/", asked).content.decode()
    )
    assert "处办理中的事项和计算会变" in page
    assert "巡察整改：报送整改进展报告" in page
    assert "不会变" not in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"texts": {"share": "二分之一", "more": "否", "base": "entitled", "written": "否"}}, "value_share"),
        ({"texts": {"share": "1/2", "more": "也许", "base": "entitled", "written": "否"}}, "value_more"),
        ({"texts": {"share": "1/2"}}, "value_more"),
        ({"to_on": date(2020, 1, 1)}, "to_on"),
        ({"from_on": date(1990, 1, 1)}, "from_on"),
        ({"parameter": "no-such-key"}, "from_on"),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_read_names_its_field(cast, changes, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        set_majority(cast, **changes)
    assert refusal.value.field == field
    assert not ParameterSetting.objects.exists()


def test_settings_do_not_overlap_and_are_ended_or_taken_back(cast) -> None:
    row = set_majority(cast)
    with pytest.raises(Refused, match="时间重叠"):
        set_majority(cast, from_on=date(2020, 9, 5))
    client = cast.client("office")
    answer = client.post(
        f"/rules/settings/{row.pk}/end/", {"version": 1, "to_on": "2020-09-30", "reason": "修订"}
    )
    assert answer.status_code == 302
    assert current_book().article(MAJORITY, date(2020, 10, 1)).fraction("share") == (1, 2)
    set_majority(cast, from_on=date(2020, 10, 1))
    answer = client.post(
        f"/rules/settings/{row.pk}/withdraw/", {"version": 2, "reason": "登记错了"}
    )
    assert answer.status_code == 302
    assert current_book().article(MAJORITY, date(2020, 9, 10)).fraction("share") == (1, 2)
    assert client.get(f"/rules/settings/{row.pk}/end/").status_code == 404


def test_every_value_is_written_as_it_is_typed_and_read_back() -> None:
    for item in load_builtin().parameters.values():
        for article in item.editions:
            texts = {name: written(value) for name, value in article.values.items()}
            if all(texts.values()):
                again = typed(article, texts)
                assert {n: _frozen(v) for n, v in again.items()} == dict(article.values), item.key
            assert all(readable(n, v) for n, v in article.values.items())


def _frozen(value):
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value

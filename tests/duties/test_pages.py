"""Pages of the wizard, of the paper, of one judgement, of progress and waivers."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.duties.conftest import duty_with, make_paper
from tongpin.duties import queries
from tongpin.duties.actions import correct_duty, record_progress, upload_plan, waive
from tongpin.duties.models import Duty, Plan, PlanState, Progress, Waiver
from tongpin.org.scope import Scope

DUTY_FORM = {
    "title": "党费缴纳基数核定",
    "kind": "dues",
    "times": "",
    "per": "",
    "bound": "",
    "deadline": "2020年7月31日",
    "quantity": "",
    "responsible": "各党支部",
    "binds": "branches",
}


def finding_url(cast, code: str, rule: str, start: str = "2020-01-01", **extra) -> str:
    parameters = {"subject": f"unit:{cast.units[code]}", "rule": rule, "start": start, **extra}
    return f"{reverse('duties:finding')}?{urlencode(parameters)}"


def text(response) -> str:
    """The words of the page without its tags."""
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", response.content.decode()))


# ------------------------------------------------------------------------------ the wizard


def test_check_shows_the_words_marked_in_the_paper(cast, draft) -> None:
    page = cast.client("office").get(reverse("duties:check", args=[draft.pk])).content.decode()
    for duty in draft.duties.all():
        assert f'id="duty-{duty.pk}"' in page
        assert f'href="#duty-{duty.pk}"' in page
    assert page.count("<mark>") == 5
    assert "没有写明责任单位" in page
    assert "《支部工作条例（试行）》第十一条" in page


def test_a_duty_is_corrected_dropped_and_brought_back(cast, draft) -> None:
    client, duty = cast.client("office"), duty_with(draft, "党费")
    url = reverse("duties:duty-edit", args=[duty.pk])
    assert "2020-06-30" in client.get(url).content.decode()
    response = client.post(url, DUTY_FORM | {"version": duty.version})
    assert response.status_code == 302
    duty.refresh_from_db()
    assert (duty.title, duty.deadline) == ("党费缴纳基数核定", date(2020, 7, 31))
    client.post(reverse("duties:duty-drop", args=[duty.pk]))
    assert Duty.objects.get(pk=duty.pk).is_dropped
    client.post(reverse("duties:duty-restore", args=[duty.pk]))
    assert not Duty.objects.get(pk=duty.pk).is_dropped


def test_a_conflict_keeps_what_was_typed(cast, draft) -> None:
    client, duty = cast.client("office"), duty_with(draft, "党费")
    stale = duty.version
    correct_duty(
        cast.actor("office"),
        unit=cast.unit("JU"),
        duty=duty,
        version=duty.version,
        title="别人改的",
    )
    response = client.post(
        reverse("duties:duty-edit", args=[duty.pk]), DUTY_FORM | {"version": stale}
    )
    assert response.status_code == 409
    assert "已被他人修改" in response.content.decode()
    assert "党费缴纳基数核定" in response.content.decode()
    assert Duty.objects.get(pk=duty.pk).title == "别人改的"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"title": ""}, "请填写名称"),
        ({"deadline": "2020-02-30"}, "不存在"),
        ({"times": "9" * 5000}, "title"),
        ({"times": "3", "per": ""}, "选择周期"),
        ({"binds": "selected"}, "请勾选"),
        ({"title": "党费\x00"}, ""),
        ({"kind": "nonsense"}, ""),
    ],
)
def test_wrong_corrections_are_refused_beside_the_field(cast, draft, wrong, message) -> None:
    client, duty = cast.client("office"), duty_with(draft, "党费")
    response = client.post(
        reverse("duties:duty-edit", args=[duty.pk]), DUTY_FORM | {"version": duty.version} | wrong
    )
    assert response.status_code == 400
    assert message in response.content.decode()
    assert Duty.objects.get(pk=duty.pk).title == duty.title


def test_a_passed_over_sentence_is_added_with_its_place(cast, draft) -> None:
    client = cast.client("office")
    measure = draft.measures.get(number="（三）")
    url = f"{reverse('duties:duty-add', args=[draft.pk])}?measure={measure.pk}"
    assert measure.text in client.get(url).content.decode()
    selected = client.get(f"{url}&{urlencode({'quote': '抓好示范创建' + chr(0)})}").content.decode()
    assert re.search(r"<textarea[^>]*>\s*抓好示范创建</textarea>", selected)
    response = client.post(url, DUTY_FORM | {"title": "示范创建", "quote": "抓好示范创建"})
    assert response.status_code == 302
    added = Duty.objects.get(plan=draft, is_added=True)
    assert draft.text[added.start : added.end] == "抓好示范创建"
    assert added.measure == measure


def test_adoption_says_whom_it_binds_and_how_it_would_stand_today(cast, draft) -> None:
    client, url = cast.client("office"), reverse("duties:adopt", args=[draft.pk])
    words = text(client.get(url))
    assert "第一党支部3项" in words
    assert "截至2020年9月20日" in words
    assert re.search(r"逾期\d+个时段", words)
    draft.refresh_from_db()
    assert draft.state == PlanState.DRAFT
    assert client.post(url, {"reason": "", "version": draft.version}).status_code == 400
    stale = client.post(url, {"reason": "经局党委会研究", "version": draft.version + 7})
    assert stale.status_code == 409
    assert "经局党委会研究" in stale.content.decode()
    done = client.post(url, {"reason": "经局党委会研究", "version": draft.version})
    assert done.status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.reason) == (PlanState.ADOPTED, "经局党委会研究")


def test_the_outlook_is_what_adoption_brings(
    cast, draft, django_capture_on_commit_callbacks
) -> None:
    from collections import Counter

    from tongpin.duties.actions import adopt_plan

    unit = cast.unit("JU")
    paper = queries.plan(Scope.everything(), draft.pk)
    expected = dict(
        queries.outlook(paper, list(queries.bodies(Scope.everything())), date(2020, 9, 20))
    )
    with django_capture_on_commit_callbacks(execute=True):
        adopt_plan(
            cast.actor("office"), unit=unit, plan=draft, version=draft.version, reason="采用"
        )
    rows = queries.findings(Scope.everything(), year=2020)
    assert Counter(r.verdict for r in rows if r.duty_key) == expected


def test_an_adoption_is_undone_with_a_reason(cast, adopted) -> None:
    client, url = cast.client("office"), reverse("duties:undo", args=[adopted.pk])
    client.post(url, {"reason": "", "version": adopted.version})
    adopted.refresh_from_db()
    assert adopted.state == PlanState.ADOPTED
    assert client.post(url, {"reason": "文号有误", "version": adopted.version}).status_code == 302
    adopted.refresh_from_db()
    assert adopted.state == PlanState.DRAFT


def test_a_draft_is_put_aside(cast, draft) -> None:
    client = cast.client("office")
    assert client.post(reverse("duties:discard", args=[draft.pk])).status_code == 302
    draft.refresh_from_db()
    assert draft.state == PlanState.WITHDRAWN
    assert client.get(reverse("duties:plan", args=[draft.pk])).status_code == 200


def test_the_comparison_page(cast, adopted) -> None:
    client = cast.client("office")
    paper = make_paper()
    amended = upload_plan(cast.actor("office"), unit=cast.unit("JU"), paper=paper, year=2020)
    words = text(client.get(reverse("duties:compare", args=[amended.pk])))
    assert "5项责任没有变化" in words
    first = client.get(reverse("duties:compare", args=[adopted.pk]))
    assert first.status_code == 302


# ---------------------------------------------------------------------------- who sees what


def test_everybody_bound_reads_the_paper_in_force(cast, adopted) -> None:
    url = reverse("duties:plan", args=[adopted.pk])
    for name in ("office", "secretary1", "committee1", "member1", "leader", "supervisor"):
        response = cast.client(name).get(url)
        assert response.status_code == 200, name
        assert "三会一课" in response.content.decode()
    assert cast.client("system").get(url).status_code == 403


@pytest.mark.parametrize("name", ["check", "adopt", "compare", "duty-add"])
def test_the_wizard_is_the_office_alone(cast, draft, name) -> None:
    url = reverse(f"duties:{name}", args=[draft.pk])
    for account in ("secretary1", "member1", "leader"):
        assert cast.client(account).get(url).status_code == 403, account
    assert cast.client("office").get(reverse(f"duties:{name}", args=[9999])).status_code == 404
    big = url.replace(str(draft.pk), "9" * 40)
    assert cast.client("office").get(big).status_code == 404


def test_a_judgement_of_another_branch_does_not_exist(cast, adopted) -> None:
    client, theme = cast.client("secretary1"), duty_with(adopted, "主题党日").key
    assert client.get(finding_url(cast, "ZB1", theme)).status_code == 200
    assert client.get(finding_url(cast, "ZB2", theme)).status_code == 404
    assert cast.client("office").get(finding_url(cast, "ZB2", theme)).status_code == 200


def test_progress_and_waivers_need_their_rights(cast, adopted) -> None:
    dues = duty_with(adopted, "党费").key
    progress = f"{reverse('duties:progress')}?{urlencode({'unit': 'ZB1', 'rule': dues})}"
    waiver = f"{reverse('duties:waive')}?{urlencode({'unit': 'ZB1', 'rule': dues})}"
    assert cast.client("member1").get(progress).status_code == 403
    assert cast.client("secretary2").get(progress).status_code == 404
    assert cast.client("secretary1").get(waiver).status_code == 403
    assert cast.client("secretary1").get(progress).status_code == 200
    assert cast.client("office").get(waiver).status_code == 200


# -------------------------------------------------------------------------- one judgement


def test_a_judgement_says_why_by_which_article_and_what_to_do(cast, adopted) -> None:
    theme = duty_with(adopted, "主题党日").key
    response = cast.client("secretary1").get(finding_url(cast, "ZB1", theme, "2020-08-01"))
    page = response.content.decode()
    assert "已逾期20天" in page
    assert "每月开展1次主题党日" in page
    assert "《2020年党建工作意见》（一）" in page
    assert "对应规则：主题党日（《支部工作条例（试行）》第十六条）" in page
    assert "不少于1次" in page
    assert "kind=theme_day" in page
    assert "登记免除" not in page
    assert "登记免除" in cast.client("office").get(finding_url(cast, "ZB1", theme)).content.decode()


def test_counted_and_uncounted_records_are_linked(
    cast, adopted, django_capture_on_commit_callbacks
) -> None:
    from tests.duties.test_judging import held

    with django_capture_on_commit_callbacks(execute=True):
        row = held(cast, "ZB1", date(2020, 2, 5), "theme_day")
    life = duty_with(adopted, "三会一课").key
    url = finding_url(cast, "ZB1", f"{life}/branch.general_meeting")
    page = cast.client("secretary1").get(url).content.decode()
    assert "未勾选“党员大会”" in page
    assert reverse("life:detail", args=[row.pk]) in page
    theme = finding_url(cast, "ZB1", duty_with(adopted, "主题党日").key, "2020-02-01")
    page = cast.client("secretary1").get(theme).content.decode()
    assert reverse("life:detail", args=[row.pk]) in page
    assert "补记" in page


def test_the_day_of_judgement_is_taken_from_the_address(cast, adopted) -> None:
    theme = duty_with(adopted, "主题党日").key
    url = finding_url(cast, "ZB1", theme, "2020-08-01", as_of="2020-08-10")
    words = text(cast.client("secretary1").get(url))
    assert "判定截至2020年8月10日" in words
    assert "还有21天" in words


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"subject": "unit:1"},
        {"subject": "unit:" + "9" * 40, "rule": "x", "start": "2020-01-01"},
        {"subject": "unit:abc", "rule": "branch.theme_day", "start": "2020-01-01"},
        {"subject": "person:1", "rule": "\x00", "start": "2020-01-01"},
        {"subject": "unit:{ZB1}", "rule": "branch.theme_day", "start": "9999-12-31"},
        {"subject": "unit:{ZB1}", "rule": "branch.theme_day", "start": "0001-01-01"},
        {"subject": "unit:{ZB1}", "rule": "不存在\x00", "start": "不是日期"},
        {"subject": "\x00:1", "rule": "branch.theme_day", "start": "2020-01-01"},
    ],
)
def test_addresses_of_no_judgement_are_not_found(cast, adopted, parameters) -> None:
    filled = {k: v.replace("{ZB1}", str(cast.units["ZB1"])) for k, v in parameters.items()}
    response = cast.client("office").get(f"{reverse('duties:finding')}?{urlencode(filled)}")
    assert response.status_code == 404


def test_progress_is_written_and_taken_back(cast, adopted) -> None:
    client, dues = cast.client("secretary1"), duty_with(adopted, "党费")
    url = f"{reverse('duties:progress')}?{urlencode({'unit': 'ZB1', 'rule': dues.key})}"
    for wrong in (
        {"on": "2020-09-21", "content": "已核定"},
        {"on": "", "content": "已核定"},
        {"on": "2020-06-01", "content": "\x00"},
        {"on": "2020-06-01", "content": "长" * 4001},
    ):
        assert client.post(url, wrong).status_code == 400
    assert not Progress.objects.exists()
    response = client.post(
        url, {"on": "2020年6月1日", "content": "核定基数并公示", "is_done": "on"}
    )
    assert response.status_code == 302
    row = Progress.objects.get()
    assert (row.on, row.is_done, row.recorded_on) == (date(2020, 6, 1), True, date(2020, 9, 20))
    page = text(client.get(response["Location"]))
    assert "核定基数并公示" in page
    assert "已完成" in page
    withdraw = reverse("duties:progress-withdraw", args=[row.pk])
    assert client.post(withdraw, {"reason": ""}).status_code == 400
    assert cast.client("secretary2").post(withdraw, {"reason": "误"}).status_code == 404
    assert client.post(withdraw, {"reason": "填错"}).status_code == 302
    assert Progress.objects.get().is_withdrawn


def test_a_waiver_is_decided_and_withdrawn(cast, adopted) -> None:
    client, theme = cast.client("office"), duty_with(adopted, "主题党日").key
    parameters = {"unit": "ZB1", "rule": theme, "start": "2020-02-01", "end": "2020-02-29"}
    url = f"{reverse('duties:waive')}?{urlencode(parameters)}"
    assert "2020-02-29" in client.get(url).content.decode()
    form = {
        "starts_on": "2020-02-01", "ends_on": "2020-02-29", "reason": "疫情防控",
        "decided_by": "局党委会", "decided_on": "2020-02-20",
    }  # fmt: skip
    assert client.post(url, form | {"ends_on": "2020-01-01"}).status_code == 400
    assert client.post(url, form | {"decided_on": "2021-01-01"}).status_code == 400
    response = client.post(url, form)
    assert response.status_code == 302
    page = client.get(finding_url(cast, "ZB1", theme, "2020-02-01"))
    assert "局党委会2月20日决定免除（疫情防控）" in page.content.decode()
    row = Waiver.objects.get()
    assert client.post(reverse("duties:waiver-withdraw", args=[row.pk])).status_code == 302
    page = client.get(finding_url(cast, "ZB1", theme, "2020-02-01"))
    assert "已逾期" in page.content.decode()


def test_progress_for_a_duty_that_is_not_there(cast, adopted) -> None:
    url = f"{reverse('duties:progress')}?{urlencode({'unit': 'ZB1', 'rule': '没有'})}"
    assert cast.client("secretary1").get(url).status_code == 404
    assert cast.client("secretary1").get(reverse("duties:progress")).status_code == 404
    nul = f"{reverse('duties:waive')}?{urlencode({'unit': chr(0), 'rule': chr(0)})}"
    assert cast.client("office").get(nul).status_code == 404


# ------------------------------------------------------------------------------ statements


def statements(client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_lists_take_the_same_statements_for_one_row_and_three(cast, draft) -> None:
    client, url = cast.client("office"), reverse("duties:plans")
    client.get(url)
    one = statements(client, url)
    for year in (2018, 2019):
        upload_plan(cast.actor("office"), unit=cast.unit("JU"), paper=make_paper(), year=year)
    assert Plan.objects.count() == 3
    assert statements(client, url) == one


def test_the_check_page_takes_the_same_statements_whatever_it_shows(cast, draft) -> None:
    client = cast.client("office")
    small = upload_plan(
        cast.actor("office"),
        unit=cast.unit("JU"),
        paper=make_paper(sentences=()),
        year=2019,
    )
    client.get(reverse("duties:plans"))
    empty = statements(client, reverse("duties:check", args=[small.pk]))
    # the units and the measure of duties are fetched once there is a duty at all
    assert statements(client, reverse("duties:check", args=[draft.pk])) <= empty + 1


def test_a_judgement_takes_the_same_statements_with_one_record_and_three(
    cast, adopted, django_capture_on_commit_callbacks
) -> None:
    client, dues = cast.client("secretary1"), duty_with(adopted, "党费")
    url = finding_url(cast, "ZB1", dues.key)

    def write(day: int) -> None:
        record_progress(
            cast.actor("secretary1"), unit=cast.unit("ZB1"), rule=dues.key, title=dues.title,
            on=date(2020, 5, day), content="核定", is_done=True,
        )  # fmt: skip

    write(1)
    waive(
        cast.actor("office"), unit=cast.unit("ZB1"), rule=dues.key, title="党费",
        starts_on=date(2020, 1, 1), ends_on=date(2020, 12, 31), reason="试", decided_by="局党委会",
        decided_on=date(2020, 5, 1),
    )  # fmt: skip
    client.get(url)
    one = statements(client, url)
    write(2)
    write(3)
    assert statements(client, url) == one

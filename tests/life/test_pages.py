"""The pages of 组织生活 as a secretary meets them."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tongpin.life.actions import Minutes, record_gathering
from tongpin.life.models import Draft, Gathering

NEW = "/life/new/"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def secretary(cast):
    """The first branch's secretary in a browser."""
    return cast.client("secretary1")


def typed(cast, **values) -> dict:
    plain = {
        "kinds": ["theme_day"], "topic": "重温入党誓词", "held_on": "2020-09-10", "place": "会议室",
        f"p{cast.people['郑文']}": "leave", f"r{cast.people['郑文']}": "出差",
    }  # fmt: skip
    return plain | values


def record(cast, topic: str = "学习条例", day: int = 10) -> Gathering:
    return record_gathering(
        cast.actor("secretary1"), unit=cast.unit("ZB1"),
        minutes=Minutes(kinds=("theme_day",), topic=topic, held_on=date(2020, 9, day)),
    )  # fmt: skip


def test_plain_form_records_everybody_expected(cast, secretary) -> None:
    answer = secretary.post(NEW, typed(cast))
    row = Gathering.objects.get()
    assert answer["Location"] == reverse("life:detail", args=[row.pk])
    page = secretary.get(answer["Location"]).content.decode()
    assert "应到 9 人，实到 8 人" in page
    assert "请假 · 出差" in page
    assert "补记" in page


def test_only_the_committee_is_asked_to_a_committee_meeting(cast, secretary) -> None:
    secretary.post(NEW, typed(cast, kinds=["committee_meeting"]))
    row = Gathering.objects.get()
    names = set(row.attendances.values_list("person__name", flat=True))
    assert names == {"张守正", "李组织", "王宣传", "赵纪检"}


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"kinds": []}, "请至少勾选一种会议或活动"),
        ({"topic": ""}, "请填写主题"),
        ({"held_on": "2020-13-40"}, "2020年13月40日不存在"),
        ({"held_on": "2099-01-01"}, "日期不能晚于今天"),
        ({"starts_at": "25:99"}, "时间须写成"),
        ({"starts_at": "15:00", "ends_at": "14:00"}, "结束时间须晚于开始时间"),
        ({"topic": "a\x00b"}, "字符"),
        ({"topic": "长" * 300}, "200"),
        ({"makes_up": "去年"}, "补办时段须写成"),
        ({"chair": "999999"}, "主持人"),
    ],
)
def test_errors_stand_beside_the_field_and_nothing_typed_is_lost(
    cast, secretary, values, says
) -> None:
    answer = secretary.post(NEW, typed(cast, content="写了很久的内容", **values))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert says in page
    assert "写了很久的内容" in page
    assert not Gathering.objects.exists()


def test_second_editor_sees_both_versions_and_loses_nothing(cast, secretary) -> None:
    row = record(cast)
    url = reverse("life:edit", args=[row.pk])
    assert secretary.post(url, typed(cast, version="1", topic="先保存的")).status_code == 302
    answer = secretary.post(url, typed(cast, version="1", topic="后保存的", content="后写的内容"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "先保存的" in page
    assert "后写的内容" in page
    again = secretary.post(url, typed(cast, version="2", topic="后保存的"))
    assert again.status_code == 302
    assert Gathering.objects.get().topic == "后保存的"


def test_draft_comes_back_and_goes_when_saved(cast, secretary) -> None:
    url = reverse("life:draft") + "?unit=ZB1"
    assert secretary.post(url, typed(cast, topic="写到一半", held_on="")).status_code == 204
    page = secretary.get(NEW).content.decode()
    assert "写到一半" in page
    assert "接着上次没填完的内容" in page
    assert cast.client("committee1").get(NEW).content.decode().count("写到一半") == 0
    secretary.post(NEW, typed(cast))
    assert not Draft.objects.exists()


def test_huge_draft_is_refused(cast, secretary) -> None:
    answer = secretary.post(reverse("life:draft") + "?unit=ZB1", {"topic": "长" * 300_000})
    assert answer.status_code == 400


def test_attachment_is_kept_and_a_hostile_one_refuses_the_whole(
    cast, secretary, settings, tmp_path
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    settings.MEDIA_ROOT = tmp_path
    bad = SimpleUploadedFile("通知.pdf", b"<html><script>1</script>")
    answer = secretary.post(NEW, typed(cast, attachments=bad))
    assert answer.status_code == 400
    assert "格式不能上传" in answer.content.decode()
    assert not Gathering.objects.exists()
    secretary.post(NEW, typed(cast, attachments=SimpleUploadedFile("签到.png", PNG)))
    row = Gathering.objects.get()
    page = secretary.get(reverse("life:detail", args=[row.pk])).content.decode()
    assert "签到.png" in page


def test_withdraw_and_restore(cast, secretary) -> None:
    row = record(cast)
    url = reverse("life:withdraw", args=[row.pk])
    secretary.post(url, {"reason": ""})
    row.refresh_from_db()
    assert row.state == "recorded"
    secretary.post(url, {"reason": "重复登记"})
    assert (
        "已于2020年9月20日撤回，不计入任何责任。理由：重复登记"
        in secretary.get(reverse("life:detail", args=[row.pk])).content.decode()
    )
    secretary.post(reverse("life:restore", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == "recorded"


def test_preview_names_what_would_count(cast, secretary) -> None:
    page = secretary.post(reverse("life:preview") + "?unit=ZB1", typed(cast)).content.decode()
    assert "主题党日" in page
    assert "9月" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_statements_for_one_row_and_three(
    cast, secretary, rows, django_assert_num_queries
) -> None:
    for n in range(rows):
        record(cast, day=10 + n)
    with django_assert_num_queries(STATEMENTS):
        answer = secretary.get("/life/")
    assert answer.content.decode().count("学习条例") == rows


STATEMENTS = 9


def test_list_filters_searches_sorts_and_exports(cast, secretary) -> None:
    import io

    import openpyxl

    record(cast, "=cmd|' /C calc'!A0", 11)
    record(cast, "学习民法典", 12)
    assert "学习民法典" not in secretary.get("/life/?q=calc").content.decode()
    assert "没有符合条件的记录" in secretary.get("/life/?kind=lecture").content.decode()
    for hostile in (
        "?page=99999999999",
        "?page=-1",
        "?sort=unit__grants",
        "?month=13",
        "?q=%00%27",
    ):
        assert secretary.get(f"/life/{hostile}").status_code == 200
    answer = secretary.get("/life/?export=xlsx&sort=held_on")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    topics = [row[2].value for row in sheet.iter_rows(min_row=2)]
    assert topics == ["=cmd|' /C calc'!A0", "学习民法典"]
    assert sheet["C2"].data_type == "s"


def test_empty_list_teaches_the_next_step(cast, secretary) -> None:
    page = secretary.get("/life/").content.decode()
    assert "还没有登记组织生活" in page
    assert "登记组织生活" in page

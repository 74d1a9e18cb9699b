"""Local rulebooks through the strict loader: hostile text is refused in Chinese, with line and cure."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.rulebook_text import LECTURES, lectures
from tongpin.audit.errors import Refused
from tongpin.duties.models import LocalRulebook
from tongpin.duties.rulebook import current_book
from tongpin.duties.sheets import workbook
from tongpin.duties.vetting import vetted
from tongpin.formats.xlsx import read_sheet
from tongpin.rules.book import Book
from tongpin.rules.export import rulebook_text, to_yaml
from tongpin.rules.loader import load_builtin, load_text

NEW = "/rules/local/new/"
pytestmark = pytest.mark.django_db


def said(text: str) -> str:
    with pytest.raises(Refused) as refusal:
        vetted(text)
    assert refusal.value.field == "text"
    return refusal.value.message


BOMB = "a: &a [x, x, x]\n" + "\n".join(f"b{n}: &b{n} [*a, *a, *a]" for n in range(30))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BOMB, "不允许使用锚点和引用"),
        ("title: &t 甲\nrules: *t\n", "第 1 行：不允许使用锚点和引用"),
        ("title: 甲\nrules:\n\t- key: a.b\n", "请把制表符（Tab）换成两个空格"),
        ("title：甲\nrules：\n", "冒号"),
        ("[" * 200, "层次过深"),
        ("- " * 5000, "层次过深"),
        ("x" * 100_001, "请把不相干的规则分成几份"),
        ("", "文件是空的"),
        ("--- \ntitle: 甲\n---\ntitle: 乙\n", "格式有误"),
        ("title: !!python/object/apply:os.system [ls]\n", "应是文字"),
        ("title: 甲\ntitle: 乙\n", "第 2 行：键“title”重复"),
        ("title: 甲\n", "还没有写任何规则"),
        ("title: 甲\nkinds:\n- {key: life.own, label: 自创}\n", "不能增改事实种类"),
        ("title: 甲\nyears:\n- {year: 2031, certain: true}\n", "请到“工作日”页登记"),
        ("title: 甲\nprocedures:\n- key: own\n  title: 甲\n  steps:\n  - {key: aa, title: 一, actor: 甲}\n",
         "不能增改办理程序"),
        (LECTURES.replace("our-lecture-rule, place", "nowhere, place"), "请在 sources 里写上这份依据"),
        (LECTURES.replace("our-lecture-rule", "branch-work-2018"), "规则库里已有"),
        (LECTURES.replace("times: 6", "times: 六"), "第 18 行：“times”应是1至366之间的整数"),
        (LECTURES.replace("life.lecture", "life.dancing"), "没有登记"),
        (LECTURES.replace("from: 2020-01-01", "from: 1800-01-01").replace("2018-01-01", "1700-01-01"),
         "应在1921年至2100年之间"),
        (LECTURES.replace("from: 2020-01-01", "from: 1930-01-01").replace("2018-01-01", "1925-01-01"),
         "须在1949年10月以后"),
        (lectures(key="branch.theme_day", every="year", times=3), "力度（severity）须与原规则一致"),
        (lectures(key="branch.theme_day", every="year", times=3).replace("config", "soft"), "本地规则只能更严"),
        (lectures(key="branch.lecture").replace("[branch, joint_branch]", "[branch]"), "约束的对象"),
    ],
)  # fmt: skip
def test_what_may_not_be_adopted_is_refused_with_its_cure(text: str, words: str) -> None:
    assert words in said(text)


def test_a_parameter_of_the_texts_is_not_changed_in_a_rulebook() -> None:
    source = LECTURES.partition("rules:")[0]
    own = source + (
        "parameters:\n- key: dev-first-talk-months\n  title: 派人谈话\n  editions:\n"
        "  - from: 2020-01-01\n    cite: {source: our-lecture-rule, place: 第一条, confidence: LOCAL}\n"
        "    severity: config\n    text: 两个月\n    values: {months: 2}\n"
    )
    assert "条文写明的数字" in said(own)
    other = own.replace("dev-first-talk-months", "branch-committee-majority")
    assert "数值（values）应是" in said(other)
    fresh = own.replace("dev-first-talk-months", "local-talk-months")
    assert vetted(fresh).parameters["local-talk-months"].editions[0].integer("months") == 2


def test_a_bad_upload_keeps_what_was_typed_and_stores_nothing(cast) -> None:
    client = cast.client("office")
    answer = client.post(NEW, {"text": LECTURES.replace("times: 6", "times: 0")})
    body = answer.content.decode()
    assert answer.status_code == 400
    assert "第 18 行" in body
    assert "times: 0" in body
    broken = SimpleUploadedFile("a.yaml", "title: 党课".encode("gb18030"))
    answer = client.post(NEW, {"file": broken})
    assert answer.status_code == 400
    assert "不是 UTF-8 编码" in answer.content.decode()
    assert client.post(NEW, {}).status_code == 400
    assert client.post(NEW, {"text": "a: \u202e"}).status_code == 400
    assert not LocalRulebook.objects.exists()


def test_an_uploaded_file_becomes_a_draft_and_the_template_loads(cast) -> None:
    client = cast.client("office")
    page = client.get(NEW)
    template = page.context["form"].initial["text"]
    assert vetted(template).rules[0].key == "local.lecture"
    file = SimpleUploadedFile("本局.yaml", b"\xef\xbb\xbf" + LECTURES.encode())
    answer = client.post(NEW, {"file": file})
    row = LocalRulebook.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"/rules/local/{row.pk}/adopt/"
    assert (row.title, row.text, row.revision) == ("本局党课制度", LECTURES, 1)


# ------------------------------------------------------------------------------------ export


def test_the_published_book_goes_through_yaml_unchanged() -> None:
    book = load_builtin()
    again = load_text(to_yaml(book, "规则库"), "导出", base=Book())
    assert again == book
    assert again.content_hash == book.content_hash


def test_a_book_with_local_rules_goes_through_yaml_unchanged(cast) -> None:
    from tests.architecture.access_table import parameter_setting, workday_notice
    from tests.duties.test_adoption import adopt, draft, withdraw

    withdraw(cast, adopt(cast, draft(cast, lectures(key="branch.lecture", every="month", times=1))))
    adopt(cast, draft(cast, lectures(key="branch.lecture", every="quarter", times=2)))
    adopt(cast, draft(cast, lectures(every="year", since="2020-02-20", until="2020-06-30")))
    parameter_setting(cast)
    workday_notice(cast)
    book = current_book()
    answer = cast.client("member1").get("/rules/export/rulebook.yaml")
    again = load_text(answer.content.decode(), "导出", base=Book())
    assert again.content_hash == book.content_hash
    assert again.sources == book.sources
    assert 2031 in again.workdays.years


def test_texts_that_look_like_something_else_come_back_as_texts() -> None:
    text = rulebook_text({"title": "no", "sources": [{"key": "1e3", "title": "2020-01-01"}]})
    assert "'no'" in text
    odd = LECTURES.replace("本局党课制度", "'yes: #1'", 1).replace("第三条", "'null'")
    book = vetted(odd)
    merged = load_builtin().merge(book)
    again = load_text(to_yaml(merged, "甲"), "导出", base=Book())
    assert again.rule("local.lecture").editions[0].cite.place == "null"


def test_the_workbook_has_five_sheets_and_no_formulas(cast) -> None:
    from openpyxl import load_workbook

    from tests.duties.test_adoption import adopt, draft

    adopt(cast, draft(cast, LECTURES.replace("党支部讲党课不少于6次", "'=1+1 讲党课'")))
    data = workbook(current_book())
    book = load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["依据", "规则", "参数", "程序", "工作日"]
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
    assert not [c for c in cells if c.data_type == "f"]
    assert any(str(c.value).startswith("=1+1") for c in cells)
    assert len(read_sheet(data)) == len(current_book().sources) + 1


def test_every_value_of_the_published_book_is_named_in_chinese() -> None:
    from tongpin.duties.wording import name_of, readable

    for parameter in load_builtin().parameters.values():
        for article in parameter.editions:
            for name, value in article.values.items():
                shown = name_of(name) + readable(name, value)
                assert not re.search("[a-z_]{3,}", shown), (parameter.key, shown)

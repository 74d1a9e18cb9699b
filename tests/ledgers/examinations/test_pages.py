"""The pages: lists at one and three rows, sitting without scripts, one's own result only, the bank as a table."""

from __future__ import annotations

import io
import json
from datetime import date

import docx
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.ledgers.examinations import hall
from tongpin.documents.models import SheetImport
from tongpin.formats.xlsx import read_sheet
from tongpin.ledgers.examinations import queries
from tongpin.ledgers.examinations.models import Answer, Candidate, Paper, Question, Sitting
from tongpin.ledgers.examinations.sheets import COLUMNS

pytestmark = pytest.mark.django_db


def url(name: str, *args) -> str:
    return reverse(f"examinations:{name}", args=args)


@pytest.mark.parametrize(
    ("name", "make", "statements"),
    [
        ("list", lambda cast, n: hall.question(cast, n), 9),
        ("papers", lambda cast, n: _paper(cast, n), 8),
        ("sittings", lambda cast, n: _sitting(cast, n), 8),
    ],
)
def test_lists_take_the_same_statements_for_any_number_of_rows(
    cast, name, make, statements, django_assert_num_queries
) -> None:
    client = cast.client("office")
    for number in range(3):
        make(cast, number)
        if number != 1:
            client.get(url(name))
            with django_assert_num_queries(statements):
                page = client.get(url(name)).content.decode()
            assert f"共 {number + 1} 条" in page


def _paper(cast, number: int):
    from tongpin.ledgers.examinations import actions

    return actions.create_paper(cast.actor("office"), unit=cast.unit("JU"), title=f"卷{number}")


def _sitting(cast, number: int):
    first = Sitting.objects.order_by("pk").first()
    if first is None:
        return hall.sitting(cast)
    from tongpin.ledgers.examinations import actions

    with hall.at(-60):
        terms = actions.Terms(f"考试{number}", first.opens_at, first.closes_at, 30)
        return actions.plan_sitting(
            cast.actor("office"), unit=cast.unit("JU"), paper=first.paper, terms=terms,
            people=[cast.person("郑文")],
        )  # fmt: skip


def test_a_paper_without_scripts_is_one_form(cast) -> None:
    row = hall.sitting(cast)
    client = cast.client("member1")
    with hall.at(1):
        assert "开始答题" in client.get(url("own-sitting", row.pk)).content.decode()
        client.post(url("start", row.pk))
        page = client.get(url("sheet-of-answers", row.pk))
        items = queries.items(row.paper_id)
        body = {"writer": page.context["writer"]}
        for item, given in zip(items, (["B"], ["A", "C"], [], ["月", "季"]), strict=True):
            body |= {f"version-{item.pk}": "0", f"given-{item.pk}": given}
        client.post(url("sheet-of-answers", row.pk), body)
        stored = dict(Answer.objects.values_list("item", "given"))
        assert stored == {
            items[0].pk: ["B"], items[1].pk: ["A", "C"], items[3].pk: ["月", "季"],
        }  # fmt: skip
        # An old window of before, sent now: what it left empty is no answer, what it holds is asked about.
        stale = {"writer": "old", f"version-{items[0].pk}": "0", f"given-{items[0].pk}": ["D"],
                 f"version-{items[1].pk}": "0", f"version-{items[2].pk}": "0",
                 f"given-{items[2].pk}": ["T"]}  # fmt: skip
        told = client.post(url("sheet-of-answers", row.pk), stale).content.decode()
        assert "另一个窗口" in told
        assert dict(Answer.objects.values_list("item", "given")) == stored | {items[2].pk: ["T"]}
        page = client.post(url("sheet-of-answers", row.pk), body | {"go": "1"})
        assert page["Location"] == url("submit", row.pk)
        assert "4 题都已作答" in client.get(url("submit", row.pk)).content.decode()
        client.post(url("submit", row.pk))
        assert client.get(url("sheet-of-answers", row.pk)).status_code == 302
    assert Candidate.objects.get(person=cast.person("郑文"), sitting=row).closing == "self"


def test_the_script_is_told_what_stands_and_what_is_left(cast) -> None:
    row = hall.sitting(cast)
    client = cast.client("member1")
    item = queries.items(row.paper_id)[0].pk
    body = {"item": item, "given": ["B"], "version": 0, "writer": "a", "sequence": 1}
    with hall.at(1):
        assert client.post(url("answer", row.pk), body).status_code == 400
        client.post(url("start", row.pk))
        said = json.loads(client.post(url("answer", row.pk), body).content)
        assert said == {"left": 1800, "item": item, "given": ["B"], "version": 1}
        again = client.post(url("answer", row.pk), body | {"writer": "b", "given": ["C"]})
        assert again.status_code == 409
        assert json.loads(again.content)["given"] == ["B"]
        hostile = body | {"item": "9" * 30, "version": "-1", "sequence": "x", "writer": "w" * 500}
        assert client.post(url("answer", row.pk), hostile).status_code == 400
        assert json.loads(client.get(url("clock", row.pk)).content) == {"left": 1800, "open": True}
    with hall.at(40):
        late = client.post(url("answer", row.pk), body | {"sequence": 2})
        assert late.status_code == 410
        assert "时间已经到了" in json.loads(late.content)["message"]


def test_a_person_sees_the_own_result_and_nobody_anothers(cast) -> None:
    row = hall.published(cast)
    own = cast.client("member1").get(url("own-sitting", row.pk)).content.decode()
    assert "<strong>6</strong> 分" in own
    assert "书记和班子成员不少于56学时" in own
    assert "党员教育管理工作条例第二十条" in own
    for who in ("office", "secretary1", "supervisor"):
        page = cast.client(who).get(url("sitting", row.pk)).content.decode()
        assert "名次" in page
        assert "<strong>6</strong>" not in page
    branch = cast.client("secretary2").get(url("sitting", row.pk)).content.decode()
    assert "冯丽" in branch
    assert "郑文" not in branch
    assert "试题分析" not in branch


def test_before_publication_the_result_is_not_shown(cast) -> None:
    row = hall.sitting(cast)
    with hall.at(5):
        hall.sit(cast, row, "郑文", 4)
    hall.marked(cast, row)
    with hall.at(601):
        page = cast.client("member1").get(url("own-sitting", row.pk)).content.decode()
        assert "成绩公布后在这里查看" in page
        assert "正确答案" not in page
        assert "8 分" not in cast.client("member1").get(url("own")).content.decode()


def test_markers_see_no_names(cast) -> None:
    from tongpin.ledgers.examinations import actions

    row = hall.sitting(cast, kinds=5)
    with hall.at(5):
        hall.sit(cast, row, "郑文", 5)
    row = hall.marked(cast, row)
    actions.set_markers(
        cast.actor("office"), unit=cast.unit("JU"), sitting=row, version=row.version,
        accounts=[cast.account("office"), cast.account("secretary1")],
    )  # fmt: skip
    client = cast.client("secretary1")
    page = client.get(url("mark", row.pk)).content.decode()
    assert "学习谈话，查摆问题，整改" in page
    assert "郑文" not in page
    key = queries.short_answers(row).get().pk
    assert client.post(url("mark", row.pk), {"answer": key, "points": "11"}).status_code == 400
    client.post(url("mark", row.pk), {"answer": key, "points": "8.5"})
    assert "没有等您评阅的答案" in client.get(url("mark", row.pk)).content.decode()


def sheet(*rows) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet()
        for r, row in enumerate(([c.head for c in COLUMNS], *rows)):
            for c, value in enumerate(row):
                page.write_string(r, c, value)
    return stream.getvalue()


def line(kind="单选题", stem="一道题？", options=("甲", "乙"), key="A", hard="中等"):
    return [kind, "党章", hard, stem, *options, *[""] * (8 - len(options)), key, "", "", ""]


def test_a_bank_comes_in_by_its_faults_and_goes_out_as_it_came(cast) -> None:
    client = cast.client("office")
    data = sheet(
        line(), line(stem="一道 题"), line("选择题"), line(stem="二？", key="C"), line(hard="极难"),
        line("填空题", "每____一次", (), "月|个月"), line("判断题", "对吗", (), "=1+1"),
        line("多选题", "=HYPERLINK(1)？", ("甲", "", "丙"), "AC"),
    )  # fmt: skip
    answer = client.post(
        url("sheet-upload") + "?unit=JU", {"file": SimpleUploadedFile("题库.xlsx", data)}
    )
    row = SheetImport.objects.get()
    assert answer["Location"] == url("sheet", row.pk)
    faults = [" ".join(entry["faults"]) for entry in row.rows]
    assert [bool(f) for f in faults] == [False, True, True, True, True, False, True, True]
    assert "已经有同样的题" in faults[1]
    assert "A4 题型" in faults[2]
    assert "答案写选项的字母" in faults[3]
    client.post(url("sheet-confirm", row.pk))
    assert Question.objects.count() == 2
    out = read_sheet(client.get(url("list") + "?export=xlsx").content)
    heads = next(n for n, cells in enumerate(out) if "题型" in cells)
    assert [cells[3] for cells in out[heads + 1 :]] == ["一道题？", "每____一次"]
    client.post(url("sheet-undo", row.pk))
    assert not Question.objects.filter(withdrawn_reason="").exists()


def test_drawing_arranging_fixing_and_announcing_by_the_pages(cast) -> None:
    hall.bank(cast)
    client = cast.client("office")
    client.post(url("paper-new") + "?unit=JU", {"title": "七一卷"})
    paper = Paper.objects.get()
    wrong = {"version": 1, "kind0": "single", "topic0": "", "difficulty0": "0", "count0": "1"}
    assert "第1行请填写每题分值" in client.post(url("paper-draw", paper.pk), wrong).content.decode()
    right = wrong | {
        "worth0": "2.5",
        "kind1": "short",
        "difficulty1": "3",
        "count1": "1",
        "worth1": "10",
    }
    client.post(url("paper-draw", paper.pk), right)
    first, second = queries.items(paper.pk)
    assert (first.worth, second.worth) == (25, 100)
    client.post(url("paper-arrange", paper.pk), {
        "version": 2, f"number-{first.pk}": "9", f"worth-{first.pk}": "5", f"number-{second.pk}": "1",
    })  # fmt: skip
    assert [(i.pk, i.worth) for i in queries.items(paper.pk)] == [(second.pk, 100), (first.pk, 50)]
    judge = Question.objects.get(kind="judge")
    client.post(url("paper-pick", paper.pk), {"version": 3, "question": [judge.pk], "worth": "1"})
    client.post(url("paper-fix", paper.pk), {"version": 4})
    text = "\n".join(
        p.text for p in docx.Document(io.BytesIO(client.get(url("paper-printed", paper.pk) + "?key=1").content)).paragraphs
    )  # fmt: skip
    assert "答案：正确" in text
    with hall.at(-60):
        body = {"title": "考试", "paper": paper.pk, "opens_on": "2020-09-20", "opens_time": "09:00",
                "closes_on": "2020-09-20", "closes_time": "08:59", "minutes": 30, "grace_seconds": 30,
                "partial": "half", "pass_percent": 60, "tolerance_percent": 20,
                "units": [cast.units["ZB1"]]}  # fmt: skip
        page = client.post(url("sitting-new") + "?unit=JU", body)
        assert "截止时间须晚于开考时间" in page.content.decode()
        client.post(url("sitting-new") + "?unit=JU", body | {"closes_time": "18:00"})
        row = Sitting.objects.get()
        assert row.candidates.count() == 9
        waits = cast.client("member1").get("/").content.decode()
        assert "参加考试：考试" in waits
    assert row.opens_at.astimezone(hall.ZONE).date() == date(2020, 9, 20)


def test_practice_tells_and_keeps_nothing(cast) -> None:
    hall.question(cast, 0)
    client = cast.client("member1")
    page = client.post(url("practice") + "?seed=1&n=1", {"given": ["A"]}).content.decode()
    assert "✕ 不对" in page
    assert "书记和班子成员不少于56学时" in page
    assert client.get(url("practice") + "?seed=zz")["Location"].startswith(url("practice"))
    assert not Answer.objects.exists()

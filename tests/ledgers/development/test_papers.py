"""The papers of a case: filled in from what is recorded, and opened by a real office."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import docx
import pytest

from tests.ledgers.development.people import VOTE, take, walk
from tests.office import laid_out
from tongpin.documents import papers as service
from tongpin.ledgers.development import papers


@pytest.fixture(autouse=True)
def _today(settings) -> None:
    settings.TONGPIN_TODAY = date(2021, 6, 1)


def text_of(data: bytes) -> str:
    paper = docx.Document(io.BytesIO(data))
    cells = [c.text for t in paper.tables for r in t.rows for c in r.cells]
    return "\n".join([p.text for p in paper.paragraphs] + cells)


def get(cast, case, key: str, who: str = "secretary1") -> str:
    answer = cast.client(who).get(f"/development/{case.pk}/papers/{key}/")
    assert answer.status_code == 200
    return text_of(answer.content)


def test_every_paper_says_what_is_recorded_and_leaves_no_placeholder(cast) -> None:
    case = walk(cast, "archived")
    for key, _, _ in papers.PAPERS:
        said = get(cast, case, key)
        assert "何晨" in said, key
        assert "{{" not in said, key
        assert "{%" not in said, key


def test_the_words_of_the_main_papers(cast) -> None:
    case = walk(cast, "archived")
    said = get(cast, case, "resolution")
    assert "应到会有表决权的正式党员9人，实到会8人" in said
    assert "赞成8票" in said
    assert "入党介绍人张守正、李组织" in said
    approval = get(cast, case, "approval")
    assert "局党字〔2020〕19号" in approval
    assert "自2020年4月10日至2021年4月10日" in approval
    assert "2021年4月10日算起" in get(cast, case, "conversion_approval")
    assert "表现好。" in get(cast, case, "register")
    assert "政治审查结论性材料" in get(cast, case, "archive")


def test_a_paper_before_its_step_stays_blank(cast) -> None:
    case = walk(cast, "talk")
    said = get(cast, case, "approval")
    assert "关于同意接收何晨同志" in said.replace("\n", "")
    assert "None" not in said


def test_the_conclusion_of_the_review_is_only_for_who_may_read_it(cast) -> None:
    case = walk(cast, "political_review")
    assert "直系亲属清楚" in get(cast, case, "political_review")
    assert "直系亲属清楚" not in get(cast, case, "political_review", "committee1")


def test_an_extension_is_said_with_its_months(cast) -> None:
    case = walk(cast, "conversion_application")
    take(cast, case, "conversion_meeting", "2021-04-12", vote=VOTE, decision="extend", months=6)
    assert "延长预备期6个月" in get(cast, case, "conversion_resolution")


def test_the_whole_set_is_one_file(cast) -> None:
    case = walk(cast, "contacts")
    data = cast.client("secretary1").get(f"/development/{case.pk}/papers/").content
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == [
            "01 入党申请人谈话记录.docx", "02 推荐入党积极分子情况表.docx", "03 确定入党积极分子决议.docx",
            "04 入党积极分子备案报告.docx", "05 培养联系人登记表.docx",
        ]  # fmt: skip


def test_every_paper_is_declared_with_a_template_that_passes_its_own_check(cast) -> None:
    from tongpin.formats.paper import inspected

    assert len(papers.PAPERS) >= 16
    for item in papers.declared():
        inspected(service.source(cast.unit("ZB1"), item.key), "模板.docx", item.placeholders)


@pytest.mark.office
def test_a_real_office_opens_every_paper(cast, tmp_path: Path) -> None:
    case = walk(cast, "archived")
    client = cast.client("secretary1")
    names = [key for key, _, _ in papers.PAPERS]
    found = laid_out(
        tmp_path,
        {
            f"{key}.docx": client.get(f"/development/{case.pk}/papers/{key}/").content
            for key in names
        },
    )
    assert len(found) == len(papers.PAPERS)
    assert any("接收何晨同志为中共预备党员的决议" in paper.text for paper in found.values())


def test_one_paper_for_everybody_of_a_year(cast) -> None:
    walk(cast, "talk")
    walk(cast, "talk", name="孔二", unit="ZB2")
    client = cast.client("office")
    page = client.get("/development/batch/?unit=JU&year=2018").content.decode()
    assert "生成 2 份" in page
    answer = client.get("/development/batch/talk/?unit=JU&year=2018")
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert len(names) == 2
    assert any("孔二" in name for name in names)
    assert client.get("/development/batch/oath/?unit=JU&year=2018").status_code in (400, 404)
    mine = cast.client("secretary1").get("/development/batch/talk/?unit=ZB1&year=2018")
    assert len(zipfile.ZipFile(io.BytesIO(mine.content)).namelist()) == 1

"""届满一览, 书记培训 and the hints about sizes: what is due, by which article."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from tests.org.access import term, training
from tongpin.audit.envelope import opened
from tongpin.org import actions
from tongpin.org.models import Affiliation, Membership, Person
from tongpin.org.scope import Scope
from tongpin.reports.secretaries import secretaries
from tongpin.reports.sizes import hints
from tongpin.reports.terms import term_lines

TODAY = date(2020, 9, 20)
TERMS_PAGE = 13
SECRETARIES_PAGE = 14


def states(cast, day: date) -> dict[str, tuple[str, date | None]]:
    lines = term_lines(Scope.everything(), cast.unit("JU"), day)
    return {line.unit.code: (line.state, line.ends_on) for line in lines}


def test_terms_follow_posts_and_the_rulebook(cast) -> None:
    assert states(cast, TODAY) == {
        "JU": ("met", date(2023, 11, 5)),
        "ZB1": ("met", date(2021, 11, 5)),
        "ZB2": ("met", date(2021, 11, 5)),
    }
    # Six months ahead, the day itself included; over on the day after the end.
    assert states(cast, date(2021, 5, 4))["ZB1"][0] == "met"
    assert states(cast, date(2021, 5, 5))["ZB1"][0] == "due_soon"
    assert states(cast, date(2021, 11, 5))["ZB1"][0] == "due_soon"
    assert states(cast, date(2021, 11, 6))["ZB1"][0] == "overdue"


def test_an_approved_postponement_counts(cast) -> None:
    row = term(cast)
    actions.postpone_term(
        cast.actor("office"), unit=row.unit, term=row, to=date(2022, 5, 5),
        approval_number="局党发〔2021〕1号",
    )  # fmt: skip
    assert states(cast, date(2021, 12, 1))["ZB1"] == ("met", date(2022, 5, 5))
    assert states(cast, date(2022, 5, 6))["ZB1"][0] == "overdue"


def test_an_overdue_term_waits_on_the_workbench(cast) -> None:
    late = "/?as_of=2021-12-01&year=2021"
    assert "第一党支部任期已于2021-11-05届满" in (
        cast.client("secretary1").get(late).content.decode()
    )
    assert "第二党支部任期已于2021-11-05届满" in cast.client("office").get(late).content.decode()
    assert "届满" not in cast.client("member1").get(late).content.decode()


def test_the_list_is_narrowed_and_exported(cast) -> None:
    client = cast.client("office")
    page = client.get("/statistics/terms/?unit=JU&as_of=2021-12-01&state=overdue")
    assert "办理换届" in page.content.decode()
    answer = client.get("/statistics/terms/?unit=JU&as_of=2021-12-01&export=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = {row[0].value: row[6].value for row in sheet.iter_rows(min_row=2)}
    assert rows["第一党支部"] == "已届满"
    assert "第二党支部" not in cast.client("secretary1").get("/statistics/terms/").content.decode()


def test_a_secretarys_year(cast) -> None:
    training(cast)
    lines, asked = secretaries(Scope.everything(), cast.unit("JU"), 2020, TODAY)
    by_code = {line.unit.code: line for line in lines}
    assert (by_code["ZB1"].concentrated, by_code["ZB1"].hours) == (1, 24)
    assert (by_code["ZB2"].concentrated, by_code["ZB2"].hours) == (0, 0)
    assert by_code["ZB2"].new_until == date(2019, 5, 5)
    assert any("集中轮训" in a.text for a in asked.articles)
    page = cast.client("office").get("/statistics/secretaries/?unit=JU").content.decode()
    assert "2019-05-05 前没有参加记录" in page


def _grown(cast, count: int, code: str = "ZB2") -> None:
    with opened(cast.actor("office"), "test", "试"):
        people = Person.objects.bulk_create(
            Person(name=f"新{n}", home=cast.unit(code), search_text="x") for n in range(count)
        )
        Affiliation.objects.bulk_create(
            Affiliation(person=p, unit=p.home, starts_on=date(2019, 1, 1)) for p in people
        )
        Membership.objects.bulk_create(
            Membership(person=p, stage="full", starts_on=date(2019, 1, 1)) for p in people
        )


def words(cast, code: str) -> str:
    return "；".join(said for said, _ in hints(cast.unit(code), TODAY))


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (0, ""),
        (1, ""),
        (2, "达到 7 人，应当设立支部委员会"),
        (45, "达到 50 人，可以报批设立党总支"),
        (46, "党员 51 人，一般不超过 50 人"),
    ],
)
def test_sizes_are_hinted_at_from_the_number_on(cast, more, expected) -> None:
    _grown(cast, more)
    said = words(cast, "ZB2")
    assert (expected in said) if expected else said == ""


def test_too_small_a_branch_and_the_article_on_the_page(cast) -> None:
    for name in ("冯丽", "陈刚", "褚明"):
        person = cast.person(name)
        actions.move_person(
            cast.actor("office"), unit=person.home, person=person, to=cast.unit("ZB1"),
            on=date(2020, 9, 1),
        )  # fmt: skip
    assert "正式党员 2 人，不足 3 人" in words(cast, "ZB2")
    page = cast.client("office").get(f"/org/units/{cast.units['ZB2']}/").content.decode()
    assert "设置提示" in page
    assert "第四条" in page


@pytest.mark.parametrize("count", [1, 3])
def test_pages_take_a_constant_number_of_statements(cast, count, django_assert_num_queries) -> None:
    for n in range(count):
        unit = actions.add_unit(
            cast.actor("office"), unit=cast.unit("JU"), code=f"N{n}", name=f"新{n}支部",
            kind="branch", founded_on=date(2020, 1, 1),
        )  # fmt: skip
        actions.appoint(
            cast.actor("office"), unit=unit, person=cast.person("郑文"), title="secretary",
            on=date(2020, 2, 1),
        )  # fmt: skip
    client = cast.client("office")
    for url, number in (
        ("/statistics/terms/?unit=JU", TERMS_PAGE),
        ("/statistics/secretaries/?unit=JU", SECRETARIES_PAGE),
    ):
        client.get(url)
        with django_assert_num_queries(number):
            assert client.get(url).status_code == 200

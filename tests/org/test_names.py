"""One name, however it is written: kept in one form, compared by one function."""

from __future__ import annotations

from datetime import date

import pytest

from tests.life.test_calendar import TYPED
from tests.org.sheets_cast import identity, line
from tests.org.test_roster import imported, judged
from tongpin.audit.errors import Refused
from tongpin.ledgers.development import queries as development
from tongpin.life.models import Arrival, Gathering
from tongpin.org import actions, queries
from tongpin.org.identity import checked_name
from tongpin.org.models import Person
from tongpin.org.names import NameBook, is_same_name, tidy_name

NAMES = ("方琳", "田和平", "阿不都·买买提", "Anna Maria", "𠀀𠮷", "吴承志")


@pytest.fixture(autouse=True)
def _today(settings) -> None:
    settings.TONGPIN_TODAY = date(2020, 9, 20)


def book() -> NameBook:
    return NameBook(Person(pk=n, name=name) for n, name in enumerate(NAMES, 1))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("张　三", "张三"),
        (" 张 三 ", "张三"),
        ("𠀀 𠮷", "𠀀𠮷"),
        ("阿不都•买买提", "阿不都·买买提"),
        ("阿不都 · 买买提", "阿不都·买买提"),
        ("买买提．阿里", "买买提·阿里"),
        ("买买提.阿里", "买买提·阿里"),
        ("买买提・阿里", "买买提·阿里"),
        ("Anna  Maria", "Anna Maria"),
        ("J. Smith", "J. Smith"),
        ("欧阳若兰", "欧阳若兰"),
    ],
)
def test_a_name_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert checked_name(typed) == kept == tidy_name(kept)
    assert is_same_name(typed, kept)


@pytest.mark.parametrize("typed", ["·", "••", "'", "12", "（）"])
def test_a_name_has_a_letter(typed: str) -> None:
    with pytest.raises(Refused, match="没有一个字"):
        checked_name(typed)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("1. 吴承志\n2. 方琳\n", ["吴承志", "方琳"]),
        ("1、吴承志 2、方　琳", ["吴承志", "方 琳"]),
        ("（1）吴承志；（2）田和平", ["吴承志", "田和平"]),
        ("①吴承志②", ["吴承志②"]),
        ("吴承志、方　琳、陆 洁", ["吴承志", "方 琳", "陆", "洁"]),
        ("Anna Maria 方 琳 吴 承 志", ["Anna Maria", "方 琳", "吴 承 志"]),
        ("阿不都•买买提，𠀀𠮷", ["阿不都•买买提", "𠀀𠮷"]),
        ("方琳 方　琳", ["方琳"]),
    ],
)
def test_a_pasted_list_is_read(text: str, names: list[str]) -> None:
    assert book().listed(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("吴承志—田和平", ["吴承志", "田和平"]),
        ("田和平和吴承志", ["田和平", "吴承志"]),
        ("田和平 吴承志", ["田和平", "吴承志"]),
        ("3. 田和平、方　琳", ["田和平", "方　琳"]),
        ("阿不都•买买提--Anna Maria", ["阿不都•买买提", "Anna Maria"]),
        ("方琳与田和平", ["方琳", "田和平"]),
        ("吴承志—常和顺", ["吴承志", "常和顺"]),
    ],
)
def test_a_pair_is_read_by_the_names_of_the_roster(text: str, names: list[str]) -> None:
    assert book().pair(text) == names


def person(cast, name: str, **values) -> Person:
    given = {"stage": "full", "since": date(2019, 3, 1), "stage_since": date(2010, 7, 1)} | values
    return actions.add_person(cast.actor("office"), unit=cast.unit("ZB1"), name=name, **given)


def test_a_roster_that_writes_the_name_otherwise_means_the_same_person(cast) -> None:
    person(cast, "阿不都•买买提", identity_number=identity())
    person(cast, "张　三", born_on=date(1985, 6, 1))
    assert set(Person.objects.order_by("-pk").values_list("name", flat=True)[:2]) == {
        "阿不都·买买提", "张三",
    }  # fmt: skip
    same, alike = judged(
        cast,
        line("阿不都・买买提", 公民身份号码=identity()),
        line("张 三", 出生日期="1985-06-01"),
    )
    assert same.errors == []
    assert same.how in ("update", "same")
    assert any("可能重复" in said for said in alike.warnings)
    first, second = judged(cast, line("王 二"), line("王二"))
    assert "可能重复" in "".join(second.warnings)
    assert (first.name, second.name) == ("王二", "王二")


def test_an_import_keeps_the_one_form(cast) -> None:
    upload = imported(cast, line("买买提．阿里"))
    assert Person.objects.get(pk=upload.people[0]).name == "买买提·阿里"


def test_who_has_the_name_is_found_however_it_is_typed(cast) -> None:
    made = person(cast, "阿不都·买买提")
    for typed in ("阿不都•买买提", "阿不都 买买提", "阿不都·买买提"):
        assert queries.people_named(cast.unit("JU"), typed, None) == [made]
        assert development.is_namesake(cast.unit("ZB1"), typed, None)


@pytest.mark.parametrize(
    "typed", ["张守正—方　琳", "张守正—阿不都•买买提", "张守正—田和平", "1. 张守正和田和平"]
)
def test_talks_are_between_people_of_the_roster(cast, typed: str) -> None:
    for name in ("方琳", "阿不都·买买提", "田和平"):
        person(cast, name)
    answer = cast.client("secretary1").post(
        "/life/new/", TYPED | {"kinds": ["heart_talk"], "talks": typed}
    )
    assert answer.status_code == 302, answer.content.decode()
    assert Gathering.objects.get().talks.count() == 1


def test_a_paper_list_is_typed_as_it_stands(cast) -> None:
    person(cast, "方　琳")
    client = cast.client("secretary1")
    client.post("/life/new/", TYPED | {"kinds": ["theme_day"], "plan": "1"})
    row = Gathering.objects.get()
    answer = client.post(f"/life/{row.pk}/people/", {"names": "1. 张守正\n2. 方　琳\n3. 郑 文"})
    assert answer.status_code == 302, answer.content.decode()
    assert Arrival.objects.count() == 3

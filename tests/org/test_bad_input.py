"""What a roster must stand: one number twice, two branches at once, names that few programs know."""

from __future__ import annotations

import io
from datetime import date

import docx
import pytest
from django.db import IntegrityError

from tongpin.audit.envelope import opened
from tongpin.audit.errors import Refused
from tongpin.org import actions, queries
from tongpin.org.models import Affiliation, Person
from tongpin.org.scope import Scope

NUMBER = "110101199003074539"  # a number of nobody, with a right check digit


def add(cast, name: str, unit: str = "ZB1", **values) -> Person:
    return actions.add_person(
        cast.actor("office"), unit=cast.unit(unit), name=name, stage="full",
        since=date(2020, 1, 1), **values,
    )  # fmt: skip


def test_the_same_number_is_entered_once(cast) -> None:
    add(cast, "林一", identity_number=NUMBER)
    with pytest.raises(Refused) as refused:
        add(cast, "林二", "ZB2", identity_number=NUMBER)
    assert refused.value.field == "identity_number"
    assert "不能重复登记" in refused.value.message
    assert NUMBER not in refused.value.message
    assert not Person.objects.filter(name="林二").exists()


def test_nobody_is_in_two_branches_on_one_day(cast) -> None:
    person = cast.person("郑文")
    with pytest.raises(IntegrityError), opened(cast.actor("office"), "test", "试"):
        Affiliation(person=person, unit=cast.unit("ZB2"), starts_on=date(2020, 9, 1)).save()


def test_an_arrival_of_who_is_here_already_is_refused(cast) -> None:
    person = cast.person("郑文")
    arrival = actions.Arrival("郑文", (("full", date(2010, 7, 1)),))
    with pytest.raises(Refused, match="已在"):
        actions.admit(
            cast.actor("office"), unit=cast.unit("ZB2"), arrival=arrival, on=date(2020, 9, 1),
            known=person,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("𠮷田宁", "𠮷田"),  # extension B
        ("王𬍛", "𬍛"),  # extension E
        ("李𰻝", "李𰻝"),  # extension G
        ("阿卜杜热西提·买买提", "买买提"),
        ("阿依·古丽", "阿依•古丽"),  # the other dot
        ("欧阳　娜", "欧阳娜"),  # a full-width blank
    ],
)
def test_rare_signs_and_dots_are_kept_found_and_printed(cast, name, asked) -> None:
    person = add(cast, name)
    found = queries.called(queries.people(Scope.everything()), asked)
    assert person in list(found)
    client = cast.client("office")
    assert person.name in client.get(f"/org/people/{person.pk}/").content.decode()
    paper = client.get(f"/org/people/{person.pk}/paper/").content
    texts = [c.text for t in docx.Document(io.BytesIO(paper)).tables for c in t._cells]
    assert person.name in texts


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"born_on": date(2030, 1, 1)}, "born_on"),
        ({"born_on": date(1990, 1, 1), "stage_since": date(1980, 1, 1)}, "stage_since"),
        ({"born_on": date(1990, 1, 1), "work_started_on": date(1989, 1, 1)}, "work_started_on"),
        ({"identity_number": NUMBER[:-1] + "1"}, "identity_number"),
        ({"identity_number": NUMBER, "born_on": date(1991, 3, 7)}, "identity_number"),
        ({"phone": "12"}, "phone"),
    ],
)
def test_days_and_numbers_that_cannot_be_are_refused(cast, values, field) -> None:
    with pytest.raises(Refused) as refused:
        add(cast, "林三", **values)
    assert refused.value.field in (field, "born_on", "identity_number")
    assert not Person.objects.filter(name="林三").exists()

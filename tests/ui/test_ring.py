"""What a ledger declares appears on the shared pages, for those who may see it."""

from __future__ import annotations

from datetime import date

import pytest

from tongpin import capability
from tongpin.capability import Capability, Line, MenuItem, Panel, Waiting

pytestmark = pytest.mark.django_db


def _waiting(place, unit):
    yield Waiting("没有期限的事", "/none/")
    yield Waiting("先到期的事", "/early/", why="按第三条", due_on=date(2020, 9, 1), unit=str(unit))


def _person(place, person):
    return Panel("试台账", (Line("一行", "三次", "/line/"),), "/all/")


def _unit(place, unit):
    return None if place.can("org.write", unit) else Panel("试台账")


@pytest.fixture(autouse=True)
def ledger(monkeypatch):
    here = "tests.ui.test_ring:"
    made = Capability(
        key="ring", title="试", waiting=here + "_waiting", person=here + "_person",
        unit=here + "_unit",
    )  # fmt: skip
    monkeypatch.setattr(capability, "_registry", {**capability._registry, "ring": made})


@pytest.mark.parametrize("login", ["office", "secretary1", "member1"])
def test_what_waits_is_on_the_workbench_with_its_reason_the_earliest_first(cast, login):
    text = cast.client(login).get("/").content.decode()
    assert text.index("先到期的事") < text.index("没有期限的事")
    assert "按第三条" in text
    assert "已过" in text


def test_panels_of_a_person_and_of_a_unit_are_shown_where_the_ledger_lets(cast):
    person, unit = cast.people["郑文"], cast.unit("ZB1").pk
    text = cast.client("office").get(f"/org/people/{person}/").content.decode()
    assert 'href="/line/"' in text
    assert "三次" in text
    assert "试台账" not in cast.client("office").get(f"/org/units/{unit}/").content.decode()


def test_the_navigation_is_in_sections_by_the_order_of_the_items():
    assert MenuItem("党费", "dues:sheet", "dues.view", 450).section == "党员队伍"
    for item in capability.menu(lambda _: True):
        assert item.order // 100 in capability.SECTIONS, item

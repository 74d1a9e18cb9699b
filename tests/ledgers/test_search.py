"""The search at the top of every page looks into the ledgers, within what the reader may open."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests.ledgers.examinations import hall
from tests.ledgers.honours import things
from tests.ledgers.integration import work
from tests.ledgers.study import desk
from tongpin.ledgers.honours import actions as honours

URL = reverse("org:search")


def page(cast, who: str, text: str) -> str:
    return cast.client(who).get(URL, {"q": text}).content.decode()


def test_an_honour_and_a_post_lead_to_their_pages(cast) -> None:
    honour, station = things.honour(cast), things.station(cast)
    things.commendation(cast, title="2020年“七一”表彰")
    seen = page(cast, "secretary1", "优秀共产党员")
    assert reverse("honours:honour", args=[honour.pk]) in seen
    assert "2019-07-01 中共青禾县委" in seen
    # By the person as well, and by two words that stand apart.
    assert "全县优秀共产党员" in page(cast, "secretary1", "郑文 优秀")
    assert reverse("honours:station", args=[station.pk]) in page(cast, "secretary1", "供水服务")
    assert "年表彰" in page(cast, "secretary1", "七一")
    other = page(cast, "secretary2", "优秀共产党员")
    assert "全县优秀共产党员" not in other
    assert "年表彰" not in page(cast, "member1", "七一")


def test_what_was_taken_back_is_not_found(cast) -> None:
    row = things.honour(cast)
    honours.withdraw_honour(
        cast.actor("office"), unit=row.unit, honour=row, version=row.version, reason="重复登记"
    )
    assert "全县优秀共产党员" not in page(cast, "office", "优秀共产党员")


def test_business_work_study_and_examinations_are_found(cast) -> None:
    item = work.item(cast)
    plan, material = desk.adopted(cast), desk.material(cast)
    sitting = hall.sitting(cast)
    for who, text, name, key in (
        ("secretary1", "管网", "integration:detail", item.pk),
        ("secretary1", "学习计划", "study:plan", plan.pk),
        ("secretary1", "学习党章", "study:plan", plan.pk),
        ("member1", "党章", "study:material", material.pk),
        ("secretary2", "知识考试", "examinations:sitting", sitting.pk),
    ):
        url = reverse(name, args=[key])
        assert f'href="{url}"' in page(cast, who, text), (who, text)
        assert cast.client(who).get(url).status_code == 200
    assert "2020年学习计划" not in page(cast, "secretary2", "学习计划")
    assert reverse("integration:detail", args=[item.pk]) not in page(cast, "member1", "管网")
    assert reverse("examinations:sitting", args=[sitting.pk]) not in page(cast, "member1", "知识")


@pytest.mark.parametrize("text", ["%", "_", "'; DROP TABLE x; --", '"', "\\", "a\x00b"])
def test_signs_of_the_database_are_only_signs(cast, text) -> None:
    things.honour(cast)
    assert "全县优秀共产党员" not in page(cast, "office", text)


@pytest.mark.parametrize("number", [1, 12])
def test_many_records_cost_the_statements_of_one(cast, number, django_assert_num_queries) -> None:
    for n in range(number):
        honours.record_honour(
            cast.actor("secretary1"), unit=cast.unit("ZB1"), kind="member", title=f"先进甲{n}",
            person=cast.person("郑文"), awarded_on=date(2019, 7, 1), awarded_by="县委",
        )  # fmt: skip
        work.item(cast, name=f"先进乙{n}")
        desk.material(cast, title=f"先进丙{n}")
    client = cast.client("office")
    client.get(URL, {"q": "先进"})
    with django_assert_num_queries(SEARCH):
        body = client.get(URL, {"q": "先进"}).content.decode()
    assert ("查看全部" in body) == (number > 10)


SEARCH = 17

"""Stage, branch and posts: what the roster's own forms may say, and what only a ledger may."""

from __future__ import annotations

from datetime import date

import pytest

from tests.ledgers.development.people import walk
from tongpin.audit.errors import Forbidden, Refused
from tongpin.org import actions
from tongpin.org.models import Affiliation, Membership, Person, Post

TODAY, AHEAD = date(2020, 9, 20), date(2031, 1, 1)


@pytest.fixture(autouse=True)
def _today(settings) -> None:
    settings.TONGPIN_TODAY = TODAY


def stages(person: Person) -> list[str]:
    return [m.stage for m in person.memberships.order_by("starts_on")]


def correct(cast, person, stage="full", on=TODAY, by="office", reason="入党志愿书载明"):
    return actions.set_stage(
        cast.actor(by), unit=person.home, person=person, stage=stage, on=on, reason=reason
    )


def put(cast, person, title="member", on=TODAY, code="ZB1", **more) -> Post:
    return actions.appoint(
        cast.actor("office"), unit=cast.unit(code), person=person, title=title, on=on, **more
    )


def newcomer(cast, stage: str, **values) -> Person:
    return actions.add_person(
        cast.actor("office"), unit=cast.unit("ZB1"), stage=stage,
        **{"name": "何晨", "since": date(2020, 3, 1)} | values,
    )  # fmt: skip


def test_no_form_makes_a_member_while_the_case_is_open(cast) -> None:
    """Neither the secretary nor the office passes by the vote and the approval."""
    person = walk(cast, "form").person
    for who in ("secretary1", "office"):
        cast.client(who).post(
            f"/org/people/{person.pk}/stage/",
            {"stage": "full", "on": "2020-09-19", "reason": "已经转正"},
        )
        assert stages(person) == ["applicant", "activist", "object"]
    with pytest.raises(Refused, match=r"发展档案正在办理（发展对象，自 2020-03-24）"):
        correct(cast, person)
    with pytest.raises(Refused, match="随发展步骤变更"):
        correct(cast, person, stage="applicant")


def test_a_stage_is_corrected_by_the_office_with_a_reason(cast) -> None:
    person = newcomer(cast, "probationary")
    with pytest.raises(Forbidden):
        correct(cast, person, by="secretary1")
    with pytest.raises(Refused, match="依据"):
        correct(cast, person, reason=" ")
    client = cast.client("office")
    assert "更正人员类别" in client.get(f"/org/people/{person.pk}/").content.decode()
    assert (
        "更正人员类别"
        not in cast.client("secretary1").get(f"/org/people/{person.pk}/").content.decode()
    )
    client.post(
        f"/org/people/{person.pk}/stage/",
        {"stage": "full", "on": "2020-09-19", "reason": "转正批复〔2020〕3号"},
    )
    assert stages(person) == ["probationary", "full"]
    assert "转正批复〔2020〕3号" in client.get(f"/org/people/{person.pk}/").content.decode()


def test_a_membership_that_a_ledger_ended_is_not_resumed_by_a_correction(cast) -> None:
    person = cast.person("郑文")
    actions.end_membership(
        cast.actor("office"), unit=person.home, person=person, last_day=date(2020, 6, 30),
        left_as="expelled", reason="开除党籍",
    )  # fmt: skip
    with pytest.raises(Refused, match=r"已于 2020-06-30 终止（开除党籍）"):
        correct(cast, person)


def test_nothing_on_the_roster_is_dated_ahead(cast) -> None:
    person, office = cast.person("郑文"), cast.actor("office")
    post = put(cast, person)
    for act in (
        lambda: correct(cast, person, stage="applicant", on=AHEAD),
        lambda: actions.move_person(
            office, unit=person.home, person=person, to=cast.unit("ZB2"), on=AHEAD
        ),
        lambda: newcomer(cast, "full", since=AHEAD, stage_since=date(2010, 1, 1)),
        lambda: newcomer(cast, "full", stage_since=AHEAD),
        lambda: put(cast, person, "publicity", on=AHEAD),
        lambda: actions.end_post(office, unit=cast.unit("ZB1"), post=post, on=AHEAD),
        lambda: actions.withdraw_person(
            office, unit=person.home, person=person, on=AHEAD, reason="重复"
        ),
    ):
        with pytest.raises(Refused, match="不能晚于今天"):
            act()
    for table in (Membership, Affiliation, Post):
        assert not table.objects.filter(starts_on__gt=TODAY).exists()


@pytest.mark.parametrize(
    ("stage", "title", "says"),
    [
        ("applicant", "secretary", "没有被选举权，不能任书记"),
        ("activist", "member", "没有被选举权，不能任委员"),
        ("probationary", "secretary", "没有被选举权，不能任书记"),
        ("object", "group_leader", "不是党员，不能任党小组组长"),
        ("probationary", "group_leader", ""),
        ("full", "organization", ""),
    ],
)
def test_a_post_is_for_those_who_may_be_elected(cast, stage, title, says) -> None:
    person = newcomer(cast, stage)
    if says:
        with pytest.raises(Refused, match=says):
            put(cast, person, title)
    code = "ZB1-一" if title == "group_leader" else "ZB1"
    if not says:
        assert put(cast, person, title, code=code).pk


def test_a_branch_has_one_secretary(cast) -> None:
    person, former = cast.person("郑文"), cast.person("张守正")
    with pytest.raises(Refused, match=r"书记是张守正（自 2018-11-05，现仍在任）.*同时免去"):
        put(cast, person, "secretary")
    client = cast.client("office")
    client.post(
        f"/org/people/{person.pk}/appoint/",
        {"unit": cast.units["ZB1"], "title": "secretary", "on": "2020-09-20", "ends_former": "on"},
    )
    now = Post.objects.get(unit=cast.units["ZB1"], title="secretary", ends_on=None)
    assert now.person == person
    assert former.posts.get().ends_on == date(2020, 9, 19)
    with pytest.raises(Refused, match="书记是本人"):
        put(cast, person, "secretary", ends_former=True)


def test_a_former_secretary_is_noted_beside_the_present_one(cast) -> None:
    person = cast.person("郑文")
    with pytest.raises(Refused, match="只有一名书记"):
        put(cast, person, "secretary", on=date(2016, 1, 1), ends_on=date(2018, 11, 5))
    kept = put(cast, person, "secretary", on=date(2016, 1, 1), ends_on=date(2018, 11, 4))
    assert (kept.starts_on, kept.ends_on) == (date(2016, 1, 1), date(2018, 11, 4))

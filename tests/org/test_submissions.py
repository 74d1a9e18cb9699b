"""A form that is sent twice is carried out once, whatever it is about."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tongpin.audit.models import Claim, Entry
from tongpin.life.actions import Minutes, record_gathering
from tongpin.life.models import Gathering

KEY = re.compile(r'name="request_key" value="([0-9a-f]{32})"')


def key_of(client, url: str) -> str:
    """The key that the page's forms carry."""
    keys = KEY.findall(client.get(url).content.decode())
    assert keys, url
    assert len(set(keys)) == 1
    return keys[0]


def meeting(cast, **values) -> Gathering:
    plain = {
        "kinds": ("general_meeting",),
        "topic": "讨论接收预备党员",
        "held_on": date(2020, 9, 10),
    }
    return record_gathering(
        cast.actor("secretary1"), unit=cast.unit("ZB1"), minutes=Minutes(**(plain | values))
    )


@dataclass(frozen=True, slots=True)
class Form:
    """Where a form stands, what is typed into it, and of what action it leaves one entry."""

    url: str
    typed: dict[str, Any]
    action: str
    who: str = "secretary1"


def vote(cast) -> Form:
    row = meeting(cast)
    typed = {"motion": "关于接收某同志为预备党员", "kind": "accept_member", "is_secret": "on"}
    return Form(f"/life/{row.pk}/votes/new/", typed, "life.open_vote")


def series(cast) -> Form:
    typed = {"topic": "主题党日", "kinds": ["theme_day"], "rhythm": "day", "number": "10"}
    return Form("/life/series/?unit=ZB1", typed, "life.arrange")


def inflow(cast) -> Form:
    typed = {
        "direction": "in", "name": "冯远", "left_on": "2020-08-01", "place": "青禾县城",
        "phone": "13800000000", "other_unit": "外县某支部",
    }  # fmt: skip
    return Form("/standing/floating/new/?unit=ZB1", typed, "standing.float")


def training(cast) -> Form:
    typed = {
        "title": "党支部书记轮训班", "level": "county", "starts_on": "2020-08-01",
        "ends_on": "2020-08-03", "hours": "24",
    }  # fmt: skip
    return Form(f"/org/people/{cast.people['张守正']}/trainings/", typed, "org.add_training")


def problem(cast) -> Form:
    typed = {"source": "inspection", "title": "党费公示不及时", "found_on": "2020-06-01",
             "responsible_unit": cast.units["ZB1"]}  # fmt: skip
    return Form("/problems/new/?unit=ZB1", typed, "rectification.open", "office")


def case(cast) -> Form:
    typed = {"procedure": "organizational_life", "title": "2020年度组织生活会",
             "opened_on": "2020-09-01"}  # fmt: skip
    return Form("/cases/new/?unit=ZB1", typed, "casework.open")


def gathering(cast) -> Form:
    typed = {"kinds": ["theme_day"], "topic": "重温入党誓词", "held_on": "2020-09-25", "plan": "1"}
    return Form("/life/new/?unit=ZB1&fresh=1", typed, "life.plan")


@pytest.mark.parametrize(
    "form", [vote, series, inflow, training, problem, case, gathering], ids=lambda f: f.__name__
)
def test_the_second_submission_gets_the_answer_of_the_first(cast, form) -> None:
    found = form(cast)
    client = cast.client(found.who)
    typed = found.typed | {"request_key": key_of(client, found.url)}
    before = Entry.objects.count()
    first, second = (client.post(found.url, typed) for _ in range(2))
    assert first.status_code == 302, first.content.decode()
    made = list(Entry.objects.order_by("number")[before:])
    assert (second.status_code, second["Location"]) == (302, first["Location"])
    assert [e.action for e in made] == [found.action]
    if form is not gathering:
        page = client.get(second["Location"], follow=True).content.decode()
        assert "没有重复登记" in page


def test_the_same_words_from_a_new_page_are_another_record(cast) -> None:
    client, found = cast.client("secretary1"), training(cast)
    for _ in range(2):
        client.post(found.url, found.typed | {"request_key": key_of(client, found.url)})
    assert Entry.objects.filter(action="org.add_training").count() == 2


def test_gone_back_and_corrected_is_not_thrown_away(cast) -> None:
    client, found = cast.client("secretary1"), case(cast)
    typed = found.typed | {"request_key": key_of(client, found.url)}
    for title in ("2020年度组织生活会", "2020年专题组织生活会"):
        assert client.post(found.url, typed | {"title": title}).status_code == 302
    assert Entry.objects.filter(action="casework.open").count() == 2


def test_refused_first_and_right_then_is_carried_out(cast) -> None:
    client, found = cast.client("secretary1"), case(cast)
    typed = found.typed | {"request_key": key_of(client, found.url)}
    wrong = client.post(found.url, typed | {"opened_on": "2020-09-21"})
    assert wrong.status_code == 400
    assert typed["request_key"] in wrong.content.decode()
    assert client.post(found.url, typed).status_code == 302
    assert Entry.objects.filter(action="casework.open").count() == 1


def test_an_edit_sent_twice_lands_on_the_page_and_blames_nobody(cast) -> None:
    client, row = cast.client("secretary1"), meeting(cast)
    url = f"/life/{row.pk}/edit/"
    typed = {
        "kinds": ["general_meeting"], "topic": "改过的主题", "held_on": "2020-09-10", "save": "1",
        "version": str(row.version), "request_key": key_of(client, url),
    }  # fmt: skip
    first, second = (client.post(url, typed) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"] == f"/life/{row.pk}/"
    row.refresh_from_db()
    assert (row.topic, row.version) == ("改过的主题", 2)
    other = client.post(url, typed | {"topic": "另一个人的话"})
    assert other.status_code == 409


def test_somebody_else_s_key_is_nobody_s_business(cast) -> None:
    first, second, found = cast.client("secretary1"), cast.client("committee1"), training(cast)
    typed = found.typed | {"request_key": key_of(first, found.url)}
    first.post(found.url, typed)
    second.post(found.url, typed)
    assert Claim.objects.values("account_id").distinct().count() == Claim.objects.count()


def test_claims_are_kept_for_a_day(cast) -> None:
    client, found = cast.client("secretary1"), training(cast)
    client.post(found.url, found.typed | {"request_key": key_of(client, found.url)})
    Claim.objects.update(at=timezone.now() - timedelta(hours=25))
    old = set(Claim.objects.values_list("pk", flat=True))
    client.post(found.url, found.typed | {"request_key": key_of(client, found.url)})
    assert Claim.objects.count() == 1
    assert not Claim.objects.filter(pk__in=old).exists()


def test_what_scripts_send_by_themselves_is_taken_each_time(cast) -> None:
    client, found = cast.client("secretary1"), case(cast)
    typed = found.typed | {"request_key": key_of(client, found.url)}
    for _ in range(2):
        client.post(found.url, typed, headers={"Sec-Fetch-Mode": "cors"})
    assert Entry.objects.filter(action="casework.open").count() == 2
    assert not Claim.objects.exists()


def test_a_double_click_is_carried_out_once_by_two_workers(stage) -> None:
    """Both requests are under way at the same time: one acts, the other waits for its answer."""
    from django.db import connection

    client, found = stage.client("secretary1"), case(stage)
    typed = found.typed | {"request_key": key_of(client, found.url)}
    session = client.cookies["sessionid"].value
    gate, answers = threading.Barrier(2), []

    def press() -> None:
        from django.test import Client

        mine = Client()
        mine.cookies["sessionid"] = session
        gate.wait()
        try:
            answers.append(mine.post(found.url, typed))
        finally:
            connection.close()

    pressing = [threading.Thread(target=press) for _ in range(2)]
    for thread in pressing:
        thread.start()
    for thread in pressing:
        thread.join(30)
    assert [a.status_code for a in answers] == [302, 302]
    assert len({a["Location"] for a in answers}) == 1
    assert Entry.objects.filter(action="casework.open").count() == 1

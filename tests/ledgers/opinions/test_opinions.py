"""意见建议: the letter box keeps no trace of the sender; handling has a day, an answer, a verdict."""

from __future__ import annotations

import os
import re
import threading
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_network

import pytest
import time_machine
from django.db import connection
from django.test import Client

from tongpin.audit.actor import Actor
from tongpin.audit.clock import on_day
from tongpin.audit.errors import Forbidden, Refused
from tongpin.audit.models import Entry
from tongpin.ledgers.opinions import actions, door, queries, receipts
from tongpin.ledgers.opinions.models import Mailbox, Opinion, RatingBox, UsedQuestion
from tongpin.org.scope import Scope
from tongpin.project.cli import main

NEW = "/opinions/new/"
LIST = 10
DIGITS = "零一二三四五六七八九"


@pytest.fixture(autouse=True)
def quiet_door():
    """No counters of an earlier test."""
    door.forget()


def solved(page: str) -> dict[str, str]:
    """The answer to the question on the page, with its token."""
    first, second = re.search(
        r"([一二三四五六七八九])加([一二三四五六七八九])等于几", page
    ).groups()
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    return {"answer": str(DIGITS.index(first) + DIGITS.index(second)), "token": token}


def written(client: Client, **values: str):
    page = client.get(NEW).content.decode()
    typed = {"unit": "ZB1", "category": "conduct", "content": "建议公开办事流程"}
    return client.post(NEW, typed | solved(page) | values)


def code_of(answer) -> str:
    return re.search(r"([2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4})", answer.content.decode())[1]


def collected(cast, count: int = 1) -> list[Opinion]:
    with on_day(date(2020, 9, 19)):
        for number in range(count):
            actions.drop(unit=cast.unit("ZB1"), category="help", content=f"来信{number}")
    actions.collect(Actor.system())
    return list(Opinion.objects.all())


def handled(cast, row: Opinion, words: str = "已经公开") -> Opinion:
    secretary, unit = cast.actor("secretary1"), cast.unit("ZB1")
    row = actions.assign(
        secretary, unit=unit, opinion=row, version=row.version, to=unit, handler="王书记",
        due_on=date(2020, 9, 30),
    )  # fmt: skip
    return actions.answer(
        secretary, unit=unit, opinion=row, version=row.version, words=words, is_published=True
    )


def test_a_letter_without_a_log_in_gives_a_receipt(cast) -> None:
    answer = written(Client())
    assert answer.status_code == 200
    code = code_of(answer)
    page = Client().post("/opinions/receipt/", {"code": code.lower()}).content.decode()
    assert "明天转交办理" in page


def test_nothing_tells_who_wrote_even_when_logged_in(cast) -> None:
    """No account, address, device or moment: not in the rows, not in the audit log, not in the session."""
    client = cast.client("secretary1")
    before = Entry.objects.count()
    sent = written(client, content="我有意见")
    assert sent.status_code == 200
    assert Entry.objects.count() == before
    kept = (Mailbox, Opinion, RatingBox, UsedQuestion)
    columns = {field.name for model in kept for field in model._meta.fields}
    assert not columns & {"account", "person", "author", "address", "agent", "created_at", "at"}
    with on_day(date(2020, 9, 21)):
        actions.collect(Actor.system())
    entry = Entry.objects.latest("number")
    assert (entry.account_id, entry.address, entry.target_id) == (None, "", "")
    assert "我有意见" not in str(entry.changes)
    row = Opinion.objects.get()
    assert str(row.pk) not in str(entry.changes)
    with connection.cursor() as cursor:
        cursor.execute("select content from opinions_opinion")
        assert "我有意见" not in cursor.fetchone()[0]


def test_the_servers_own_log_does_not_keep_the_moment_of_a_sender(cast, caplog) -> None:
    """A wrong answer to the question, a flood, a stale form: none of them leaves a line with its second."""
    assert written(Client(), answer="0").status_code == 400
    assert [written(Client()).status_code for _ in range(6)][-1] == 429
    assert Client(enforce_csrf_checks=True).post(NEW, {"content": "信"}).status_code == 403
    assert [record for record in caplog.records if "opinions" in record.getMessage()] == []


def test_letters_wait_for_the_day_to_end_and_lose_their_order(cast) -> None:
    with on_day(date(2020, 9, 20)):
        for number in range(40):
            actions.drop(unit=cast.unit("ZB1"), category="other", content=f"{number:02}")
    assert actions.collect(Actor.system()) == 0
    with on_day(date(2020, 9, 21)):
        assert actions.collect(Actor.system()) == 40
    with connection.cursor() as cursor:
        # The physical order of the table, which an administrator could read.
        hidden = "rowid" if connection.vendor == "sqlite" else "ctid"
        cursor.execute(f"select id from opinions_opinion order by {hidden}")
        keys = [row[0] for row in cursor.fetchall()]
    by_key = {row.pk.hex: row.content for row in Opinion.objects.all()}
    stored = [by_key[str(key).replace("-", "")] for key in keys]
    assert sorted(stored) == [f"{n:02}" for n in range(40)]
    assert stored != sorted(stored)
    assert not Mailbox.objects.exists()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"content": ""}, "请填写意见建议"),
        ({"content": "字" * 4001}, "4000"),
        ({"content": "坏\u202e字"}, "控制字符"),
        ({"answer": "0"}, "答案不对"),
        ({"token": "forged"}, "答案不对"),
        ({"unit": "NOPE"}, "选"),
        ({"category": "<script>"}, "选"),
        ({"website": "http://spam"}, "刷新页面"),
    ],
)
def test_bad_letters_are_refused_and_kept_on_the_page(cast, values, words) -> None:
    answer = written(Client(), **values)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not Mailbox.objects.exists()


def test_an_answered_question_counts_once(cast) -> None:
    client = Client()
    solution = solved(client.get(NEW).content.decode())
    typed = {"unit": "ZB1", "category": "conduct", "content": "第一封"} | solution
    assert client.post(NEW, typed).status_code == 200
    assert client.post(NEW, typed | {"content": "重放"}).status_code == 400
    assert Mailbox.objects.count() == 1


def test_a_flood_is_stopped_without_losing_what_was_typed(cast) -> None:
    client = Client()
    codes = [written(client, content=f"第{n}封").status_code for n in range(7)]
    assert codes[:5] == [200] * 5
    assert codes[5:] == [429, 429]
    assert "第6封" in written(client, content="第6封").content.decode()


def test_a_flood_is_counted_by_address_and_by_all_workers_together() -> None:
    assert [receipts.is_flooding("10.0.0.1") for _ in range(3)] == [False] * 3
    worker = os.fork()
    if worker == 0:  # the other worker, forked as the server forks them
        for _ in range(2):
            receipts.is_flooding("10.0.0.1")
        os._exit(0)
    os.waitpid(worker, 0)
    assert receipts.is_flooding("10.0.0.1")
    assert not receipts.is_flooding("10.0.0.2")


def test_looking_for_an_answer_does_not_use_up_the_letters_of_the_bureau(cast) -> None:
    """Behind one address of an office: twenty look-ups, and a letter is still taken."""
    client = Client()
    looks = [client.post("/opinions/receipt/", {"code": "AAAA-BBBB-CCCC"}) for _ in range(20)]
    assert {answer.status_code for answer in looks} == {400}
    assert written(client).status_code == 200
    for _ in range(15):
        client.post("/opinions/receipt/", {"code": "AAAA-BBBB-CCCC"})
    assert client.post("/opinions/receipt/", {"code": "AAAA-BBBB-CCCC"}).status_code == 429


def test_behind_a_trusted_proxy_each_sender_has_the_own_limit(cast, settings) -> None:
    def sent(behind: str, **more: str) -> int:
        return written(
            Client(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=behind, **more)
        ).status_code

    forged = [sent(f"10.9.9.{n}") for n in range(6)]
    assert forged[5] == 429  # no proxy is trusted unless the setting names it
    door.forget()
    settings.TONGPIN_TRUSTED_PROXIES = [ip_network("127.0.0.1"), ip_network("10.0.0.5")]
    assert {sent(f"10.9.9.{n}") for n in range(6)} == {200}
    # What stands left of the proxy's own word was written by the sender.
    assert [sent(f"1.1.1.{n}, 10.8.8.8, 10.0.0.5") for n in range(6)] == [200] * 5 + [429]


def test_scripts_in_a_letter_stay_text(cast) -> None:
    with on_day(date(2020, 9, 19)):
        actions.drop(unit=cast.unit("ZB1"), category="other", content="<script>alert(1)</script>")
    actions.collect(Actor.system())
    page = cast.client("secretary1").get(f"/opinions/{Opinion.objects.get().pk}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_from_assignment_to_the_senders_word(cast) -> None:
    code = code_of(written(Client()))
    with on_day(date(2020, 9, 21)):
        actions.collect(Actor.system())
    secretary = cast.client("secretary1")
    key = Opinion.objects.get().pk
    typed = {"to": cast.units["ZB1"], "handler": "王书记", "due_on": "2020-09-30", "version": 1}
    assert secretary.post(f"/opinions/{key}/assign/", typed).status_code == 302
    answer = {"words": "流程已经上墙公开", "is_published": "on", "version": 2}
    assert secretary.post(f"/opinions/{key}/answer/", answer).status_code == 302
    page = Client().post("/opinions/receipt/", {"code": code}).content.decode()
    assert "流程已经上墙公开" in page
    Client().post("/opinions/receipt/rate/", {"code": code, "satisfaction": "unsatisfied"})
    with on_day(date(2020, 9, 22)):
        actions.collect(Actor.system())
    refused = secretary.post(f"/opinions/{key}/settle/", {"version": 4})
    assert "补充答复" in refused.content.decode()
    secretary.post(f"/opinions/{key}/answer/", answer | {"version": 4, "words": "另设意见箱"})
    Client().post("/opinions/receipt/rate/", {"code": code, "satisfaction": "satisfied"})
    with on_day(date(2020, 9, 23)):
        actions.collect(Actor.system())
    assert secretary.post(f"/opinions/{key}/settle/", {"version": 6}).status_code == 302
    assert Opinion.objects.get().state == "settled"
    assert "另设意见箱" in Client().get(NEW).content.decode()


def test_steps_cannot_be_skipped_nor_done_elsewhere(cast) -> None:
    row = collected(cast)[0]
    secretary, unit = cast.actor("secretary1"), cast.unit("ZB1")
    with pytest.raises(Refused, match="先交办"):
        actions.answer(secretary, unit=unit, opinion=row, version=1, words="答", is_published=False)
    with pytest.raises(Refused, match="答复以后"):
        actions.settle(secretary, unit=unit, opinion=row, version=1)
    with pytest.raises(Forbidden):
        actions.assign(
            cast.actor("secretary2"), unit=unit, opinion=row, version=1, to=unit, handler="他",
            due_on=date(2020, 9, 30),
        )  # fmt: skip
    assert cast.client("secretary2").get(f"/opinions/{row.pk}/").status_code == 404
    assert (
        Client()
        .post("/opinions/receipt/rate/", {"code": "AAAA-BBBB-CCCC", "satisfaction": "satisfied"})
        .status_code
        == 404
    )


def test_an_opinion_past_its_day_is_overdue(cast) -> None:
    row = collected(cast)[0]
    unit = cast.unit("ZB1")
    actions.assign(
        cast.actor("secretary1"), unit=unit, opinion=row, version=1, to=unit, handler="王",
        due_on=date(2020, 9, 20),
    )  # fmt: skip
    with on_day(date(2020, 9, 20)):
        assert (
            "逾期未答复"
            not in cast.client("secretary1")
            .get("/opinions/?unit=ZB1")
            .content.decode()
            .split("<table")[1]
        )
    with on_day(date(2020, 9, 21)):
        assert (
            queries.tally(queries.opinions(Scope.everything()), date(2020, 9, 21))["overdue"] == 1
        )


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_a_constant_number_of_statements(cast, count, django_assert_num_queries) -> None:
    collected(cast, count)
    client = cast.client("secretary1")
    client.get("/opinions/?unit=ZB1")
    with django_assert_num_queries(LIST):
        assert client.get("/opinions/").status_code == 200


def test_the_contact_is_for_those_who_handle(cast) -> None:
    with on_day(date(2020, 9, 19)):
        actions.drop(unit=cast.unit("ZB1"), category="other", content="请回电", contact="李某 0451")
    actions.collect(Actor.system())
    key = Opinion.objects.get().pk
    assert "李某" in cast.client("secretary1").get(f"/opinions/{key}/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_many_senders_at_once_lose_nothing(cast) -> None:
    failures: list[int] = []

    def send(number: int) -> None:
        client = Client(REMOTE_ADDR=f"10.0.{number // 200}.{number % 200 + 1}")
        try:
            status = written(client, content=f"第{number}封").status_code
            if status != 200:
                failures.append(status)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(n,)) for n in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert Mailbox.objects.count() == 40


def test_codes_are_kept_as_hashes_only(cast) -> None:
    code = actions.drop(unit=cast.unit("ZB1"), category="other", content="信")
    assert code not in str(Mailbox.objects.values().get())
    assert queries.by_receipt(code.replace("-", " ")) == Mailbox.objects.get()
    assert queries.by_receipt("2222-2222-2222") is None


@pytest.mark.django_db
def test_a_question_lasts_half_an_hour() -> None:
    words, token = receipts.question()
    first, second = (DIGITS.index(c) for c in (words[0], words[2]))
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=31)):
        assert receipts.answered(token, str(first + second)) is False
    assert receipts.answered(token, str(first + second)) is True
    assert receipts.answered(token, str(first + second)) is False


def test_a_letter_that_is_right_becomes_a_problem_without_its_words(cast) -> None:
    from tongpin.rectification.queries import problems_of

    (row,) = collected(cast)
    page = cast.client("secretary1").post(
        f"/opinions/{row.pk}/problem/", {"version": row.version, "title": "办事流程没有公开"}
    )
    assert page.status_code == 302
    (problem,) = problems_of(row.ref)
    assert (problem.source, problem.unit) == ("opinion", cast.unit("ZB1"))
    stored = " ".join(str(e.changes) for e in Entry.objects.all())
    assert "来信0" not in stored + problem.description
    detail = cast.client("secretary1").get(f"/opinions/{row.pk}/").content.decode()
    assert "办事流程没有公开" in detail


SAID = "我是财务股的李四，你们没有查账"


def rated(cast, satisfaction: str = "unsatisfied", words: str = SAID) -> tuple[str, Opinion]:
    """A letter that was answered, and what its sender says of the answer on that day."""
    with on_day(date(2020, 9, 18)):
        code = actions.drop(unit=cast.unit("ZB1"), category="conduct", content="来信")
    actions.collect(Actor.system())
    row = handled(cast, Opinion.objects.get())
    typed = {"code": code, "satisfaction": satisfaction, "comment": words}
    assert Client().post("/opinions/receipt/rate/", typed).status_code == 302
    return code, row


def test_a_rating_leaves_neither_its_words_nor_its_moment(cast) -> None:
    """What the sender says of the answer goes through the box as the letter did."""
    before = Entry.objects.count()
    code, _ = rated(cast)
    assert Entry.objects.filter(action="opinions.rate").count() == 0
    assert (
        Entry.objects.count() == before + 3
    )  # the emptying, assigned, answered: none of the rating
    assert Opinion.objects.get().satisfaction == ""
    assert (
        "您今天的评价：不满意"
        in Client().post("/opinions/receipt/", {"code": code}).content.decode()
    )
    with connection.cursor() as cursor:
        cursor.execute("select comment from opinions_ratingbox")
        assert SAID not in cursor.fetchone()[0]
    with on_day(date(2020, 9, 21)):
        actions.collect(Actor.system())
    row = Opinion.objects.get()
    assert (row.satisfaction, row.comment) == ("unsatisfied", SAID)
    assert not RatingBox.objects.exists()
    assert SAID not in " ".join(f"{e.summary}{e.changes}" for e in Entry.objects.all())
    entry = Entry.objects.latest("number")
    assert (entry.action, entry.account_id, entry.address) == ("opinions.collect", None, "")
    page = cast.client("secretary1").get(f"/opinions/{row.pk}/").content.decode()
    assert page.count(SAID) == 1  # with the opinion, not in its history


def test_an_opinion_settled_while_the_rating_lay_in_the_box_is_open_again(cast) -> None:
    _, row = rated(cast)
    actions.settle(cast.actor("secretary1"), unit=row.unit, opinion=row, version=row.version)
    with on_day(date(2020, 9, 21)):
        actions.collect(Actor.system())
    row = Opinion.objects.get()
    assert (row.state, row.satisfaction) == ("answered", "unsatisfied")


def test_a_better_answer_is_not_blamed_for_the_first(cast) -> None:
    _, row = rated(cast)
    actions.answer(
        cast.actor("secretary1"), unit=row.unit, opinion=row, version=row.version,
        words="已经查账，附结果", is_published=False,
    )  # fmt: skip
    with on_day(date(2020, 9, 21)):
        actions.collect(Actor.system())
    row = Opinion.objects.get()
    assert row.satisfaction == ""
    assert row.comment == f"对修改以前的答复：不满意。{SAID}"


def test_a_letter_counts_from_the_day_it_was_dropped(cast) -> None:
    """Whenever the office opens the list, and the answer is due though nobody assigned it."""
    with on_day(date(2020, 9, 2)):
        actions.drop(unit=cast.unit("ZB1"), category="other", content="信")
    page = cast.client("secretary1").get("/opinions/?unit=ZB1&late=1").content.decode()
    row = Opinion.objects.get()
    assert (row.received_on, row.due_on) == (date(2020, 9, 2), date(2020, 9, 17))
    assert "逾期未答复" in page.split("<table")[1]


def test_the_box_is_emptied_by_the_workbench_and_by_the_timer(cast, capsys) -> None:
    with on_day(date(2020, 9, 19)):
        actions.drop(unit=cast.unit("ZB1"), category="other", content="信")
    page = cast.client("secretary1").get("/").content.decode()
    row = Opinion.objects.get()
    assert f"/opinions/{row.pk}/" in page
    assert "交办意见建议：其他" in page
    for command in (["judge"], ["notify", "send"]):
        with on_day(date(2020, 9, 19)):
            actions.drop(unit=cast.unit("ZB1"), category="other", content="信")
        assert main(command) == 0
        assert not Mailbox.objects.exists()


def test_members_and_who_is_not_logged_in_find_the_page(cast) -> None:
    assert f'href="{NEW}"' in cast.client("member1").get("/").content.decode()
    assert f'href="{NEW}"' in Client().get("/org/login/").content.decode()


def test_what_is_published_is_said_as_it_is(cast) -> None:
    """The answer goes on the public page and the letter does not; so the box says."""
    row = handled(cast, collected(cast)[0])
    page = cast.client("secretary1").get(f"/opinions/{row.pk}/").content.decode()
    assert "不公布来信内容以外的信息" not in page
    assert "来信和联系方式不公开" in page
    public = Client().get(NEW).content.decode()
    assert "已经公开" in public
    assert "来信0" not in public

"""The secret ballot: one paper each, no way from a paper to its writer, results only when closed."""

from __future__ import annotations

import json
import random
import threading

import pytest
from django.db import connection, models
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ledgers.appraisals import scene
from tongpin.audit.errors import Refused
from tongpin.audit.models import Entry
from tongpin.formats.xlsx import read_sheet
from tongpin.ledgers.appraisals import actions, queries
from tongpin.ledgers.appraisals.models import Mark, Paper, Participant, Tally, Ticket

FORBIDDEN = {
    "participant",
    "person",
    "account",
    "ticket",
    "code",
    "at",
    "on",
    "created_at",
    "number",
}


def test_a_paper_has_no_column_for_who_or_when() -> None:
    names = {field.name for field in Paper._meta.fields}
    assert names == {"id", "appraisal", "marks"}
    assert not names & FORBIDDEN
    kinds = [type(f) for m in (Paper, Ticket) for f in m._meta.fields]
    assert not any(issubclass(k, models.DateField | models.TimeField) for k in kinds)


def test_a_vote_leaves_no_entry_and_no_word_in_the_database(cast) -> None:
    row = scene.balloting(cast)
    before = Entry.objects.count()
    member = cast.client("member1")
    typed = {f"m{p.pk}": "unqualified" for p in queries.subjects(row)}
    assert member.post(f"/appraisals/{row.pk}/vote/", typed).status_code == 200
    assert Entry.objects.count() == before
    with connection.cursor() as cursor:
        cursor.execute("SELECT marks FROM appraisals_paper")
        assert "unqualified" not in repr(cursor.fetchall())
        cursor.execute("SELECT * FROM django_session")
        assert "unqualified" not in repr(cursor.fetchall())


ORDERS = st.permutations(scene.NAMES)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=ORDERS, picks=st.lists(st.sampled_from(Mark.values), min_size=9, max_size=9))
def test_the_box_is_the_same_whatever_the_order_of_voting(cast, order, picks) -> None:
    """What is stored depends on the marks alone: the bag of papers, fresh random keys, used tickets."""
    from django.db import transaction

    choice = dict(zip(scene.NAMES, picks, strict=True))
    with transaction.atomic():
        row = scene.balloting(cast)
        keys: set = set()
        for name in order:
            actions.cast_ballot(
                ticket=scene.ticket(row, name), marks=scene.marks(row, choice[name])
            )
            now = set(Paper.objects.values_list("pk", flat=True))
            assert not keys & now  # every vote gives every paper a new key
            keys = now
        papers = sorted(p.marks for p in Paper.objects.all())
        assert papers == sorted(_paper(scene.marks(row, mark)) for mark in picks)
        assert not Ticket.objects.filter(is_used=False).exists()
        actions.close_ballot(cast.actor("secretary1"), unit=row.unit, appraisal=row)
        for tally in Tally.objects.all():
            assert tally.counts() == {mark: picks.count(mark) for mark in Mark.values}
        assert not Paper.objects.exists()
        assert not Ticket.objects.exists()
        transaction.set_rollback(True)


def _paper(marks: dict[int, str]) -> str:
    return json.dumps({str(k): marks[k] for k in sorted(marks)})


def test_neither_keys_nor_rows_follow_the_order_of_voting(cast, monkeypatch) -> None:
    """With the shuffle made certain (reversed), the rows lie reversed: nothing else orders them."""
    row = scene.balloting(cast)
    monkeypatch.setattr(random.SystemRandom, "shuffle", lambda self, box: box.sort())
    for name, mark in zip(scene.NAMES, [*Mark.values, *Mark.values], strict=False):
        actions.cast_ballot(ticket=scene.ticket(row, name), marks=scene.marks(row, mark))
    with connection.cursor() as cursor:
        hidden = "rowid" if connection.vendor == "sqlite" else "ctid"
        cursor.execute(f"SELECT id FROM appraisals_paper ORDER BY {hidden}")
        order = [str(key).replace("-", "") for (key,) in cursor.fetchall()]
    by_key = {p.pk.hex: p.marks for p in Paper.objects.all()}
    assert [by_key[key] for key in order] == sorted(by_key.values())


def test_the_voter_stands_on_the_own_paper(cast) -> None:
    """A paper that left its writer out would name the writer."""
    row = scene.balloting(cast)
    page = cast.client("member1").get(f"/appraisals/{row.pk}/vote/").content.decode()
    assert page.count("<fieldset") == 9
    assert "郑文" in page
    assert "checked" not in page


def test_one_paper_each(cast) -> None:
    row = scene.balloting(cast)
    scene.voted(row, "郑文")
    with pytest.raises(Refused, match="只能投一次"):
        scene.voted(row, "郑文")
    answer = cast.client("member1").get(f"/appraisals/{row.pk}/vote/")
    assert answer.status_code == 400
    assert Paper.objects.count() == 1


def test_a_paper_must_be_whole(cast) -> None:
    row = scene.balloting(cast)
    held, marks = scene.ticket(row, "郑文"), scene.marks(row)
    short = dict(list(marks.items())[1:])
    for wrong in (short, marks | {10**9: "qualified"}, marks | {min(marks): "best"}, {}):
        with pytest.raises(Refused, match="每位同志"):
            actions.cast_ballot(ticket=held, marks=wrong)
    typed = {f"m{key}": mark for key, mark in short.items()}
    answer = cast.client("member1").post(f"/appraisals/{row.pk}/vote/", typed)
    assert answer.status_code == 400
    assert "选择一项" in answer.content.decode()
    assert not Ticket.objects.filter(is_used=True).exists()


def test_results_appear_only_when_the_ballot_is_closed(cast) -> None:
    row = scene.balloting(cast)
    scene.voted(row, *scene.NAMES[:2], mark="excellent")
    secretary = cast.client("secretary1")
    page = secretary.get(f"/appraisals/{row.pk}/ballot/").content.decode()
    assert "测评结果</h2>" not in page
    assert "郑文" in page  # who has not voted
    assert secretary.get(f"/appraisals/{row.pk}/papers/results/").status_code == 400
    with pytest.raises(Refused, match="不到3票"):
        actions.close_ballot(cast.actor("secretary1"), unit=row.unit, appraisal=row)
    scene.voted(row, *scene.NAMES[2:5])
    page = secretary.post(f"/appraisals/{row.pk}/ballot/close/", follow=True).content.decode()
    assert "测评结果</h2>" in page
    assert "步骤还没有登记" in page  # self and mutual assessment were never recorded
    closed = scene.fresh(row)
    assert (closed.issued, closed.returned) == (9, 5)
    with pytest.raises(Refused, match="已经结束"):
        actions.cast_ballot(
            ticket=Ticket(participant=scene.line(row, "郑文")), marks=scene.marks(row)
        )


def test_a_slip_votes_without_a_log_in_and_only_once(cast) -> None:
    row = scene.opened(cast)
    secretary = cast.client("secretary1")
    answer = secretary.post(f"/appraisals/{row.pk}/ballot/open/", {"with_probationary": "on"})
    rows = read_sheet(answer.content)
    code = next(r[1] for r in rows if r[0] == "郑文")
    stranger = Client()
    assert "打开测评票" in stranger.get("/appraisals/vote/").content.decode()
    page = stranger.post("/appraisals/vote/", {"code": code.lower()}).content.decode()
    assert page.count("<fieldset") == 9
    typed = {f"m{p.pk}": "abstain" for p in queries.subjects(row)} | {"code": code, "dropped": "1"}
    assert "已经投入票箱" in stranger.post("/appraisals/vote/", typed).content.decode()
    again = stranger.post("/appraisals/vote/", typed)
    assert again.status_code == 400
    assert "只能投一次" in again.content.decode()
    assert stranger.post("/appraisals/vote/", {"code": "AAAA-AAAA-AAAA"}).status_code == 400
    assert not Ticket.objects.filter(code__contains=code[:4]).exists()


def test_new_codes_make_the_old_ones_worthless(cast) -> None:
    row = scene.opened(cast)
    secretary = cast.actor("secretary1")
    first = dict(actions.open_ballot(secretary, unit=row.unit, appraisal=row))
    scene.voted(row, "张守正")
    second = dict(actions.renew_codes(secretary, unit=row.unit, appraisal=row))
    assert "张守正" not in second
    assert queries.ticket_by(actions.hashed(first["郑文"])) is None
    assert queries.ticket_by(actions.hashed(second["郑文"])) is not None


def test_too_few_voters_cannot_be_secret(cast) -> None:
    row = scene.opened(cast)
    secretary = cast.actor("secretary1")
    for name in scene.NAMES[:7]:
        found = scene.line(row, name)
        actions.excuse(
            secretary,
            unit=row.unit,
            appraisal=row,
            line=found,
            reason="患病",
            version=found.version,
        )
    with pytest.raises(Refused, match="无法保证无记名"):
        actions.open_ballot(secretary, unit=row.unit, appraisal=row)


def test_a_void_ballot_leaves_nothing_and_may_begin_again(cast) -> None:
    row = scene.balloting(cast)
    scene.voted(row, *scene.NAMES[:4])
    cast.client("secretary1").post(f"/appraisals/{row.pk}/ballot/void/", {"reason": "发错名单"})
    assert not Paper.objects.exists()
    assert not Ticket.objects.exists()
    actions.open_ballot(cast.actor("secretary1"), unit=row.unit, appraisal=scene.fresh(row))


def test_a_paper_ballot_is_entered_and_must_add_up(cast) -> None:
    row = scene.opened(cast)
    secretary = cast.client("secretary1")
    url = f"/appraisals/{row.pk}/ballot/tally/"
    typed = {"issued": "9", "returned": "9", "valid": "8"}
    cells = {f"t{p.pk}_qualified": "8" for p in queries.subjects(row)}
    first = f"t{scene.line(row, '郑文').pk}_qualified"
    wrong = secretary.post(url, typed | cells | {first: "7"})
    assert wrong.status_code == 400
    assert "郑文各项合计7票，与有效测评表8张不符" in wrong.content.decode()
    assert "多于发出" in secretary.post(url, typed | cells | {"returned": "10"}).content.decode()
    for hostile in ("-1", "1e9", "99999999999999999999", "八\x00"):
        assert secretary.post(url, typed | cells | {first: hostile}).status_code == 400
    assert secretary.post(url, typed | cells).status_code == 302
    assert Tally.objects.count() == 9


@pytest.mark.parametrize("count", [1, 3])
def test_voting_takes_a_constant_number_of_statements(
    cast, count, django_assert_num_queries
) -> None:
    row = scene.balloting(cast)
    scene.voted(row, *scene.NAMES[:count])
    held, marks = scene.ticket(row, "郑文"), scene.marks(row)
    with django_assert_num_queries(VOTE):
        actions.cast_ballot(ticket=held, marks=marks)


VOTE = 9


@pytest.mark.django_db(transaction=True)
def test_two_windows_at_once_drop_one_paper(stage) -> None:
    row = scene.balloting(stage)
    held, marks = scene.ticket(row, "郑文"), scene.marks(row)
    answers: list[str] = []

    def drop() -> None:
        try:
            actions.cast_ballot(ticket=held, marks=marks)
            answers.append("dropped")
        except Refused as refusal:
            answers.append(refusal.message)
        finally:
            connection.close()

    threads = [threading.Thread(target=drop) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count("dropped") == 1
    assert Paper.objects.count() == 1
    assert Participant.objects.filter(ticket__is_used=True).count() == 1

"""Adoption: what the preview shows is what happens, and ended windows keep their judgement."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.duties.test_judging import held, stored, verdicts
from tests.rulebook_text import LECTURES, lectures
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.audit.models import Entry
from tongpin.duties import actions, queries, trying
from tongpin.duties.judging import current, is_current, rebuild
from tongpin.duties.models import Finding, LocalRulebook, RulebookState
from tongpin.duties.rulebook import current_book, problems
from tongpin.duties.trying import NEW, OTHER
from tongpin.org.scope import Scope
from tongpin.rules.loader import load_builtin

TODAY = date(2020, 9, 20)
EVERYTHING = Scope.everything()


def draft(cast, text: str = LECTURES, before: LocalRulebook | None = None) -> LocalRulebook:
    return actions.write_local(cast.actor("office"), unit=cast.unit("JU"), text=text, before=before)


def adopt(cast, row: LocalRulebook, day: date = TODAY) -> LocalRulebook:
    row.refresh_from_db()
    return actions.adopt_local(
        cast.actor("office"), unit=cast.unit("JU"), rulebook=row, version=row.version,
        effective_on=day, reason="局党委会研究同意",
    )  # fmt: skip


def withdraw(cast, row: LocalRulebook) -> LocalRulebook:
    row.refresh_from_db()
    return actions.withdraw_local(
        cast.actor("office"),
        unit=cast.unit("JU"),
        rulebook=row,
        version=row.version,
        reason="不再执行",
    )


def rows_by_key() -> dict[tuple, tuple]:
    found = Finding.objects.filter(year__in=(2019, 2020))
    return {
        (f.year, f.subject, f.rule_key, f.starts_on): tuple(getattr(f, n) for n in trying.SHOWN)
        for f in found
    }


def predicted(changes) -> dict[tuple, tuple | None]:
    return {
        (c.row.year, c.row.subject, c.row.rule_key, c.row.starts_on): None
        if c.after is None else tuple(getattr(c.after, n) for n in trying.SHOWN)
        for c in changes
    }  # fmt: skip


def happened(before: dict, after: dict) -> dict[tuple, tuple | None]:
    keys = before.keys() | after.keys()
    return {k: after.get(k) for k in keys if before.get(k) != after.get(k)}


def test_a_local_rule_appears_on_every_branch_once_adopted(
    cast, django_capture_on_commit_callbacks
) -> None:
    rebuild(2020)
    with django_capture_on_commit_callbacks(execute=True):
        row = draft(cast)
        assert "local.lecture" not in current_book()
        adopt(cast, row)
    assert not is_current(2020)
    current(2020)
    found = Finding.objects.filter(rule_key="local.lecture")
    assert {f.unit_id for f in found} == {cast.units["ZB1"], cast.units["ZB2"]}
    assert {f.window_label for f in found} == {"2020年度"}
    assert "《本局党课制度》第三条" in found[0].citation
    assert current_book().rule("local.lecture").editions[0].times == 6


def test_the_preview_is_what_happens_and_a_rebuild_says_the_same(
    cast, adopted, django_capture_on_commit_callbacks
) -> None:
    held(cast, "ZB1", date(2020, 2, 10), "lecture")
    held(cast, "ZB1", date(2020, 8, 10), "lecture")
    row = draft(cast, lectures(key="branch.lecture", times=1, every="month"))
    other = draft(cast, lectures(key="local.lecture"))
    for year in (2019, 2020):
        rebuild(year)
    before = rows_by_key()
    changes = trying.tried(trying.with_local(row, TODAY), trying.years_from(TODAY)).findings
    assert {c.what for c in changes} == {NEW, OTHER}
    assert not any(c.is_closed for c in changes)
    with django_capture_on_commit_callbacks(execute=True):
        adopt(cast, row)
    for year in (2019, 2020):
        current(year)
    assert other.state == RulebookState.DRAFT
    assert happened(before, rows_by_key()) == predicted(changes)
    incremental = stored()
    rebuild(2019), rebuild(2020)
    assert stored() == incremental
    labels = Finding.objects.filter(unit=cast.units["ZB1"], rule_key__endswith="branch.lecture")
    assert {"一季度", "二季度"} < {f.window_label for f in labels}
    assert "10月" in {f.window_label for f in labels}


PERIODS = st.sampled_from(["month", "quarter", "half-year", "year"])


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    key=st.sampled_from(["local.lecture", "branch.lecture"]),
    every=PERIODS,
    times=st.integers(1, 4),
    again=PERIODS,
    day=st.dates(date(2020, 1, 1), date(2020, 12, 31)),
    lectures_on=st.lists(st.dates(date(2020, 1, 1), TODAY), max_size=4),
    withdrawn=st.booleans(),
)
def test_whatever_is_adopted_the_preview_was_right(
    cast, adopted, key, every, times, again, day, lectures_on, withdrawn
) -> None:
    from django.db import transaction

    with transaction.atomic():
        for on in lectures_on:
            held(cast, "ZB1", on, "lecture")
        first = draft(cast, lectures(key=key, times=times, every=every))
        adopt(cast, first, min(day, TODAY))
        second = draft(cast, lectures(key=key, times=times, every=again), first)
        rebuild(2020)
        closed = {k: v for k, v in rows_by_key().items() if v[6] < TODAY}
        before = rows_by_key()
        if withdrawn:
            changes = trying.tried(trying.without_local(first, TODAY), [2020]).findings
            withdraw(cast, first)
        else:
            changes = trying.tried(trying.with_local(second, TODAY), [2020]).findings
            adopt(cast, second, TODAY)
        rebuild(2020)
        after = rows_by_key()
        assert happened(before, after) == predicted(changes)
        assert closed == {k: v for k, v in after.items() if v[6] < TODAY}
        transaction.set_rollback(True)


def test_ended_windows_keep_their_judgement_when_the_day_is_today(
    cast, django_capture_on_commit_callbacks
) -> None:
    rebuild(2020)
    unit = cast.unit("ZB1")
    assert verdicts(unit, "branch.lecture") == ["overdue", "overdue", "due_soon", "not_yet"]
    with django_capture_on_commit_callbacks(execute=True):
        adopt(cast, draft(cast, lectures(key="branch.lecture", times=2, every="quarter")))
    found = queries.findings(EVERYTHING, year=2020)
    mine = [f for f in found if f.unit_id == unit.pk and f.rule_key == "branch.lecture"]
    assert [f.needed for f in mine] == [1, 1, 2, 2]


def test_an_earlier_day_judges_ended_windows_anew_and_says_so(cast) -> None:
    row = draft(cast, lectures(key="branch.lecture", times=2, every="quarter"))
    day = date(2020, 4, 1)
    changes = trying.tried(trying.with_local(row, day), trying.years_from(day)).findings
    closed = {c.row.window_label for c in changes if c.is_closed}
    assert closed == {"二季度"}


def test_a_withdrawn_rulebook_gives_the_rule_back_to_the_published_edition(
    cast, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        row = adopt(cast, draft(cast, lectures(key="branch.lecture", times=2, every="quarter")))
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(cast, row)
    unit = cast.unit("ZB1")
    found = [f for f in queries.findings(EVERYTHING, year=2020) if f.unit_id == unit.pk]
    assert {f.needed for f in found if f.rule_key == "branch.lecture"} == {1}
    row.refresh_from_db()
    assert (row.state, row.ended_on) == (RulebookState.WITHDRAWN, TODAY)
    assert current_book().content_hash == load_builtin().content_hash


def test_a_new_version_supersedes_and_nothing_is_overwritten(cast) -> None:
    first = adopt(cast, draft(cast))
    second = draft(cast, lectures(times=4), first)
    third = draft(cast, lectures(times=12), second)
    second.refresh_from_db()
    assert second.state == RulebookState.SUPERSEDED
    adopt(cast, third)
    first.refresh_from_db()
    assert (first.state, first.ended_on, first.text) == (RulebookState.SUPERSEDED, TODAY, LECTURES)
    assert [r.revision for r in LocalRulebook.objects.order_by("pk")] == [1, 2, 3]
    assert current_book().rule("local.lecture").editions[-1].times == 12


def test_two_offices_at_once_and_wrong_states_are_refused(cast) -> None:
    row = draft(cast)
    adopt(cast, row)
    office, unit = cast.actor("office"), cast.unit("JU")
    with pytest.raises(Conflict):
        actions.adopt_local(
            office, unit=unit, rulebook=row, version=1, effective_on=TODAY, reason="再来一次"
        )
    row.refresh_from_db()
    with pytest.raises(Refused, match="只有草稿"):
        adopt(cast, row)
    other = draft(cast)
    with pytest.raises(Refused, match="已由《本局党课制度》规定"):
        adopt(cast, other)
    newer = draft(cast, lectures(times=5), row)
    with pytest.raises(Refused, match="不能早于"):
        adopt(cast, newer, date(2020, 1, 1))
    with pytest.raises(Refused, match="前十年至后两年"):
        adopt(cast, newer, date(2030, 1, 1))
    with pytest.raises(Forbidden):
        actions.write_local(cast.actor("secretary1"), unit=unit, text=LECTURES)
    withdraw(cast, row)
    with pytest.raises(Refused, match="不需要停用"):
        withdraw(cast, row)
    entry = Entry.objects.order_by("-number").first()
    assert entry is not None
    assert entry.action == "rulebook.withdraw"


def test_what_no_longer_loads_is_named_and_the_rest_goes_on(cast) -> None:
    from tongpin.audit.envelope import opened

    row = adopt(cast, draft(cast))
    with opened(cast.actor("office"), "test.spoil", "改坏"):
        row.text = row.text.replace("life.lecture", "life.gone")
        row.save()
    assert "local.lecture" not in current_book()
    assert "与现在的规则库不相容" in problems()[0]
    body = cast.client("member1").get("/rules/").content.decode()
    assert "与现在的规则库不相容" in body
    assert "life.gone" in cast.client("office").get(f"/rules/local/{row.pk}/").content.decode()


def test_a_paper_that_names_a_stricter_local_rule_is_judged_by_it_from_that_day(
    cast, adopted, django_capture_on_commit_callbacks
) -> None:
    key = next(d.key for d in adopted.duties.all() if "branch.lecture" in d.rules)
    with django_capture_on_commit_callbacks(execute=True):
        adopt(cast, draft(cast, lectures(key="branch.lecture", times=3, every="quarter")))
    unit = cast.unit("ZB2")
    found = [
        f for f in queries.findings(EVERYTHING, year=2020)
        if f.unit_id == unit.pk and f.rule_key == f"{key}/branch.lecture"
    ]  # fmt: skip
    assert [(f.window_label, f.needed) for f in found] == [
        ("一季度", 1), ("二季度", 1), ("三季度", 3), ("四季度", 3),
    ]  # fmt: skip


def test_changes_name_unit_duty_window_and_both_verdicts(cast) -> None:
    row = draft(cast, lectures(key="branch.lecture", times=2, every="quarter"))
    held(cast, "ZB1", date(2020, 8, 1), "lecture")
    changes = trying.tried(trying.with_local(row, TODAY), trying.years_from(TODAY)).findings
    [one] = [c for c in changes if c.unit == "第一党支部" and c.row.window_label == "三季度"]
    assert (one.before.verdict, one.after.verdict, one.what) == ("met", "due_soon", OTHER)
    assert "《本局党课制度》第三条" in one.after.citation


def test_judging_reads_the_book_with_one_statement(cast, django_assert_num_queries) -> None:
    adopt(cast, draft(cast))
    current_book()
    with django_assert_num_queries(1):
        current_book()

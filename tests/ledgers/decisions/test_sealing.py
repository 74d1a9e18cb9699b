"""A personnel topic stays with those who need to know: queries, the operations log, the disk."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from types import SimpleNamespace

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.ledgers.decisions import table
from tongpin.audit.models import Entry
from tongpin.audit.queries import told
from tongpin.ledgers.decisions import actions
from tongpin.ledgers.decisions.models import Item, PriorStep, Resolution, Task

NAME = "任命孙某某"


def personnel(room) -> Item:
    """A personnel topic on its whole way, the name in every text that is typed."""
    office = room.actor("office")
    topic = table.propose(room, category="personnel", title=f"{NAME}为所长", details=f"{NAME}详情")
    for name in table.STEPS["personnel"]:
        actions.record_step(
            office, unit=topic.unit, topic=topic, name=name, on=date(2020, 9, 8),
            by=f"{NAME}考察组", result=f"{NAME}考察结果",
        )  # fmt: skip
    extra = actions.record_step(
        office, unit=topic.unit, topic=topic, name="其他准备", on=date(2020, 9, 8), by="甲",
        result="乙",
    )  # fmt: skip
    actions.withdraw_step(office, unit=topic.unit, topic=topic, step=extra, reason=f"{NAME}记错")
    item = table.put_on(room, table.accept(room, table.fresh(topic)))
    actions.prepare(
        office, unit=topic.unit, item=item, version=item.version, reporter=f"{NAME}本人",
        materials_on=date(2020, 9, 15),
    )  # fmt: skip
    item = table.again(item)
    found = actions.recuse(
        office, unit=topic.unit, item=item, version=item.version, person=room.person("冯丽"),
        reason=f"{NAME}亲属",
    )  # fmt: skip
    item = table.again(item)
    actions.unrecuse(office, unit=topic.unit, item=item, version=item.version, recusal=found)
    item = table.speak(room, table.again(item), *table.TEAM[1:], table.TEAM[0])
    item = table.vote(room, item, yes=5)
    actions.thaw(office, unit=topic.unit, item=item, version=item.version, reason=f"{NAME}漏了人")
    item = table.close(room, table.vote(room, item, yes=5), conclusion=f"{NAME}的决定")
    task = actions.assign(
        office, unit=topic.unit, resolution=item.resolution, words=f"{NAME}办理手续",
        to=room.unit("JU"), person=f"{NAME}经办", due_on=date(2020, 10, 1),
    )  # fmt: skip
    actions.note(
        office, unit=topic.unit, task=task, version=1, on=date(2020, 9, 20), words=f"{NAME}已办",
        is_done=True,
    )  # fmt: skip
    actions.evaluate(
        office, unit=topic.unit, resolution=item.resolution, on=date(2020, 9, 20),
        effect="reached", words=f"{NAME}评价",
    )  # fmt: skip
    return item


def test_free_queries_answer_with_what_the_reader_may_know(room) -> None:
    personnel(room)
    table.passed(room, title="办公楼维修")
    for data, word in (("topics", "办公楼维修"), ("tasks", "")):
        address = f"/query/?data={data}"
        seen = room.client("supervisor").get(address).content.decode()
        assert "孙某某" not in seen
        assert word in seen
        assert "孙某某" in room.client("leader").get(address).content.decode()
    by = "/query/?data=topics&by=category"
    assert "重要干部任免" not in _table(room.client("supervisor").get(by))


def _table(answer) -> str:
    return str(answer.context["lines"])


def test_the_operations_log_tells_that_it_happened_and_not_what(room) -> None:
    personnel(room)
    rows = list(Entry.objects.filter(action__startswith="decisions."))
    assert len(rows) > 15
    for row in rows:
        kept = f"{row.summary} {row.target_label} {row.changes}"
        assert "孙某某" not in kept, row.action
        assert "agree" not in kept, row.action
        assert "同意" not in kept, row.action
        assert "冯丽" not in kept, row.action
    assert "孙某某" not in str([row.told for row in told(rows)])
    auditor = room.client("auditor")
    for row in rows:
        page = auditor.get(f"/audit/{row.number}/")
        assert page.status_code == 200
        assert "孙某某" not in page.content.decode()


def test_the_log_of_an_open_topic_keeps_its_title_and_reasons(room) -> None:
    item = table.passed(room)
    rows = Entry.objects.filter(target_id=str(item.topic_id), target_type="decisions.topic")
    assert {row.target_label for row in rows} == {"购置防汛设备"}
    assert "同意购置" not in str([row.changes for row in rows])  # the register holds it


def test_a_topic_that_was_personnel_leaves_no_old_title_in_the_log(room) -> None:
    topic = table.propose(room, category="personnel", title=f"{NAME}为所长", details="详情")
    actions.change_topic(
        room.actor("office"), unit=topic.unit, topic=topic, version=topic.version,
        proposal=actions.Proposal("other", "机构设置", date(2020, 9, 1)),
    )  # fmt: skip
    assert "孙某某" not in str(list(Entry.objects.values_list("changes", "target_label")))


def test_meeting_topic_and_item_pages_name_nobody(room) -> None:
    item = personnel(room)
    for address in (
        f"/decisions/meetings/{item.gathering_id}/",
        f"/decisions/topics/{item.topic_id}/",
        f"/decisions/items/{item.pk}/",
        f"/decisions/resolutions/{item.resolution.pk}/",
        f"/life/{item.gathering_id}/",
        f"/life/{item.gathering_id}/votes/{item.vote_id}/",
    ):
        for reader in ("supervisor", "secretary1"):
            assert "孙某某" not in room.client(reader).get(address).content.decode(), address
    assert f"{NAME}本人汇报" in (
        room.client("leader").get(f"/decisions/meetings/{item.gathering_id}/").content.decode()
    )


def test_conclusion_resolution_and_results_are_sealed_at_rest(room) -> None:
    item = personnel(room)
    for model, column in ((Item, "conclusion"), (Resolution, "text"), (PriorStep, "result")):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {column} FROM {model._meta.db_table}")
            stored = [row[0] for row in cursor.fetchall()]
        assert any(stored)
        assert all("孙某某" not in words for words in stored), column
    assert item.conclusion == f"{NAME}的决定"
    assert item.resolution.text == f"{NAME}的决定"
    assert Task.objects.get().resolution == item.resolution


def test_what_was_written_in_the_open_is_sealed_by_the_upgrade(room) -> None:
    item = table.passed(room)
    module = import_module("tongpin.ledgers.decisions.migrations.0002_sealed_words_count_note")
    apps = MigrationLoader(connection).project_state(("decisions", "0001_initial")).apps
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {Item._meta.db_table} SET conclusion = '同意购置'")
        cursor.execute(f"UPDATE {PriorStep._meta.db_table} SET result = '已办'")
        cursor.execute(f"UPDATE {Resolution._meta.db_table} SET text = '同意购置'")
    module.seal(apps, SimpleNamespace(connection=connection))
    assert table.again(item).conclusion == "同意购置"
    assert Resolution.objects.get().text == "同意购置"
    assert {s.result for s in PriorStep.objects.all()} == {"已办"}
    module.unseal(apps, SimpleNamespace(connection=connection))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT conclusion FROM {Item._meta.db_table}")
        assert cursor.fetchone()[0] == "同意购置"

"""Publicity in working days, what was heard in it, the decision and the honours it makes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Refused
from tongpin.capability import standings
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.honours import queries
from tongpin.ledgers.honours.actions.awarding import award
from tongpin.ledgers.honours.actions.commending import COMMEND, live, locked, step
from tongpin.ledgers.honours.models import Heard, Nomination, Outcome, Review, Round
from tongpin.ledgers.honours.queries.commendation import has_step
from tongpin.life.models import Gathering
from tongpin.org.models import BRANCH_KINDS, Unit
from tongpin.rules.explain import full_day

Files = Iterable[tuple[str, bytes]]


@action("honours.publish", "公示拟表彰对象", permission=COMMEND)
def open_publicity(
    actor: Actor,
    *,
    unit: Unit,
    round: Round,
    version: int,
    starts_on: date,
    ends_on: date,
    approver: str = "",
    approval_reason: str = "",
    files: Files = (),
) -> Round:
    """Make the reviewed nominees public; shorter than the rulebook asks only with who allowed it."""
    row = locked(round, version)
    if has_step(row, "publicity"):
        raise Refused("已经公示；需要重新公示的，请先在步骤里撤回原来的公示。")
    if has_step(row, "heard"):
        raise Refused("已经登记公示结果；需要重新公示的，请先在步骤里撤回公示结果。")
    items = list(live(row).values())
    waiting = [item.named for item in items if not item.review]
    if waiting:
        raise Refused(f"还有没有审核的推荐对象：{'、'.join(waiting[:5])}。")
    if not any(item.review == Review.PASSED for item in items):
        raise Refused("没有审核同意的推荐对象，不需要公示。")
    if starts_on > site_day():
        raise Refused("公示开始日期不能晚于今天，贴出以后再登记。", field="starts_on")
    if ends_on < starts_on:
        raise Refused("截止日期早于开始日期。", field="ends_on")
    if not (approver and approval_reason):
        _long_enough(starts_on, ends_on)
    step(
        actor, row, "publicity", starts_on, values={"to": ends_on}, approver=approver,
        approval_reason=approval_reason, files=files,
    )  # fmt: skip
    row.save()
    current().about(row, unit=unit, summary=f"{starts_on}至{ends_on}")
    return row


def _long_enough(starts_on: date, ends_on: date) -> None:
    book = current_book()
    article = book.article("commend-publicity", starts_on)
    if article is None:
        return
    need, days = article.integer("workdays"), book.public_days(starts_on, ends_on)
    if days < need:
        first = (
            starts_on if book.workdays.is_workday(starts_on) else book.workdays.add(starts_on, 1)
        )
        last = first if need == 1 else book.workdays.add(first, need - 1)
        raise Refused(
            f"{article.cite.label}：公示不少于{need}个工作日。{starts_on}至{ends_on}只有{days}个工作日，"
            f"最早{full_day(last)}期满。确需缩短的，请填写同意的组织或者负责人和理由。",
            field="ends_on",
        )


@action("honours.heard", "登记公示结果", permission=COMMEND)
def record_heard(
    actor: Actor,
    *,
    unit: Unit,
    round: Round,
    on: date,
    results: Mapping[int, tuple[str, str]],
) -> int:
    """What was heard during the publicity, `{nomination: (result, words)}`, for all that were public."""
    row = locked(round)
    public = queries.publicity_of(row)
    if public is None:
        raise Refused("还没有公示。")
    if not public.ends_on < on <= site_day():
        raise Refused(
            f"公示到{full_day(public.ends_on)}，期满以后、今天以前才能登记结果。", field="on"
        )
    items = {key: item for key, item in live(row).items() if item.review == Review.PASSED}
    given = {key: said for key, said in results.items() if said[0] and key in items}
    missing = [item.named for key, item in items.items() if key not in given]
    if missing:
        raise Refused(f"请登记每个公示对象的结果，还缺：{'、'.join(missing[:5])}。")
    for key, (result, words) in given.items():
        item = items[key]
        if result != Heard.NONE and not words.strip():
            raise Refused(
                f"{item.named}：有反映的，请写明反映的问题和核查情况。", field=f"note_{key}"
            )
        item.heard, item.heard_note, item.version = result, words.strip(), item.version + 1
        item.save()
    if not has_step(row, "heard"):
        step(actor, row, "heard", on)
    row.save()
    current().about(row, unit=unit, summary=f"{len(given)}个公示对象")
    return len(given)


@action("honours.decide", "决定表彰", permission=COMMEND)
def decide(
    actor: Actor,
    *,
    unit: Unit,
    round: Round,
    on: date,
    gathering: Gathering | None,
    results: Mapping[int, tuple[str, str]],
    number: str = "",
    files: Files = (),
) -> int:
    """The organisation decides on each that was public, `{nomination: (outcome, words)}`.

    Who is commended gets the honour; how many that is. The meeting that decided has to be cited.
    """
    row = locked(round)
    if not has_step(row, "heard"):
        raise Refused("公示期满、登记公示结果以后才能作出决定。")
    if row.nominations.exclude(outcome="").exists():
        raise Refused("已经作出决定。表彰有误的，请在荣誉台账里撤销表彰。")
    public = queries.publicity_of(row)
    if public is not None and not public.ends_on < on <= site_day():
        raise Refused(f"决定应在公示期满（{full_day(public.ends_on)}）以后、今天以前。", field="on")
    _by_a_meeting(row, gathering, on)
    items = {key: item for key, item in live(row).items() if item.heard}
    _all_decided(items, results)
    barred = standings({i.person_id for i in items.values() if i.person_id}, on)
    count = 0
    for key, item in items.items():
        outcome, words = results[key]
        _decided(item, outcome, words, is_barred=item.person_id in barred)
        if outcome == Outcome.AWARDED:
            award(actor, item, row, on, number)
            count += 1
    _within_quota(row, items)
    row.number = number.strip()
    row.save()
    step(actor, row, "decided", on, gathering=gathering, files=files)
    current().about(row, unit=unit, summary=f"表彰{count}个")
    return count


def _by_a_meeting(row: Round, gathering: Gathering | None, on: date) -> None:
    if gathering is None:
        what = "党员大会" if row.unit.kind in BRANCH_KINDS else "党委会议"
        raise Refused(
            f"请引用作出决定的{what}；还没有登记的，先到组织生活登记。", field="gathering"
        )
    if gathering.unit_id != row.unit_id:
        raise Refused("只能引用本党组织的会议记录。", field="gathering")
    if gathering.held_on != on:
        raise Refused(f"会议记录的日期是{gathering.held_on}，请填同一天。", field="on")
    if not queries.deciding(row.unit).filter(pk=gathering.pk).exists():
        raise Refused(
            "支部表彰党员由党员大会决定（《支部工作条例（试行）》第十一条），请引用党员大会。"
            if row.unit.kind in BRANCH_KINDS
            else "表彰由党委（党组）会议、委员会会议或者党员大会决定，其他活动不能作为依据，"
            "请引用已登记的会议。", field="gathering",
        )  # fmt: skip


def _all_decided(items: Mapping[int, Nomination], results: Mapping[int, tuple[str, str]]) -> None:
    missing = [i.named for key, i in items.items() if not results.get(key, ("", ""))[0]]
    if missing or not items:
        raise Refused(f"请对每个公示对象作出决定，还缺：{'、'.join(missing[:5])}。")


def _decided(item: Nomination, outcome: str, words: str, *, is_barred: bool) -> None:
    said = words.strip()
    if outcome == Outcome.AWARDED and item.heard == Heard.UPHELD:
        raise Refused(f"{item.named}：公示反映的问题影响表彰，不能表彰。", field=f"view_{item.pk}")
    if outcome == Outcome.AWARDED and is_barred and not said:
        raise Refused(
            f"{item.named}：有影响表彰的情形，请向纪检监察机关核实；仍要表彰的，写明理由。",
            field=f"note_{item.pk}",
        )
    if outcome == Outcome.DECLINED and not said:
        raise Refused(f"{item.named}：不予表彰的，请写明理由。", field=f"note_{item.pk}")
    item.outcome, item.outcome_note, item.version = outcome, said, item.version + 1
    item.save()


def _within_quota(row: Round, items: Mapping[int, Nomination]) -> None:
    for kind, label in Nomination._meta.get_field("kind").choices or ():
        most = row.quota(str(kind))
        chosen = sum(i.kind == kind and i.outcome == Outcome.AWARDED for i in items.values())
        if most is not None and chosen > most:
            raise Refused(
                f"{label}名额{most}个，选了{chosen}个。请调整，或者先修改表彰方案的名额。"
            )

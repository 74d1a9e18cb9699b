"""Word to people: lines in inboxes, and the queue of what leaves the house."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.capability import Waiting
from tongpin.life.calendars import gathering_calendar
from tongpin.life.clock import site_moment
from tongpin.life.models import Channel, Delivery, Gathering, Message
from tongpin.life.queries import mail_addresses, robots
from tongpin.life.wording import notice_text, notice_title, when
from tongpin.org.models import Unit

DIGEST = "近期待办"


def announce(
    row: Gathering,
    people: Iterable[int],
    *,
    title: str = "",
    body: str = "",
    robots_too: bool = True,
) -> None:
    """Tell the people in their inboxes, and by mail those who left an address; robots once a unit."""
    keys, moment = list(people), site_moment()
    title, body = title or notice_title(row), body or notice_text(row)
    Message.objects.bulk_create(
        [Message(person_id=pk, gathering=row, title=title, body=body, sent_at=moment)
         for pk in keys]
    )  # fmt: skip
    calendar = gathering_calendar([row]).decode()
    shared = {
        "gathering": row, "title": title, "body": body, "calendar": calendar, "next_at": moment,
    }  # fmt: skip
    queue = [
        Delivery(channel=Channel.EMAIL, person_id=pk, **shared)
        for pk in sorted(mail_addresses(keys))
    ]
    if robots_too:
        queue += [
            Delivery(channel=robot.channel, robot=robot, **shared)
            for unit in _units(row)
            for robot in robots(unit)
        ]
    Delivery.objects.bulk_create(queue)


def tell(letters: Mapping[int, str], *, title: str) -> int:
    """A line in the inbox of each person `{person: body}` who has none of this title today.

    How many were told; at most one of a title goes to a person in a day.
    """
    return len(_told(letters, title))


def _told(letters: Mapping[int, str], title: str) -> list[int]:
    """Those of the people who were told now."""
    moment = site_moment()
    told = Message.objects.filter(person__in=letters, title=title, sent_at__date=moment.date())
    done = set(told.values_list("person", flat=True))
    rows = [
        Message(person_id=pk, title=title, body=body, sent_at=moment)
        for pk, body in letters.items()
        if pk not in done
    ]
    Message.objects.bulk_create(rows)
    return [row.person_id for row in rows]


@action("life.digest", "发送近期待办", permission=None)
def send_digest(actor: Actor, *, lines: Mapping[int, Sequence[Waiting]]) -> int:
    """`{person: what waits}` to the own inboxes, and by mail that there is something; once a day."""
    letters = {person: "\n".join(map(_waiting_line, found)) for person, found in lines.items()}
    told = _told(letters, DIGEST)
    moment = site_moment()
    Delivery.objects.bulk_create(
        [
            Delivery(
                channel=Channel.EMAIL, person_id=pk, title=DIGEST, next_at=moment,
                body=f"您有 {len(lines[pk])} 件事两周内到期或者已经逾期。请登录系统，在工作台和消息里查看。",
            )
            for pk in sorted(mail_addresses(told))
        ]
    )  # fmt: skip
    current().summary = f"{len(told)} 人"
    return len(told)


def _waiting_line(item: Waiting) -> str:
    day = f"{item.due_on.month}月{item.due_on.day}日" if item.due_on else ""
    late = "已过期" if item.due_on and item.due_on < site_day() else "前"
    return f"{day}{late}：{item.words}" + (f"（{item.unit}）" if item.unit else "")


def tell_changed(row: Gathering) -> None:
    """Tell everybody asked that time or place changed."""
    people = row.invitations.values_list("person", flat=True)
    announce(
        row, people, title=f"【变更】{row.topic}", body=f"时间地点有变更。\n{notice_text(row)}"
    )


def tell_cancelled(row: Gathering, reason: str) -> None:
    """Tell everybody asked that it does not take place."""
    people = row.invitations.values_list("person", flat=True)
    body = f"原定{when(row)}的“{row.topic}”取消。原因：{reason}"
    announce(row, people, title=f"【取消】{row.topic}", body=body)


def _units(row: Gathering) -> list[Unit]:
    return [row.unit, *(j.unit for j in row.joint_units.select_related("unit"))]

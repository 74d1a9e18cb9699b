"""Word to people: lines in inboxes, and the queue of what leaves the house."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tongpin.life.calendars import gathering_calendar
from tongpin.life.clock import site_moment
from tongpin.life.models import Channel, Delivery, Gathering, Message
from tongpin.life.queries import mail_addresses, robots
from tongpin.life.wording import notice_text, notice_title, when
from tongpin.org.models import Unit


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
    moment = site_moment()
    told = Message.objects.filter(person__in=letters, title=title, sent_at__date=moment.date())
    done = set(told.values_list("person", flat=True))
    rows = [
        Message(person_id=pk, title=title, body=body, sent_at=moment)
        for pk, body in letters.items()
        if pk not in done
    ]
    Message.objects.bulk_create(rows)
    return len(rows)


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

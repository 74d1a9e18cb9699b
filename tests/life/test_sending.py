"""What leaves the house: mail and robots, with failures kept and tried again."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import date, time, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail
from icalendar import Calendar

from tongpin.audit.errors import Forbidden, Refused
from tongpin.life import actions
from tongpin.life.actions import Minutes
from tongpin.life.clock import site_moment
from tongpin.life.models import Delivery, Robot
from tongpin.life.sending import is_quiet, send_waiting

WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc"


@pytest.fixture
def group(settings) -> Iterator[dict]:
    """A real web server that takes messages as the services do; `answer` is what it says."""
    state: dict = {"seen": [], "answer": (200, {"errcode": 0, "errmsg": "ok"})}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state["seen"].append((self.path, json.loads(body)))
            status, answer = state["answer"]
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "http://127.0.0.1:1/inside")
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.TONGPIN_WEBHOOK_HOSTS = [f"127.0.0.1:{server.server_port}"]
    state["address"] = f"http://127.0.0.1:{server.server_port}/robot/send?key=k"
    yield state
    server.shutdown()
    server.server_close()


def convened(cast):
    """A planned theme day to which 郑文 is asked."""
    who, unit = cast.actor("secretary1"), cast.unit("ZB1")
    row = actions.plan_gathering(
        who, unit=unit,
        minutes=Minutes(kinds=("theme_day",), topic="主题党日", held_on=date(2020, 9, 25),
                        starts_at=time(15), place="三楼"),
    )  # fmt: skip
    return actions.convene(who, unit=unit, gathering=row, people=[cast.person("郑文")])


def robot(cast, address: str, channel: str = "wecom", secret: str = "") -> Robot:
    return actions.add_robot(
        cast.actor("secretary1"), unit=cast.unit("ZB1"), channel=channel, name="支部群",
        address=address, secret=secret,
    )  # fmt: skip


def test_mail_carries_the_notice_and_the_calendar_file(cast) -> None:
    actions.set_mail_address(
        cast.actor("member1"), person=cast.person("郑文"), address="zw@example.cn"
    )
    convened(cast)
    assert send_waiting() == {"sent": 1}
    sent = mail.outbox[0]
    assert (sent.subject, sent.to) == ("关于开展主题党日的通知", ["zw@example.cn"])
    assert "2020年9月25日（星期五）15:00" in sent.body
    event = Calendar.from_ical(sent.attachments[0][1]).walk("VEVENT")[0]
    assert event["LOCATION"] == "三楼"
    assert send_waiting() == {}


def test_robot_gets_one_message_for_the_whole_group(cast, group) -> None:
    robot(cast, group["address"])
    convened(cast)
    assert send_waiting() == {"sent": 1}
    ((_, said),) = group["seen"]
    assert said["msgtype"] == "text"
    assert "主题：主题党日" in said["text"]["content"]


def test_dingtalk_with_a_secret_is_signed(cast, group) -> None:
    robot(cast, group["address"], "dingtalk", "SECabc")
    convened(cast)
    send_waiting()
    assert "&timestamp=" in group["seen"][0][0]
    assert "&sign=" in group["seen"][0][0]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((500, {}), "500"),
        ((302, {}), "302"),
        ((200, {"errcode": 93000, "errmsg": "invalid webhook url"}), "invalid webhook url"),
        ((200, ["?"]), "没有收下"),
    ],
)
def test_a_failure_is_kept_with_its_reason_and_tried_five_times(cast, group, answer, says) -> None:
    robot(cast, group["address"])
    row = convened(cast)
    group["answer"] = answer
    now = site_moment()
    found = [send_waiting(now=now + timedelta(hours=3 * n)) for n in range(6)]
    assert found == [{"waiting": 1}] * 4 + [{"failed": 1}, {}]
    item = Delivery.objects.get()
    assert (item.attempts, says in item.error) == (5, True)
    group["answer"] = (200, {"errcode": 0})
    actions.resend(cast.actor("secretary1"), unit=cast.unit("ZB1"), delivery=item)
    assert send_waiting() == {"sent": 1}
    assert len({path for path, _ in group["seen"]}) == 1
    assert row.pk


@pytest.mark.parametrize(
    "address",
    [
        "http://qyapi.weixin.qq.com/x", "https://evil.example/x", "https://127.0.0.1/x",
        "https://qyapi.weixin.qq.com@evil.example/", "https://qyapi.weixin.qq.com:22/", "file:///etc/passwd",
        "https://[::1", "//qyapi.weixin.qq.com", "http://169.254.169.254/latest",
    ],
)  # fmt: skip
def test_a_robot_address_leads_nowhere_else(cast, address) -> None:
    with pytest.raises(Refused, match="Webhook 地址"):
        robot(cast, address)
    assert not Robot.objects.exists()


def test_a_removed_robot_is_posted_to_no_more(cast, group) -> None:
    item = robot(cast, group["address"])
    convened(cast)
    actions.remove_robot(cast.actor("secretary1"), unit=cast.unit("ZB1"), robot=item)
    assert send_waiting() == {}
    assert group["seen"] == []


def test_nothing_goes_out_in_the_quiet_hours(cast, settings) -> None:
    settings.TONGPIN_QUIET_FROM, settings.TONGPIN_QUIET_UNTIL = 22, 7
    hours = [h for h in range(24) if is_quiet(site_moment().replace(hour=h))]
    assert hours == [0, 1, 2, 3, 4, 5, 6, 22, 23]
    settings.TONGPIN_QUIET_FROM, settings.TONGPIN_QUIET_UNTIL = 24, 24
    assert not any(is_quiet(site_moment().replace(hour=h)) for h in range(24))


def test_the_address_is_ones_own_and_must_be_one(cast) -> None:
    with pytest.raises(Forbidden):
        actions.set_mail_address(
            cast.actor("secretary1"), person=cast.person("郑文"), address="a@b.cn"
        )
    with pytest.raises(Refused, match="邮箱"):
        actions.set_mail_address(
            cast.actor("member1"), person=cast.person("郑文"), address="a@b.cn\nBcc: x@y.cn"
        )


def test_the_command_sends(cast, capsys, monkeypatch) -> None:
    from tongpin.project.cli import main

    actions.set_mail_address(
        cast.actor("member1"), person=cast.person("郑文"), address="zw@example.cn"
    )
    convened(cast)
    assert main(["notify", "send"]) == 0
    assert "已发送 1 条" in capsys.readouterr().out


# ------------------------------------------------------------------------------------ 近期待办


@pytest.fixture
def lines(monkeypatch) -> list:
    """What waits for the secretary of the first branch, as the ledgers would say it."""
    from tongpin.capability import Waiting
    from tongpin.life import digest

    found = [
        Waiting("会议情况还没有报送", "/meetings/1/", due_on=date(2020, 9, 25), unit="第一党支部"),
        Waiting("整改清单还没有制定", "/meetings/2/", due_on=date(2020, 9, 18)),
        Waiting("半年后的事", "/x/", due_on=date(2021, 3, 1)),
        Waiting("没有期限的事", "/y/"),
    ]
    monkeypatch.setattr(
        digest, "waiting",
        lambda place, unit: found if place.can("life.write", unit) and unit.code == "ZB1" else [],
    )  # fmt: skip
    return found


def test_what_is_due_within_a_fortnight_is_told_once_a_day(cast, lines, capsys) -> None:
    from tongpin.life.queries import inbox
    from tongpin.project.cli import main

    actions.set_mail_address(
        cast.actor("secretary1"), person=cast.person("张守正"), address="z@example.cn"
    )
    assert main(["notify", "digest"]) == 0
    assert main(["notify", "digest"]) == 0
    assert "已向 0 人" in capsys.readouterr().out.splitlines()[-1]
    (message,) = [m for m in inbox(cast.people["张守正"]) if m.title == "近期待办"]
    assert message.body.splitlines() == [
        "9月18日已过期：整改清单还没有制定",
        "9月25日前：会议情况还没有报送（第一党支部）",
    ]
    assert not inbox(cast.people["郑文"])  # a member, for whom nothing waits
    (letter,) = Delivery.objects.all()
    assert "2 件" in letter.body
    assert "整改" not in letter.body  # the words do not leave the house
    send_waiting()
    assert [m.to for m in mail.outbox] == [["z@example.cn"]]


def test_the_digest_asks_with_the_rights_of_the_day(cast, lines) -> None:
    from tongpin.life.digest import digest, lines_of
    from tongpin.org import actions as org

    assert len(lines_of(cast.account("secretary1"))) == 2
    for grant in cast.account("secretary1").grants.all():
        org.revoke(cast.actor("security"), unit=grant.unit, row=grant)
    assert lines_of(cast.account("secretary1")) == []
    assert digest() == 1  # 李组织, who may write as well

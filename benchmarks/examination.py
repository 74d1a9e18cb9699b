"""200 people sit at once on the embedded database: an answer saved against a bare insert, none lost.

The product runs as `tongpin serve` runs it (granian, two workers). Each person has an account, a
session and a paper of twenty; all begin, then each answers ten questions at their own pace, ten
seconds apart on the average, with a replay of every tenth answer and an older window that must not
spoil it. Beside it, at the same time and in the same database, a bare insert with its commit.
Runs on SQLite, and on PostgreSQL inside `scripts/with-postgres`.
Promises: p95 of an answer saved under 300 ms; every acknowledged answer stands; the chain is whole.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlencode

from signin import free_port

PEOPLE, QUESTIONS, ANSWERS, PACE = 200, 20, 10, 10.0
LIMIT = 0.3
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


def build() -> tuple[int, list[int], list[str]]:
    """A branch of 200 with accounts and an open sitting: `(sitting, items, sessions)`."""
    from datetime import date, timedelta

    from django.test import Client

    from tongpin.audit.actor import Actor
    from tongpin.ledgers.examinations import actions, queries
    from tongpin.life.clock import site_moment
    from tongpin.org import actions as org

    system, since = Actor.system(), date(2018, 1, 1)
    bureau = org.found_bureau(
        system, code="JU", name="中共青禾县水务局委员会", kind="party_committee",
        short_name="局党委", founded_on=since,
    )  # fmt: skip
    unit = org.add_unit(
        system, unit=bureau, code="ZB", name="党支部", kind="branch", founded_on=since
    )
    sessions, people = [], []
    for number in range(PEOPLE):
        person = org.add_person(
            system, unit=unit, name=f"党员{number}", stage="full", since=since, stage_since=since
        )
        account: Any = org.create_account(
            system, unit=bureau, username=f"m{number}", display_name=person.name,
            password="correct-horse-battery", person=person, must_change=False,
        )  # fmt: skip
        org.grant(system, unit=unit, account=account, role="member", subtree=False)
        client = Client()
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session["stamp"] = account.session_stamp
        session.save()
        sessions.append(str(session.session_key))
        people.append(person)
    drafts = [
        actions.Draft("single", f"第{n}道题？", ["B"], "专题", ("甲", "乙", "丙", "丁"))
        for n in range(QUESTIONS)
    ]
    bank = [actions.add_question(system, unit=bureau, draft=draft) for draft in drafts]
    paper = actions.create_paper(system, unit=bureau, title="卷")
    paper = actions.add_items(system, unit=bureau, paper=paper, version=1, questions=bank, worth=50)
    paper = actions.fix_paper(system, unit=bureau, paper=paper, version=paper.version)
    now = site_moment()
    terms = actions.Terms("考试", now - timedelta(minutes=1), now + timedelta(hours=2), 90)
    row = actions.plan_sitting(system, unit=bureau, paper=paper, terms=terms, people=people)
    return int(row.pk), [item.pk for item in queries.items(paper.pk)], sessions


class Desk:
    """One person's browser: an own connection, session and CSRF token."""

    def __init__(self, port: int, session: str, sitting: int) -> None:
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.place = f"/examinations/own/{sitting}/"
        self.cookies = {"sessionid": session}
        _, body = self.ask("GET", self.place)
        self.token = TOKEN.search(body)[1].decode()  # type: ignore[index]

    def ask(self, method: str, address: str, **data: Any) -> tuple[int, bytes]:
        """One request with the cookies kept."""
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body = ""
        if method == "POST":
            body = urlencode({"csrfmiddlewaretoken": self.token} | data, doseq=True)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.link.request(method, address, body, headers)
        answer = self.link.getresponse()
        content = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, content

    def answer(self, **write: Any) -> tuple[int, dict[str, Any], float]:
        """One answer sent: status, what stands, seconds."""
        start = monotonic()
        status, content = self.ask("POST", f"{self.place}answer/", **write)
        return status, json.loads(content), monotonic() - start


def sit(desk: Desk, number: int, items: list[int], out: dict[str, Any]) -> None:
    """One person: ten answers at their own pace, a replay and an old window now and then."""
    dice = random.Random(number)
    sleep(dice.uniform(0, PACE))
    for n, item in enumerate(dice.sample(items, ANSWERS)):
        given = dice.choice("ABCD")
        write = {
            "item": item,
            "given": given,
            "version": 0,
            "writer": f"w{number}",
            "sequence": n + 1,
        }
        status, said, seconds = desk.answer(**write)
        out["seconds"].append(seconds)
        if status == 200:
            out["kept"][number, item] = given
        else:
            out["refused"] += 1
        if n % 10 == 5:
            again, told, _ = desk.answer(**write)
            old, _, _ = desk.answer(
                **write | {"writer": "old", "given": "ABCD"[("ABCD".index(given) + 1) % 4]}
            )
            out["odd"] += again != 200 or told["version"] != said["version"] or old != 409
        sleep(dice.uniform(0.5, 1.5) * PACE)


def bare(stop: threading.Event, seconds: list[float]) -> None:
    """A bare insert with its commit in the same database, twice a second."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (id integer, given varchar(10))")
    number = 0
    while not stop.wait(0.5):
        start, number = monotonic(), number + 1
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO bare VALUES (%s, 'B')", [number])
        seconds.append(monotonic() - start)
    connection.close()


def run(port: int, sitting: int, items: list[int], sessions: list[str]) -> dict[str, Any]:
    """Everybody at once: times, what was acknowledged, what was odd."""
    desks = [Desk(port, session, sitting) for session in sessions]
    for desk in desks:
        assert desk.ask("POST", f"{desk.place}start/")[0] == 302
    out: dict[str, Any] = {"seconds": [], "kept": {}, "refused": 0, "odd": 0}
    stop, inserts = threading.Event(), []
    beside = threading.Thread(target=bare, args=(stop, inserts))
    beside.start()
    threads = [
        threading.Thread(target=sit, args=(desk, n, items, out)) for n, desk in enumerate(desks)
    ]
    start = monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stop.set()
    beside.join()
    return out | {"bare": inserts, "lasted": monotonic() - start}


def p95(values: list[float]) -> float:
    """The value that 95 in 100 do not exceed."""
    return sorted(values)[int(len(values) * 0.95)]


def main() -> int:
    """Measure and print; exit 1 where a promise is broken."""
    folder = tempfile.mkdtemp(prefix="tongpin-examination-")
    os.environ |= {"TONGPIN_DATA_DIR": folder, "TONGPIN_PLAIN_STATIC": "1",
                   "DJANGO_SETTINGS_MODULE": "tongpin.project.settings"}  # fmt: skip
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, connections
    from signin import wait

    call_command("migrate", verbosity=0, interactive=False)
    sitting, items, sessions = build()
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "tongpin", "serve", "--port", str(port), "--workers", "2"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait(port)
        found = run(port, sitting, items, sessions)
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
    connections.close_all()
    return told(found, connection.vendor)


def told(found: dict[str, Any], vendor: str) -> int:
    """Print the figures and what holds."""
    from tongpin.audit.chain import verify
    from tongpin.ledgers.examinations.models import Answer

    rows = Answer.objects.values_list("candidate__person__name", "item", "given")
    stands = {(int(name.removeprefix("党员")), item): given[0] for name, item, given in rows}
    answers, inserts = p95(found["seconds"]), p95(found["bare"])
    checks = {
        "none lost, none spoiled": stands == found["kept"],
        "none refused": not found["refused"],
        "replays and old windows change nothing": not found["odd"],
        "chain whole": not verify()[1],
        "p95 under 300 ms": answers < LIMIT,
    }
    rate = len(found["seconds"]) / found["lasted"]
    print(
        f"{vendor}: {PEOPLE} people, {len(found['seconds'])} answers, {rate:.0f} a second; answer saved "
        f"p50 {sorted(found['seconds'])[len(found['seconds']) // 2] * 1000:.0f} ms, p95 {answers * 1000:.0f} ms; "
        f"bare insert p95 {inserts * 1000:.1f} ms"
    )
    for name, holds in checks.items():
        print(f"  {'ok ' if holds else 'NO '} {name}")
    print(
        f"examination ratio answer/bare {answers / inserts:.1f}; "
        f"limit/p95 {LIMIT / answers:.1f} (promise: more than 1)"
    )
    return 0 if all(checks.values()) else 1


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
    raise SystemExit(main())

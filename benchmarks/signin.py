"""300 people sign in from 300 separate sessions within a minute: none lost, none twice.

The product runs as `tongpin serve` runs it (granian, two workers). Each person has an account and a
log-in session of their own; each sends the code twice, as an impatient thumb does, and every tenth
sends a wrong one first. Runs on SQLite, and on PostgreSQL inside `scripts/with-postgres`.
Promises: every answer is a page, 300 arrivals and 300 entries in the trail, the chain whole, within
60 seconds; the slowest answer within 5 seconds.
"""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlencode

PEOPLE, THREADS = 300, 24
MINUTE, SLOWEST = 60.0, 5.0
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def build() -> tuple[int, list[str]]:
    """A branch of 300 with accounts, a general meeting that is convened and open: `(key, sessions)`."""
    from datetime import date

    from django.test import Client

    from tongpin.audit.actor import Actor
    from tongpin.audit.clock import site_day
    from tongpin.life import actions as life
    from tongpin.life.models import Invitation
    from tongpin.org import actions as org
    from tongpin.org.models import Account, Person, Unit

    system, since = Actor.system(), date(2018, 1, 1)
    bureau = org.found_bureau(
        system, code="JU", name="中共青禾县水务局委员会", kind="party_committee",
        short_name="局党委", founded_on=since,
    )  # fmt: skip
    unit: Unit = org.add_unit(
        system, unit=bureau, code="ZB", name="党支部", kind="branch", founded_on=since
    )
    sessions = []
    people: list[Person] = []
    for number in range(PEOPLE):
        person = org.add_person(
            system, unit=unit, name=f"党员{number}", stage="full", since=since, stage_since=since
        )
        account: Account = org.create_account(
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
    row = life.plan_gathering(
        system, unit=unit,
        minutes=life.Minutes(kinds=("general_meeting",), topic="党员大会", held_on=site_day()),
    )  # fmt: skip
    life.convene(system, unit=unit, gathering=row, people=people)
    life.open_sign_in(system, unit=unit, gathering=row)
    assert Invitation.objects.count() == PEOPLE
    return int(row.pk), sessions


class Phone:
    """One person's browser: an own connection, session and CSRF token."""

    def __init__(self, port: int, session: str, address: str) -> None:
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.address = address
        self.cookies = {"sessionid": session}
        answer, body = self.ask("GET", "")
        assert answer.status == 200, (answer.status, answer.headers.get("Location"), body[:300])
        found = TOKEN.search(body)
        assert found is not None
        self.token = found.group(1).decode()

    def ask(self, method: str, body: str) -> tuple[http.client.HTTPResponse, bytes]:
        """One request with the cookies kept."""
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.link.request(method, self.address, body, headers)
        answer = self.link.getresponse()
        content = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer, content

    def send(self, code: str) -> tuple[int, float]:
        """Send a code: status and seconds."""
        start = monotonic()
        body = urlencode({"csrfmiddlewaretoken": self.token, "code": code})
        answer, _ = self.ask("POST", body)
        return answer.status, monotonic() - start


def run(port: int, key: int, sessions: list[str]) -> dict[str, Any]:
    """All phones at once: what they were answered and how long it took."""
    from tongpin.life import codes
    from tongpin.life.clock import site_moment
    from tongpin.life.models import SignIn

    secret = SignIn.objects.get(gathering=key).secret
    address = f"/life/{key}/sign-in/"
    with ThreadPoolExecutor(THREADS) as pool:
        phones = list(pool.map(lambda s: Phone(port, s, address), sessions))
    statuses: list[int] = []
    seconds: list[float] = []
    lock = threading.Lock()

    def one(pair: tuple[int, Phone]) -> None:
        number, phone = pair
        code = codes.digits(secret, codes.step_of(site_moment()))
        sent = [phone.send("000000")] if number % 10 == 0 and code != "000000" else []
        sent += [phone.send(code), phone.send(code)]
        with lock:
            statuses.extend(status for status, _ in sent)
            seconds.extend(lasted for _, lasted in sent)

    start = monotonic()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(one, enumerate(phones)))
    return {"seconds": monotonic() - start, "statuses": statuses, "slowest": max(seconds),
            "median": sorted(seconds)[len(seconds) // 2]}  # fmt: skip


def main() -> int:
    """Measure and print; exit 1 where a promise is broken."""
    folder = tempfile.mkdtemp(prefix="tongpin-signin-")
    os.environ |= {"TONGPIN_DATA_DIR": folder, "TONGPIN_PLAIN_STATIC": "1",
                   "DJANGO_SETTINGS_MODULE": "tongpin.project.settings"}  # fmt: skip
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, connections

    call_command("migrate", verbosity=0, interactive=False)
    key, sessions = build()
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "tongpin", "serve", "--port", str(port), "--workers", "2"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait(port)
        found = run(port, key, sessions)
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
    connections.close_all()
    from tongpin.audit.chain import verify
    from tongpin.audit.models import Entry
    from tongpin.life.models import Arrival

    arrivals = Arrival.objects.filter(gathering=key).values_list("person", flat=True)
    wrong = found["statuses"].count(400)
    checks = {
        "none lost": len(set(arrivals)) == PEOPLE,
        "none twice": len(arrivals) == len(set(arrivals)),
        "one entry each": Entry.objects.filter(action="life.sign_in").count() == PEOPLE,
        "chain whole": not verify()[1],
        "every answer a page": set(found["statuses"]) <= {200, 400} and wrong <= PEOPLE // 10,
        "within a minute": found["seconds"] < MINUTE,
        "slowest answer": found["slowest"] < SLOWEST,
    }
    print(
        f"{connection.vendor}: {len(arrivals)} signed in, {len(found['statuses'])} requests in "
        f"{found['seconds']:.1f} s; median {found['median'] * 1000:.0f} ms, slowest "
        f"{found['slowest'] * 1000:.0f} ms"
    )
    for name, holds in checks.items():
        print(f"  {'ok ' if holds else 'NO '} {name}")
    print(f"signin ratio {MINUTE / found['seconds']:.1f} (promise: more than 1)")
    return 0 if all(checks.values()) else 1


def wait(port: int) -> None:
    """Until the server answers."""
    limit = monotonic() + 180
    while monotonic() < limit:
        try:
            link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            link.request("GET", "/org/login/")
            if link.getresponse().status < 500:
                return
        except OSError:
            pass
        sleep(0.2)
    raise SystemExit("the server did not start")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
    raise SystemExit(main())

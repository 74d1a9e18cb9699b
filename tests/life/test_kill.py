"""The server is killed in the middle of saves: nothing is half-written, and what was sent may be sent again."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import uuid
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlencode

import pytest

pytestmark = pytest.mark.slow
PEOPLE, PATIENCE = 60, 400.0  # seconds, on a busy machine
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
BUILD = f"""
from tests.starting import start_migrated; start_migrated()
import django; django.setup()
from datetime import date
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
from django.test import Client
from tongpin.audit.actor import Actor
from tongpin.org import actions as org
system, since = Actor.system(), date(2018, 1, 1)
bureau = org.found_bureau(system, code="JU", name="局党委", kind="party_committee", short_name="局党委", founded_on=since)
unit = org.add_unit(system, unit=bureau, code="ZB", name="党支部", kind="branch", founded_on=since)
for n in range({PEOPLE}):
    org.add_person(system, unit=unit, name=f"党员{{n}}", stage="full", since=since, stage_since=since)
account = org.create_account(system, unit=bureau, username="shuji", display_name="书记", password="correct-horse-battery", must_change=False)
org.grant(system, unit=unit, account=account, role="secretary", subtree=False)
client = Client()
client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
session = client.session
session["stamp"] = account.session_stamp
session.save()
from tongpin.audit.clock import site_day
print(session.session_key, site_day())
"""


class Site:
    """A site of its own in a folder, with a server that can be killed."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "tongpin.sqlite3"
        self.environment = os.environ | {
            "TONGPIN_DATA_DIR": str(folder), "TONGPIN_PLAIN_STATIC": "1",
            "DJANGO_SETTINGS_MODULE": "tongpin.project.settings", "TONGPIN_DATABASE_URL": "",
        }  # fmt: skip
        built = self.run("-c", BUILD).split()
        self.session, self.day = built[-2], built[-1]
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])

    def run(self, *words: str) -> str:
        """A command of the site to its end."""
        done = subprocess.run(
            [sys.executable, *words], env=self.environment, capture_output=True, check=False,
            text=True, timeout=PATIENCE,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def start(self) -> subprocess.Popen[bytes]:
        """The server, once it answers."""
        server = subprocess.Popen(
            [sys.executable, "-m", "tongpin", "serve", "--port", str(self.port), "--workers", "1"],
            env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        end = monotonic() + PATIENCE
        while monotonic() < end:
            try:
                link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
                link.request("GET", "/org/login/")
                if link.getresponse().status == 200:
                    return server
            except OSError:
                sleep(0.2)
        kill(server)
        raise AssertionError("the server did not start")

    def send(self, keys: list[str], saved: set[str]) -> None:
        """Post one gathering for each key until the server is gone; `saved` gets what was answered."""
        cookies = {"sessionid": self.session}
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

        def ask(method: str, body: str) -> tuple[int, bytes]:
            headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in cookies.items())}
            if body:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            link.request(method, "/life/new/?fresh=1", body, headers)
            answer = link.getresponse()
            for line in answer.headers.get_all("Set-Cookie") or ():
                name, _, value = line.partition(";")[0].partition("=")
                cookies[name] = value
            return answer.status, answer.read()

        try:
            found = TOKEN.search(ask("GET", "")[1])
            assert found is not None
            for key in keys:
                typed = {
                    "csrfmiddlewaretoken": found.group(1).decode(), "kinds": "theme_day",
                    "topic": f"主题{key}", "held_on": self.day, "request_key": key,
                    "content": "防汛抢险" * 200,
                }  # fmt: skip
                if ask("POST", urlencode(typed))[0] == 302:
                    saved.add(key)
        except (OSError, http.client.HTTPException):
            return


def kill(server: subprocess.Popen[bytes]) -> None:
    """Like a power cut: no process of the server gets to tidy up."""
    os.killpg(server.pid, signal.SIGKILL)
    server.wait(30)


WHOLE = """
SELECT g.request_key,
  (SELECT count(*) FROM life_attendance a WHERE a.gathering_id = g.id),
  (SELECT count(*) FROM life_gatheringkind k WHERE k.gathering_id = g.id),
  (SELECT count(*) FROM life_revision r WHERE r.gathering_id = g.id),
  (SELECT count(*) FROM life_searchtext s WHERE s.gathering_id = g.id),
  (SELECT count(*) FROM audit_entry e WHERE e.action = 'life.record' AND e.target_id = CAST(g.id AS TEXT))
FROM life_gathering g
"""


def records(file: Path) -> list[str]:
    """The keys of what is stored, each of it whole."""
    with sqlite3.connect(file) as link:
        assert link.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = link.execute(WHOLE).fetchall()
        link.execute("INSERT INTO life_search(life_search, rank) VALUES ('integrity-check', 1)")
        for key, *parts in rows:
            assert parts == [PEOPLE, 1, 1, 1, 1], key
        return [key for key, *_ in rows]


def test_a_killed_server_leaves_whole_records_and_takes_the_rest_again(tmp_path) -> None:
    site = Site(tmp_path)
    keys = [uuid.uuid4().hex for _ in range(400)]
    halves = [keys[:200], keys[200:]]
    saved: set[str] = set()
    server = site.start()
    senders = [threading.Thread(target=site.send, args=(half, saved)) for half in halves]
    for sender in senders:
        sender.start()
    end = monotonic() + PATIENCE
    while len(saved) < 4 and monotonic() < end:
        sleep(0.01)
    kill(server)
    for sender in senders:
        sender.join(PATIENCE)
    stored = records(site.file)
    assert 4 <= len(saved) < len(keys), "the server has to be killed while it saves"
    assert saved <= set(stored), "what was answered is stored"

    server = site.start()
    again = sorted(saved)[:2] + [k for k in keys if k not in saved][:4]
    answered: set[str] = set()
    try:
        site.send(again, answered)
    finally:
        kill(server)
    assert answered == set(again)
    after = records(site.file)
    assert len(after) == len(set(after))
    assert set(after) == set(stored) | set(again)
    assert "操作记录链完整" in site.run("-m", "tongpin", "audit", "verify")

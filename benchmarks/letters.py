"""200 people write to the public letter box at the same moment: no letter lost, no answer of 5xx.

The product runs as `tongpin serve` runs it (granian, two workers), reached over loopback; each sender
has an address of its own (127.0.x.y) and no cookies but its own. Each opens the page, answers its
question and sends; all of them send together. Runs on SQLite, and on PostgreSQL inside
`scripts/with-postgres`. Promises: 200 receipt codes, 200 letters in the box, each text once, every
answer 200, all within 30 seconds, the slowest within 10.
"""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from urllib.parse import urlencode

from signin import TOKEN, free_port, wait

SENDERS, ALL, SLOWEST = 200, 30.0, 10.0
ADDRESS = "/opinions/new/"
DIGITS = "零一二三四五六七八九"
QUESTION = re.compile(f"([{DIGITS}])加([{DIGITS}])等于几")
PASS = re.compile(r'name="token" value="([^"]+)"')
CODE = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}")


@dataclass(slots=True)
class Sent:
    """How one letter was answered."""

    status: int
    code: str
    seconds: float


class Sender:
    """One writer with an own address and the page open before it."""

    def __init__(self, port: int, number: int) -> None:
        self.number = number
        own = (f"127.0.{number // 250 + 1}.{number % 250 + 1}", 0)
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=90, source_address=own)
        self.link.request("GET", ADDRESS)
        answer = self.link.getresponse()
        page = answer.read()
        assert answer.status == 200, answer.status
        self.cookie = (answer.headers.get("Set-Cookie") or "").partition(";")[0]
        text, token = page.decode(), TOKEN.search(page)
        asked, passed = QUESTION.search(text), PASS.search(text)
        assert token is not None, text[:300]
        assert asked is not None, text[:300]
        assert passed is not None, text[:300]
        self.values = {
            "csrfmiddlewaretoken": token.group(1).decode(), "unit": "JU", "category": "conduct",
            "content": f"第{number}封来信：建议公开办事流程", "token": passed.group(1),
            "answer": str(DIGITS.index(asked[1]) + DIGITS.index(asked[2])),
        }  # fmt: skip

    def send(self) -> Sent:
        """Send the letter and read the receipt."""
        start = monotonic()
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        self.link.request("POST", ADDRESS, urlencode(self.values), headers)
        answer = self.link.getresponse()
        page = answer.read().decode()
        found = CODE.search(page)
        return Sent(answer.status, found[0] if found else "", monotonic() - start)


def together(senders: list[Sender]) -> tuple[list[Sent], float]:
    """All of them at the same moment; how each was answered, and how long it took altogether."""
    gate = threading.Barrier(len(senders))

    def one(sender: Sender) -> Sent:
        gate.wait(timeout=60)
        return sender.send()

    with ThreadPoolExecutor(len(senders)) as pool:
        start = monotonic()
        sent = list(pool.map(one, senders))
    return sent, monotonic() - start


def main() -> int:
    """Measure and print; exit 1 where a promise is broken."""
    folder = tempfile.mkdtemp(prefix="tongpin-letters-")
    os.environ |= {"TONGPIN_DATA_DIR": folder, "TONGPIN_PLAIN_STATIC": "1",
                   "DJANGO_SETTINGS_MODULE": "tongpin.project.settings"}  # fmt: skip
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tongpin.audit.actor import Actor
    from tongpin.ledgers.opinions.models import Mailbox
    from tongpin.org.actions import found_bureau

    call_command("migrate", verbosity=0, interactive=False)
    found_bureau(Actor.system(), code="JU", name="局党委", kind="party_committee")
    connection.close()
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "tongpin", "serve", "--port", str(port), "--workers", "2"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait(port)
        with ThreadPoolExecutor(16) as pool:
            senders = list(pool.map(lambda n: Sender(port, n), range(SENDERS)))
        sent, seconds = together(senders)
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
    letters = list(Mailbox.objects.all())
    slowest = max(item.seconds for item in sent)
    statuses = {
        status: [s.status for s in sent].count(status) for status in {s.status for s in sent}
    }
    checks = {
        "no 5xx, every answer a receipt": set(statuses) == {200} and all(s.code for s in sent),
        "receipts differ": len({s.code for s in sent}) == SENDERS,
        "none lost, none twice": len(letters) == len({x.content for x in letters}) == SENDERS,
        "within half a minute": seconds < ALL,
        "slowest answer": slowest < SLOWEST,
    }
    print(
        f"{connection.vendor}: {len(letters)} letters of {SENDERS} at once in {seconds:.1f} s; slowest "
        f"{slowest * 1000:.0f} ms; answers {statuses}"
    )
    for name, holds in checks.items():
        print(f"  {'ok ' if holds else 'NO '} {name}")
    print(f"letters ratio {ALL / seconds:.1f} (promise: more than 1)")
    return 0 if all(checks.values()) else 1


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
    raise SystemExit(main())

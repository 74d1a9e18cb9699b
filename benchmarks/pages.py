"""Requests a second of workbench and board against a bare one-query page of the same server.

The product runs as `tongpin serve` runs it (granian, two workers) over the sample bureau; beside it,
in the same process, stands a page of one statement and no template. Four threads keep their
connections open and ask each page for a fixed time, turn by turn. Promises: the ratio of the bare
page's requests to the page's.
"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import textwrap
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

ROUNDS, SECONDS, THREADS = 2, 3.0, 4
# Each page: address, who asks, how many bare pages it may cost.
PAGES = (
    ("pages-workbench-branch", "/", "shuji1", 40),
    ("pages-workbench-bureau", "/", "dangban", 45),
    ("pages-board", "/board/", "dangban", 35),
)
BARE = "/bare/"

SETTINGS = """
from tongpin.project.settings import *
ROOT_URLCONF = "bench_urls"
"""
URLS = """
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import path
from tongpin.org.models import Unit
from tongpin.project.urls import *
@login_not_required
def bare(request):
    return HttpResponse(str(Unit.objects.count()))
urlpatterns = [path("bare/", bare), *urlpatterns]
"""
SESSION = """
import sys
import django
django.setup()
from django.test import Client
from tongpin.org.models import Account
for name in sys.argv[1:]:
    account = Account.objects.get(username=name)
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["stamp"] = account.session_stamp
    session.save()
    print(client.cookies["sessionid"].value)
"""


def environment(folder: Path) -> dict[str, str]:
    """Settings of the run: an own data folder, the sample's day, the bare page beside the product."""
    (folder / "bench_settings.py").write_text(SETTINGS, "utf8")
    (folder / "bench_urls.py").write_text(textwrap.dedent(URLS), "utf8")
    kept = {k: v for k, v in os.environ.items() if not k.startswith("TONGPIN_")}
    source = str(Path(__file__).parents[1] / "src")
    return kept | {
        "TONGPIN_DATA_DIR": str(folder / "data"),
        "TONGPIN_TODAY": "2020-09-20",
        "DJANGO_SETTINGS_MODULE": "bench_settings",
        "PYTHONPATH": os.pathsep.join([str(folder), source]),
    }


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(env: dict[str, str]) -> Iterator[int]:
    """The running server's port."""
    port = free_port()
    command = [sys.executable, "-m", "tongpin", "serve", "--port", str(port)]
    server = subprocess.Popen(
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(300):
            sleep(0.2)
            try:
                if ask(port, BARE, "")[0] == 200:
                    break
            except OSError:
                continue
        else:
            raise SystemExit("the server did not come up")
        yield port
    finally:
        server.terminate()
        server.wait(20)


def ask(
    port: int, address: str, cookie: str, line: http.client.HTTPConnection | None = None
) -> tuple[int, bytes]:
    """Status and body of one request."""
    line = line or http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    line.request("GET", address, headers={"Cookie": f"sessionid={cookie}"} if cookie else {})
    answer = line.getresponse()
    return answer.status, answer.read()


def rate(port: int, address: str, cookie: str, seconds: float) -> float:
    """Requests a second of all threads together."""
    counts = [0] * THREADS
    end = monotonic() + seconds

    def work(n: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        while monotonic() < end:
            status, _ = ask(port, address, cookie, line)
            if status != 200:
                raise SystemExit(f"{address} answered {status}")
            counts[n] += 1
        line.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(THREADS)]
    start = monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (monotonic() - start)


def main() -> int:
    """Print the ratios; 1 where a promise is broken."""
    with tempfile.TemporaryDirectory(prefix="tongpin-bench-") as name:
        env = environment(Path(name))
        for words in (["migrate"], ["demo", "load"]):
            subprocess.run(
                [sys.executable, "-m", "tongpin", *words],
                env=env,
                check=True,
                stdout=subprocess.DEVNULL,
            )
        users = sorted({user for _, _, user, _ in PAGES})
        made = subprocess.run(
            [sys.executable, "-c", SESSION, *users],
            env=env,
            check=True,
            capture_output=True,
            text=True,
        )
        cookies = dict(zip(users, made.stdout.split(), strict=True))
        with served(env) as port:
            return measure(port, cookies)


def measure(port: int, cookies: dict[str, str]) -> int:
    """Warm every page, then take turns; the best round of each counts."""
    asked = {BARE: ("", BARE)} | {key: (cookies[user], url) for key, url, user, _ in PAGES}
    for cookie, url in asked.values():
        rate(port, url, cookie, 0.5)
    best = dict.fromkeys(asked, 0.0)
    for _ in range(ROUNDS):
        for key, (cookie, url) in asked.items():
            best[key] = max(best[key], rate(port, url, cookie, SECONDS))
    print(f"  bare page: {best[BARE]:.0f} requests/s", flush=True)
    kept = True
    for key, _, _, limit in PAGES:
        ratio = best[BARE] / best[key]
        kept &= ratio <= limit
        print(f"  {key}: {best[key]:.0f} requests/s")
        print(
            f"{key}: ratio={ratio:.1f} limit={limit} {'ok' if ratio <= limit else 'over'}",
            flush=True,
        )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())

"""A real Chromium against a live server, on a desk and on a phone; every page is read by axe."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.conftest import PASSWORD

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
PATIENCE = 30_000
"""Milliseconds a page may take on a busy machine; no promise of speed is tested here."""
SCREENS = {"desk": (1366, 768), "phone": (390, 844)}
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the session."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "Chromium is missing: run `make system`"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(params=list(SCREENS))
def screen(request: pytest.FixtureRequest) -> str:
    """Desk and phone, one after the other."""
    return str(request.param)


@pytest.fixture
def browse(chromium: Browser, live_server, screen: str) -> Iterator[Callable[..., Page]]:
    """`browse("office")` gives a logged-in page; any script error or CSP violation fails the test."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def open_page(username: str | None = None, *, scripts: bool = True) -> Page:
        width, height = SCREENS[screen]
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN",
            base_url=live_server.url,
            java_script_enabled=scripts,
            has_touch=screen == "phone",
            is_mobile=screen == "phone",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda e: problems.append(f"script error: {e}"))
        page.on(
            "console",
            lambda m: (
                problems.append(m.text)
                if m.type == "error" and "Content Security Policy" in m.text
                else None
            ),
        )
        if username:
            page.goto("/org/login/")
            page.fill("input[name=username]", username)
            page.fill("input[name=password]", PASSWORD)
            page.click("main button[type=submit]")
            page.wait_for_url(lambda url: "login" not in url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not problems, problems


@pytest.fixture
def readable() -> Callable[[Page], bool]:
    """`assert readable(page)`: no serious axe violation, and nothing that scrolls sideways; what is
    wrong is named.
    """

    def check(page: Page) -> bool:
        page.evaluate(AXE.read_text("utf8"))
        found = page.evaluate(
            "async () => (await axe.run(document, {resultTypes: ['violations'], "
            "runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})).violations"
            ".filter(v => ['serious', 'critical'].includes(v.impact))"
            ".map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | '))"
        )
        assert not found, f"{page.url}: {found}"
        overflow = page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0, f"{page.url} scrolls sideways by {overflow}px"
        return True

    return check

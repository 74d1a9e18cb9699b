"""The key that every form of a page carries, good for one submission."""

from __future__ import annotations

import re
from uuid import uuid4

from django.http import HttpRequest

FIELD = "request_key"
KEY = re.compile(r"[0-9a-f]{32}")


def sent_key(request: HttpRequest) -> str:
    """The key that came with a submission; empty where there was none."""
    sent = request.POST.get(FIELD, "")
    return sent if KEY.fullmatch(sent) else ""


def page_key(request: HttpRequest) -> str:
    """The key of the page's forms: the one that came with the submission, else a new one."""
    if not hasattr(request, "once_key"):
        keep_key(request, sent_key(request) or uuid4().hex)
    key: str = request.once_key  # type: ignore[attr-defined]
    return key


def keep_key(request: HttpRequest, key: str) -> None:
    """Give the page's forms this key: what they show was typed under it."""
    if KEY.fullmatch(key):
        request.once_key = key  # type: ignore[attr-defined]

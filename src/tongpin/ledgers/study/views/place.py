"""How the forms of the study ledger are carried out and said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

from tongpin.org import editing
from tongpin.org.access import PageRequest
from tongpin.ui.forms import TongpinForm


def handled(
    request: PageRequest, form: TongpinForm, title: str, act: Callable[[], object], url: str,
    *args: Any, **context: Any,
) -> HttpResponse:  # fmt: skip
    """A form page: carried out and back to `url`, or shown again with what is wrong."""
    context.setdefault("submit", "保存")
    return editing.handled(
        request, form, act, url, *args, said=f"已办理：{title}。", title=title, **context
    )

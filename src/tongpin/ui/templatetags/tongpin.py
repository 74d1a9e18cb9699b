"""Template tags and filters that every page uses; registered as built-ins."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, RadioSelect
from django.template.defaulttags import CsrfTokenNode
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tongpin.capability import related
from tongpin.ui.once import FIELD, page_key

register = template.Library()

# verdict: (sign, word). A chip always carries both, so that no meaning hangs on the colour.
CHIPS = {
    "met": ("✓", "已完成"),
    "met_late": ("◷", "逾期完成"),
    "due": ("○", "待办"),
    "due_soon": ("!", "临期"),
    "overdue": ("✕", "逾期"),
    "cannot_tell": ("?", "待核"),
    "not_applicable": ("—", "不适用"),
    "not_yet": ("·", "未到期"),
    "waived": ("免", "免除"),
}


class _SignedForm(CsrfTokenNode):
    """What every form of a page carries: Django's token, and the key that is good for one submission."""

    def render(self, context: template.Context) -> SafeString:
        """Both as hidden fields; a form shown again keeps its key."""
        token = SafeString(super().render(context))
        request = context.get("request")
        if not token or request is None:
            return token
        return format_html(
            '{}<input type="hidden" name="{}" value="{}">', token, FIELD, page_key(request)
        )


@register.tag
def csrf_token(parser: Any, token: Any) -> _SignedForm:
    """In place of Django's own tag, so that no form can forget the key."""
    return _SignedForm()


@register.simple_tag
def chip(verdict: Any, note: str = "") -> SafeString:
    """A status chip with its sign and its word, or another text in place of the word."""
    key = str(getattr(verdict, "value", verdict))
    sign, word = CHIPS.get(key, ("?", key))
    return format_html(
        '<span class="chip chip-{}"><span aria-hidden="true">{}</span> {}</span>',
        key,
        sign,
        note or word,
    )


@register.simple_tag
def sign(verdict: Any, note: str = "") -> SafeString:
    """A narrow chip for a grid: the sign is seen, the word is read aloud and shown as a hint."""
    key = str(getattr(verdict, "value", verdict))
    mark, word = CHIPS.get(key, ("?", key))
    return format_html(
        '<span class="chip chip-{} chip-sign" title="{}"><span aria-hidden="true">{}</span>'
        '<span class="visually-hidden">{}</span>{}</span>',
        key,
        word,
        mark,
        word,
        format_html(' <span class="chip-note">{}</span>', note) if note else "",
    )


@register.simple_tag
def legend() -> SafeString:
    """All chips in a row, as the key to a grid."""
    rows = "".join(f'<span class="legend-item">{chip(key)}</span>' for key in CHIPS)
    return SafeString(f'<div class="legend">{rows}</div>')


@register.filter
def thousands(value: Any) -> str:
    """1234567 as 1,234,567; Chinese locale formats print no separators of their own."""
    return f"{value:,}" if isinstance(value, int | float) else str(value)


@register.filter
def fen(value: Any) -> str:
    """Integer fen as yuan with two places: 7793 is 77.93, -7793 is -77.93."""
    if not isinstance(value, int):
        return ""
    whole, rest = divmod(abs(value), 100)
    return f"{'-' if value < 0 else ''}{whole:,}.{rest:02d}"


@register.filter
def cn_date(value: Any) -> str:
    """2020年4月3日."""
    if isinstance(value, datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{value.year}年{value.month}月{value.day}日" if isinstance(value, date) else ""


@register.filter
def short_date(value: Any) -> str:
    """4月3日."""
    return f"{value.month}月{value.day}日" if isinstance(value, date) else ""


@register.filter
def moment(value: Any) -> str:
    """2020-04-03 15:42 in the site's time zone."""
    if not isinstance(value, datetime):
        return ""
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """The value under a key, or nothing."""
    return mapping.get(key) if hasattr(mapping, "get") else None


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The present query string with some parameters changed; an empty value removes one."""
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            parameters.pop(name, None)
        else:
            parameters[name] = value
    return f"?{parameters.urlencode()}"


@register.inclusion_tag("ui/partials/panels.html", takes_context=True)
def related_panels(context: template.Context, unit: Any, ref: str) -> dict[str, Any]:
    """The cards that other ledgers have for a record of a unit, such as `life:12`."""
    return {"panels": related(context["request"].page, unit, ref)}


@register.inclusion_tag("ui/partials/field.html")
def field(bound: BoundField, **options: Any) -> dict[str, Any]:
    """A labelled field: label above, help and errors beside, tied by `aria-describedby`."""
    widget = bound.field.widget
    described = []
    if bound.help_text:
        described.append(f"{bound.auto_id}_help")
    if bound.errors:
        described.append(f"{bound.auto_id}_error")
        widget.attrs["aria-invalid"] = "true"
        widget.attrs["class"] = f"{widget.attrs.get('class', '')} is-invalid".strip()
    if described:
        widget.attrs["aria-describedby"] = " ".join(described)
    return {
        "bound": bound,
        "checkbox": isinstance(widget, CheckboxInput) and not isinstance(widget, RadioSelect),
        "group": isinstance(widget, RadioSelect)
        or widget.__class__.__name__ == "CheckboxSelectMultiple",
        **options,
    }


@register.filter
def inner(text: str) -> str:
    """Words about to be quoted: quotation marks inside become single ones (GB/T 15834)."""
    return text.replace("“", "‘").replace("”", "’")

"""Searching gatherings of all years by their words."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tongpin.formats.bigrams import excerpt, wanted
from tongpin.life import queries
from tongpin.life.models import Kind, State
from tongpin.org.access import PageRequest, page
from tongpin.ui.listing import Column, Filter, Listing, respond


@page("life.view")
def search(request: PageRequest) -> HttpResponse:
    """Titles, agendas, contents and attachments that hold all the words, with a piece of each."""
    texts: dict[int, str] = {}
    words, scope = wanted(request.GET.get("q", "")[:50]).words, request.page.scope
    table = Found(
        request,
        queries.readable(scope),
        [
            Column("held_on", "日期", sort="held_on", kind="date"),
            Column("topic", "主题", link=lambda r: reverse("life:detail", args=[r.pk])),
            Column("found", "找到的地方", cell=lambda r: marked(texts.get(r.pk, ""), words)),
            Column("kinds", "种类", cell=lambda r: r.kind_labels),
            Column("unit", "党组织", cell=lambda r: str(r.unit)),
            Column("state", "状态", cell=lambda r: r.get_state_display()),
        ],
        title="查找组织生活",
        filters=[Filter("kind", "种类", Kind.choices, lambda q, v: q.filter(kinds__kind=v)),
                 Filter("state", "状态", State.choices, lambda q, v: q.filter(state=v))],
        search=queries.matching,
        by_keys=lambda keys: queries.readable(scope).filter(pk__in=keys),
        search_label="主题、议程、内容、附件里的词",
        default_sort="-held_on",
        empty="输入要找的词，两个字也能找准；几个词用空格隔开，都有的才列出来。",
    )  # fmt: skip
    if not table.q:
        table.queryset = table.queryset.none()
    table.texts = texts
    return respond(request, table, "ui/list.html")


class Found(Listing):
    """A list that fetches the texts of the rows it shows, for their excerpts."""

    texts: dict[int, str]

    def rows(self, objects: Any) -> list[list[dict[str, Any]]]:
        """The seen rows with their texts at hand."""
        self.texts |= queries.texts_by_key([o.pk for o in objects])
        return super().rows(objects)


def marked(text: str, words: tuple[str, ...]) -> SafeString:
    """An excerpt in which the words stand out; everything else is escaped."""
    parts = excerpt(text, words)
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", t) if is_word else t,) for t, is_word in parts)
    )

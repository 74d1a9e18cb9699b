"""Finding gatherings by their words, exactly, within the scope, on both databases."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, Value
from django.db.models.expressions import RawSQL

from tongpin.formats.bigrams import Wanted, wanted
from tongpin.life.models import Gathering, JointUnit, SearchText
from tongpin.org.models import Unit
from tongpin.org.scope import Scope, ScopedQuerySet

SHOWN = ("topic", "held_on", "state", "unit__name", "unit__short_name", "unit__path")


def readable(scope: Scope) -> ScopedQuerySet:
    """Gatherings within the scope for a list of hits: without numbers of people, the latest first.

    The units are looked up once, not compared by their paths for each of thousands of hits.
    """
    visible = Q()
    if scope.condition("path"):  # not the whole tree
        units = Unit.objects.within(scope).values("pk")
        joint = JointUnit.objects.filter(gathering=OuterRef("pk"), unit__in=units)
        visible = Q(unit__in=units) | Q(Exists(joint))
    rows = Gathering.objects.filter(visible).select_related("unit").only(*SHOWN)
    return rows.prefetch_related("kinds").order_by("-held_on", "-pk")


def matching(rows: Any, text: str) -> Any:
    """Those of the gatherings that hold all words of the text; none for a text without words."""
    asked = wanted(text)
    if not asked:
        return rows.none()
    return rows.filter(pk__in=found_texts(asked).values("gathering"))


def found_texts(asked: Wanted) -> Any:
    """The index rows that hold what is asked for. Longer words are looked up in the text itself."""
    condition = _sqlite(asked) if connection.vendor == "sqlite" else _postgresql(asked)
    for phrase in asked.phrases:
        condition &= Q(text__contains=phrase)
    return SearchText.objects.filter(condition)


def texts_by_key(keys: list[int]) -> dict[int, str]:
    """`{gathering: its searchable text}`, for excerpts of a page."""
    return dict(SearchText.objects.filter(pk__in=keys).values_list("pk", "text"))


def _sqlite(asked: Wanted) -> Q:
    """FTS5; tokens hold letters, digits and signs only, the quotes keep them from being operators."""
    terms = [f'"{t}"' for t in asked.exact] + [f'"{t}"*' for t in asked.beginning]
    hits = RawSQL("SELECT rowid FROM life_search WHERE life_search MATCH %s", [" AND ".join(terms)])
    return Q(pk__in=hits)


class _Holds(Func):
    """A tsvector of the tokens as they are, so that no parser of the server cuts them anew."""

    template = "life_words(%(expressions)s::tsquery"
    arg_joiner = ") @@ "
    output_field = BooleanField()


def _postgresql(asked: Wanted) -> Q:
    terms = [f"'{t}'" for t in asked.exact] + [f"'{t}':*" for t in asked.beginning]
    return Q(_Holds(F("tokens"), Value(" & ".join(terms))))

"""Reads of the bank and of papers."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Sum

from tongpin.ledgers.examinations.models import (
    Paper,
    PaperItem,
    PaperState,
    Question,
    Sitting,
    SittingState,
)
from tongpin.org.models import Unit
from tongpin.org.scope import Scope, ScopedQuerySet


def questions(scope: Scope) -> ScopedQuerySet:
    """Questions in use within the scope."""
    return Question.objects.within(scope).filter(withdrawn_reason="").select_related("unit")


def question(scope: Scope, pk: int) -> Question | None:
    """One question within the scope, withdrawn or not."""
    return Question.objects.within(scope).select_related("unit").filter(pk=pk).first()


def usable(unit: Unit) -> ScopedQuerySet:
    """Questions that a paper of the unit may take: its own bank and those of the units above."""
    rows = Question.objects.filter(withdrawn_reason="", unit__in=_chain(unit))
    return rows.select_related("unit")


def _chain(unit: Unit) -> list[int]:
    return [int(part) for part in unit.path.split("/") if part]


def topics(rows: ScopedQuerySet) -> list[str]:
    """The topics of the questions, in order."""
    return list(rows.order_by("topic").values_list("topic", flat=True).distinct())


def searched(rows: Any, text: str) -> Any:
    """Questions that say the words."""
    return rows.filter(Q(stem__icontains=text) | Q(source__icontains=text))


def stock(rows: ScopedQuerySet) -> list[dict[str, Any]]:
    """How many questions of which topic, kind and difficulty: what a rule can draw from."""
    keys = ("topic", "kind", "difficulty")
    return list(rows.values(*keys).annotate(number=Count("pk")).order_by(*keys))


def fingerprint(kind: str, stem: str, options: Sequence[str] = ()) -> str:
    """What makes two questions the same: kind, words and options without spaces and punctuation."""
    texts = [kind, *map(_plain, (stem, *options))]
    return hashlib.sha256(json.dumps(texts, ensure_ascii=False).encode()).hexdigest()


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if unicodedata.category(c)[0] not in "PZC")


def known(unit: Unit) -> set[str]:
    """The fingerprints of the unit's bank."""
    rows = Question.objects.filter(unit=unit, withdrawn_reason="")
    return set(rows.values_list("fingerprint", flat=True))


def practice(unit: Unit) -> ScopedQuerySet:
    """What may be practised: released for it, and in no paper whose result is still to come."""
    pending = Sitting.objects.filter(
        state__in=(SittingState.PLANNED, SittingState.MARKING),
        paper__items__question=OuterRef("pk"),
    )
    return usable(unit).filter(is_practice=True).filter(~Exists(pending))


# ------------------------------------------------------------------------------------- papers


def papers(scope: Scope) -> ScopedQuerySet:
    """Papers within the scope with `number` of questions and what they are `worth` together."""
    rows = Paper.objects.within(scope).select_related("unit")
    return rows.annotate(number=Count("items"), worth=Sum("items__worth"))


def paper(scope: Scope, pk: int) -> Paper | None:
    """One paper within the scope."""
    return papers(scope).filter(pk=pk).first()


def fixed_papers(unit: Unit) -> ScopedQuerySet:
    """Papers that a sitting of the unit can use: fixed ones of its own."""
    return Paper.objects.filter(unit=unit, state=PaperState.FIXED)


def items(paper_id: int) -> list[PaperItem]:
    """The items of a paper in order, with their questions."""
    return list(PaperItem.objects.filter(paper=paper_id).select_related("question"))


def total(rows: Iterable[PaperItem]) -> int:
    """What the items are worth together, in tenths."""
    return sum(item.worth for item in rows)


def is_sat(paper: Paper) -> bool:
    """Whether a sitting uses the paper."""
    return Sitting.objects.filter(paper=paper).exclude(state=SittingState.CANCELLED).exists()

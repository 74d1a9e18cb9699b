"""The words by which people are found; made again whenever a name is set."""

from __future__ import annotations

from collections.abc import Iterable

from tongpin.org.models import Person, SearchName
from tongpin.org.search import words_of

BATCH = 5000


def index_names(people: Iterable[Person], *, fresh: bool = False) -> None:
    """Write the search words of people; `fresh` where they have none yet."""
    people = list(people)
    if not fresh:
        SearchName.objects.filter(person__in=[p.pk for p in people]).delete()
    SearchName.objects.bulk_create(
        (SearchName(person_id=p.pk, word=word) for p in people for word in words_of(p.name)),
        batch_size=BATCH,
    )

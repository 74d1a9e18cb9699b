"""50,000 gatherings are searched within five times of reading the same page by a bare index hit.

The bare hit reads the twenty gatherings that the search shows by their keys, with units, kinds and
texts, as if somebody had known them. The search finds them first: by the index of words, within the
scope, the latest first, and counts all of them. What the index of words takes by itself is printed
beside it. Runs on SQLite, and on PostgreSQL inside `scripts/with-postgres`.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

GATHERINGS, BRANCHES, ROUNDS = 50_000, 50, 9
PROMISE = 5.0
COMMON = (
    "学习贯彻落实工作部署会议精神党员干部群众服务支部建设制度责任检查整改问题措施发展推进加强提高"
)
# word: in how many of a thousand gatherings it occurs
SEEDED = {"防汛": 50, "巡河": 5, "移民": 1, "作风整顿": 20, "乡村振兴战略": 2}


def build() -> None:
    """Branches and gatherings of ten years with words that occur as often as `SEEDED` says."""
    from tongpin.audit.actor import Actor
    from tongpin.audit.envelope import opened
    from tongpin.life.indexing import index
    from tongpin.life.models import Gathering, GatheringKind
    from tongpin.org import actions as org

    system, since, dice = Actor.system(), date(2010, 1, 1), random.Random(1)
    bureau = org.found_bureau(
        system, code="JU", name="中共青禾县水务局委员会", kind="party_committee",
        short_name="局党委", founded_on=since,
    )  # fmt: skip
    units = [
        org.add_unit(
            system, unit=bureau, code=f"ZB{n}", name=f"第{n}党支部", kind="branch",
            founded_on=since,
        )
        for n in range(BRANCHES)
    ]  # fmt: skip
    for start in range(0, GATHERINGS, 1000):
        with opened(system, "bench", "测速", bureau):
            rows = Gathering.objects.bulk_create(
                [
                    Gathering(
                        unit=dice.choice(units), topic=words(dice, 12), content=content(dice),
                        held_on=since + timedelta(days=dice.randrange(3650)), recorded_on=since,
                        recorded_by="测速",
                    )
                    for _ in range(start, start + 1000)
                ]
            )  # fmt: skip
            GatheringKind.objects.bulk_create(
                [GatheringKind(gathering=row, kind="theme_day") for row in rows]
            )
            for first in range(0, 1000, 200):
                index(*rows[first : first + 200])


def words(dice: random.Random, number: int) -> str:
    """Signs in any order."""
    return "".join(dice.choices(COMMON, k=number))


def content(dice: random.Random) -> str:
    """Some two hundred signs, among them the seeded words."""
    parts = [words(dice, 40) for _ in range(5)]
    parts += [word for word, often in SEEDED.items() if dice.random() * 1000 < often]
    dice.shuffle(parts)
    return "，".join(parts)


def bare(text: str) -> int:
    """The index itself: how many rows hold the pairs."""
    from django.db import connection

    from tongpin.formats.bigrams import wanted

    asked = wanted(text)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            terms = " AND ".join(f'"{t}"' for t in asked.exact)
            cursor.execute("SELECT count(*) FROM life_search WHERE life_search MATCH %s", [terms])
        else:
            terms = " & ".join(f"'{t}'" for t in asked.exact)
            cursor.execute(
                "SELECT count(*) FROM life_searchtext WHERE life_words(tokens) @@ %s::tsquery",
                [terms],
            )
        return int(cursor.fetchone()[0])


def keys_of(text: str, scope: Any) -> list[int]:
    """The keys of the page."""
    from tongpin.life import queries

    rows = queries.matching(queries.readable(scope), text)
    return list(rows.values_list("pk", flat=True)[:20])


def floor(keys: list[int], text: str, scope: Any) -> int:
    """The same page by its keys."""
    from tongpin.life import queries

    return page(queries.readable(scope).filter(pk__in=keys), text)


def product(text: str, scope: Any) -> int:
    """What the page runs: the number of all and the first twenty, in one pass."""
    from tongpin.life import queries
    from tongpin.ui.listing import counted

    rows = queries.matching(queries.readable(scope), text)
    by_keys = lambda keys: queries.readable(scope).filter(pk__in=keys)  # noqa: E731
    number, _, seen = counted(rows, by_keys, 1, 20)
    assert page(seen, text) == min(number, 20)
    return number


def page(rows: Any, text: str) -> int:
    """Twenty rows with their excerpts."""
    from tongpin.formats.bigrams import excerpt, wanted
    from tongpin.life import queries

    seen = list(rows)
    texts = queries.texts_by_key([row.pk for row in seen])
    asked = wanted(text).words
    assert all(any(is_word for _, is_word in excerpt(texts[row.pk], asked)) for row in seen)
    return len(seen)


def timed(work: Any, *arguments: Any) -> tuple[float, int]:
    """The best of some rounds in milliseconds, and the answer."""
    answer = work(*arguments)
    spans = []
    for _ in range(ROUNDS):
        start = perf_counter()
        work(*arguments)
        spans.append((perf_counter() - start) * 1000)
    return min(spans), answer


def main() -> int:
    """Measure and print; exit 1 where the promise is broken."""
    os.environ |= {"TONGPIN_DATA_DIR": tempfile.mkdtemp(prefix="tongpin-search-"),
                   "DJANGO_SETTINGS_MODULE": "tongpin.project.settings"}  # fmt: skip
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tongpin.org.models import Unit
    from tongpin.org.scope import Scope

    call_command("migrate", verbosity=0, interactive=False)
    start = perf_counter()
    build()
    print(f"{connection.vendor}: {GATHERINGS} gatherings in {perf_counter() - start:.0f} s")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    scope = Scope(((Unit.objects.get(code="JU").path, True),))
    worst = 0.0
    for word in [*SEEDED, "学习"]:
        index_only, hits = timed(bare, word)
        by_key, _ = timed(floor, keys_of(word, scope), word, scope)
        spent, number = timed(product, word, scope)
        worst = max(worst, spent / by_key)
        print(
            f"  {word}: {number} found ({hits} in the index, {index_only:.2f} ms), by key "
            f"{by_key:.1f} ms, search {spent:.1f} ms, ratio {spent / by_key:.1f}"
        )
    print(f"search ratio {worst:.1f} (promise: at most {PROMISE:.0f})")
    return 0 if worst <= PROMISE else 1


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
    raise SystemExit(main())

"""The labelled papers: structure exactly, duties as well as a careful reader."""

from __future__ import annotations

import pytest

from tests.formats.scoring import Score, bare, labels, names, reading, score


@pytest.mark.parametrize("name", names())
def test_sections_and_measures_are_exactly_right(name: str) -> None:
    got, wanted = reading(name), labels(name)
    assert [(s["number"], bare(s["title"])) for s in got["sections"]] == [
        (s["number"], bare(s["title"])) for s in wanted["sections"]
    ]
    assert [(m["section"], m["number"], bare(m["title"])) for m in got["measures"]] == [
        (m["section"], m["number"], bare(m["title"])) for m in wanted["measures"]
    ]
    assert [len(m["items"]) for m in got["measures"]] == [
        m["items_count"] for m in wanted["measures"] if "items_count" in m
    ]
    assert bare(got["title"]) in {bare(t) for t in [wanted["title"], *wanted["title_alt"]]}
    assert (got["year"], got["document_number"]) == (wanted["year"], wanted["doc_number"])
    assert bare(got["issuer"]) == bare(wanted["issuer"])


@pytest.mark.parametrize("name", names())
def test_each_paper_is_read_well(name: str) -> None:
    found = score(name)
    assert found.f1 >= 0.88, found
    for what in ("kinds", "frequencies", "deadlines"):
        assert found.share(what) >= 0.9, (what, found)


def test_all_papers_together_are_read_as_a_careful_reader_does() -> None:
    total = sum((score(name) for name in names()), Score())
    assert total.f1 >= 0.95, total
    for what in ("kinds", "frequencies", "deadlines"):
        assert total.share(what) >= 0.95, (what, total)


@pytest.mark.parametrize("name", names())
def test_every_quote_stands_in_the_paper(name: str) -> None:
    from tests.formats.scoring import PLANS

    source = bare((PLANS / f"{name}.txt").read_text("utf8")).replace("&nbsp;", "")
    for duty in reading(name)["duties"]:
        assert bare(duty["quote"]) in source

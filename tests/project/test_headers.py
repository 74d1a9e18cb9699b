"""What every answer carries, and what nobody gets without a log-in."""

from __future__ import annotations


def test_pages_carry_a_strict_policy(cast) -> None:
    answer = cast.client("office").get("/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"


def test_unknown_address_is_a_chinese_page(cast) -> None:
    answer = cast.client("office").get("/nowhere/")
    assert answer.status_code == 404
    assert "没有这个页面" in answer.content.decode()


def test_bad_year_or_day_in_the_address_is_told_not_crashed(cast) -> None:
    client = cast.client("office")
    for query, words in (
        ("year=99", "年度"),
        ("as_of=2020-13-40", "判定日"),
        ("year=" + "9" * 4000, "年度"),
    ):
        answer = client.get(f"/life/?{query}")
        assert answer.status_code == 400, query
        assert words in answer.content.decode()

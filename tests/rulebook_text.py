"""Local rulebooks as an office writes them."""

from __future__ import annotations


def lectures(
    *,
    key: str = "local.lecture",
    times: int = 6,
    every: str = "year",
    since: str = "2020-01-01",
    kind: str = "life.lecture",
    until: str = "",
    number: str = "青水党〔2020〕3号",
) -> str:
    """A rulebook of one rule: so many lectures in a period."""
    to = f"\n        to: {until}" if until else ""
    return f"""title: 本局党课制度
sources:
  - key: our-lecture-rule
    title: 本局党课制度
    issuer: 本局党委
    document_number: {number}
    from: 2018-01-01
rules:
  - key: {key}
    title: 本局党课
    subject: {{kind: unit, types: [branch, joint_branch]}}
    severity: config
    editions:
      - from: {since}{to}
        cite: {{source: our-lecture-rule, place: 第三条, confidence: LOCAL}}
        text: 党支部讲党课不少于{times}次
        every: {every}
        times: {times}
        facts: [{kind}]
"""  # fmt: skip


LECTURES = lectures()

"""Rules that were not read in the text itself are soft until the bureau confirms them."""

from __future__ import annotations

from datetime import date
from typing import Any

from tongpin.duties import actions
from tongpin.duties.vetting import written
from tongpin.rules.loader import load_builtin


def confirm(cast: Any, *keys: str) -> None:
    """The bureau confirms parameters as they stand, by its own document."""
    for key in keys:
        article = load_builtin().parameters[key].editions[-1]
        actions.set_parameter(
            cast.actor("office"), unit=cast.unit("JU"), parameter=key,
            texts={name: written(value) for name, value in article.values.items()},
            from_on=max(article.in_force.start or date(2020, 1, 1), date(2020, 1, 1)), to_on=None,
            source_title="局党委核对意见", source_number="", place="第一条", is_stricter=False,
            reason="已对照正式文本",
        )  # fmt: skip

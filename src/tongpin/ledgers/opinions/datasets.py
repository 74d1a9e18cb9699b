"""意见建议 for free queries: what there was to handle and how it went.

What was said, who said it and how to reach them have no column, nor has what the sender said of the
answer but the mark.
"""

from __future__ import annotations

from tongpin.capability import DataColumn, Dataset
from tongpin.ledgers.opinions.models import Category, Opinion, Satisfaction, State

DATASETS = (
    Dataset(
        "opinions",
        "意见建议",
        "opinions.view",
        lambda scope: Opinion.objects.within(scope),
        (
            DataColumn("unit", "受理党组织", "unit__name"),
            DataColumn("category", "类别", "category", "choice", tuple(Category.choices)),
            DataColumn("received_on", "收到日期", "received_on", "date"),
            DataColumn("state", "状态", "state", "choice", tuple(State.choices)),
            DataColumn("due_on", "答复期限", "due_on", "date"),
            DataColumn("answered_on", "答复日期", "answered_on", "date"),
            DataColumn("satisfaction", "评价", "satisfaction", "choice",
                       tuple((str(v), str(w)) for v, w in Satisfaction.choices)),
            DataColumn("published", "公开答复", "is_published", "flag"),
        ),
        day="received_on",
    ),
)  # fmt: skip

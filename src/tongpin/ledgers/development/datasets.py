"""发展党员 for free queries."""

from __future__ import annotations

from tongpin.capability import DataColumn, Dataset
from tongpin.ledgers.development.models import Case, Closing
from tongpin.org.models import Sex

DATASETS = (
    Dataset(
        "development",
        "发展党员",
        "development.view",
        lambda scope: Case.objects.within(scope),
        (
            DataColumn("unit", "党支部", "person__home__name"),
            DataColumn("person", "姓名", "person__name", groups=False),
            DataColumn("sex", "性别", "person__sex", "choice", tuple(Sex.choices)),
            DataColumn("born_on", "出生日期", "person__born_on", "date"),
            DataColumn("opened_on", "递交申请日期", "opened_on", "date"),
            DataColumn("front_line", "生产、工作一线", "is_front_line", "flag"),
            DataColumn("closed_on", "结束日期", "closed_on", "date"),
            DataColumn("closing", "结束原因", "closing", "choice", tuple(Closing.choices)),
        ),
        day="opened_on",
    ),
)

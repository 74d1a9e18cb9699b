"""The sample year until 20 September 2020: what each branch held, when it wrote it down, what is odd.

A row is `day kinds topic absent delay state`: kinds by one letter each (`大` 党员大会, `支` 支委会, `组`
党小组会, `课` 党课, `日` 主题党日, `学` 集中学习, `活` 其他活动, `生` 组织生活会, `评` 民主评议, `心` 谈心谈话, `中`
中心组学习), absent the number of people on leave, delay the days until it was recorded, and a star
marks a draft that was never finished.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

KINDS = {
    "大": "general_meeting",
    "支": "committee_meeting",
    "组": "group_meeting",
    "课": "lecture",
    "日": "theme_day",
    "学": "study",
    "活": "activity",
    "生": "organizational_life_meeting",
    "评": "member_appraisal",
    "心": "heart_talk",
    "中": "theory_study",
}

YEAR = {
    "SW": """
0318 中 学习统筹推进疫情防控和经济社会发展重要讲话 1 2
0611 中 专题学习长江保护和水安全重要论述 0 1
""",
    "SW01": """
0108 生评 2019年度组织生活会和民主评议党员 2 1
0110 日支 年度计划和走访慰问困难党员 3 1
0116 组 学习党章，安排春节值守 1 1
0205 日 疫情防控值守党员突击行动 4 3
0212 支 研究党员下沉社区值守安排 0 2
0226 组 线上学习疫情防控部署 2 3
0310 日 重温入党誓词，支持疫情防控捐款 1 1
0312 支 研究一季度党员大会议题 0 1
0326 大课 党支部书记讲党课：守初心、护碧水 2 1
0331 组 第一党小组学习党章 1 1
0410 日支 清明祭扫烈士陵园，研究积极分子培养 2 1
0422 组 学习《中国共产党支部工作条例（试行）》 2 2
0509 日 青年党员交流会：我的岗位我负责 1 1
0514 支 研究示范支部创建方案 0 1
0521 组 讨论作风问题清单 0 1
0610 日支 “世界环境日”河道清淤志愿服务 3 1
0618 组 集中学习民法典 1 1
0623 大课 学习民法典，讨论接收预备党员 2 1
0701 日 庆“七一”重温入党誓词 1 0
0709 支组 半年工作小结 1 1
0730 心 支委与党员集中谈心谈话 0 1
0810 日 防汛一线主题党日 5 1
0813 支组 研究防汛抢险党员突击队工作 0 1
0917 组 对照要求查找差距 1 1
0903 支 对照作风整顿要求查摆问题 0 1
0910 日学 学习英模事迹：水利战线优秀共产党员 2 1
""",
    "SW02": """
0109 生评 2019年度组织生活会和民主评议党员 1 3
0110 日支 学习全县水利工作会议精神 2 1
0114 组 讨论年度学习安排 1 1
0210 日组支 “学习强国”线上学习 0 2
0327 组 交流战疫一线见闻 1 1
0310 日 学习疫情防控先进典型 1 1
0318 支 研究支部年度学习计划 0 1
0410 日支 参观县廉政教育馆 3 1
0423 组 学习党纪处分条例 1 2
0511 日 慰问帮扶村困难户 4 2
0515 支组 研究党员联系群众工作 0 1
0610 日支 安全生产月警示教育 2 1
0619 大课 专题党课：让纪律成为习惯 3 1
0625 组 讨论入党积极分子培养情况 2 1
0710 日 庆“七一”知识竞赛 2 1
0716 支 研究下半年工作 0 1
0811 日支 防汛值守主题党日 6 2
0820 组 交流防汛工作体会 1 1
0910 日 学习抗疫精神 2 1
""",
    "SW03": """
0107 支 研究春节期间供水保障 0 1
0110 日 供水保障党员先锋岗承诺 3 1
0115 生评组 2019年度组织生活会和民主评议党员 2 21
0212 日支组 值守泵站的党员线上交流 0 3
0326 组课 讲供水人的责任 2 1
0311 日 复工复产供水服务进企业 5 2
0408 大 推迟召开的一季度党员大会 4 16
0410 日支 管网巡查主题党日 3 14
0513 日 供水服务热线开放日 2 1
0514 支 研究党员先锋队工作 0 1
0610 日支 走访用水大户，查找服务短板 4 1
0616 大课 党课：水价就是民心 3 1
0710 日支组 重温入党誓词 2 1
0810 日 抗旱保供应急演练 6 1
0812 支组 分析窗口服务投诉 0 1
0909 日支 对照检查服务作风 3 1
""",
    "SW04": """
0113 生支 2019年度组织生活会 1 1
0115 日支 工程建设廉政承诺 2 2
0218 日支 线上学习复工复产要求 1 1
0316 日支 复工前安全教育 1 1
0327 大 传达县委工作会议精神 2 1
0415 日 学习水利工程质量管理规定 3 1
0515 日支 工地临时学习点集中学习 4 1
0615 日支 廉洁工地警示教育 2 1
0617 大课 党课：百年大计，质量第一 3 1
0715 日 汛期工地安全大检查 5 1
0814 日* 防汛抢险总结 0 1
0915 日支 整改工程质量问题清单 2 1
""",
    "SW05": """
0115 日组 学习讨论并走访老党员 6 2
0415 日 线上重温入党誓词 9 1
0515 日大 学习两会精神 7 5
0615 日支 传承治水精神座谈 6 1
0629 大课 老党员讲党课：修水库的岁月 5 1
0715 日 建言献策会 6 1
0915 日支 关心下一代志愿活动 5 1
""",
    "SW06": """
0618 大 支部成立大会，选举支部书记 0 1
0710 日 学习灌区管理制度 0 1
0812 日课 党课：管好用好每一方水 1 1
0910 日 秋灌服务主题党日 0 1
""",
}


@dataclass(frozen=True, slots=True)
class Held:
    """One gathering of the sample year."""

    unit: str
    on: date
    kinds: tuple[str, ...]
    topic: str
    absent: int
    delay: int
    is_draft: bool


def held() -> Iterator[Held]:
    """Every gathering of the sample year in the order in which it was recorded."""
    rows = []
    for unit, text in YEAR.items():
        for line in text.strip().splitlines():
            day, letters, topic, absent, delay = line.split()
            rows.append(
                Held(
                    unit=unit,
                    on=date(2020, int(day[:2]), int(day[2:])),
                    kinds=tuple(KINDS[c] for c in letters.rstrip("*")),
                    topic=topic,
                    absent=int(absent),
                    delay=int(delay),
                    is_draft=letters.endswith("*"),
                )
            )
    yield from sorted(rows, key=lambda r: (r.on, r.unit))

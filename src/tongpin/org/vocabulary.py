"""The words of rosters: column heads as offices write them, and what the cells may say."""

from __future__ import annotations

from tongpin.org.models import PostTitle, Sex, Stage

# The personal file in the order of the national item set (党员基本信息, 2017), beyond the roster.
FILE_LABELS = {
    "name": "姓名",
    "sex": "性别",
    "born_on": "出生日期",
    "nation": "民族",
    "native_place": "籍贯",
    "education": "学历",
    "degree": "学位",
    "work_started_on": "参加工作日期",
    "position": "工作岗位",
    "occupation": "职业",
    "front_line": "一线情况",
    "new_stratum": "新社会阶层类型",
    "introducers": "入党介绍人",
    "joined_branch": "入党时所在支部",
    "mobile_certificate": "流动党员活动证号码",
    "identity_number": "公民身份号码",
    "phone": "手机号码",
    "landline": "固定电话",
    "home_address": "家庭住址",
}
# What members may ask to have changed in their own file.
ASKED = tuple(k for k in FILE_LABELS if k not in {"sex", "born_on", "identity_number"})
LABELS = {
    "name": "姓名",
    "identity_number": "公民身份号码",
    "sex": "性别",
    "nation": "民族",
    "born_on": "出生日期",
    "education": "学历",
    "stage": "人员类别",
    "unit": "所在党支部",
    "group": "党小组",
    "joined_on": "加入党组织日期",
    "full_on": "转为正式党员日期",
    "position": "工作岗位",
    "phone": "手机号码",
    "post": "党内职务",
    "since": "进入本支部日期",
    "post_on": "任职日期",
    "native_place": "籍贯",
    "degree": "学位",
    "work_started_on": "参加工作日期",
    "occupation": "职业",
    "front_line": "一线情况",
    "new_stratum": "新社会阶层类型",
    "introducers": "入党介绍人",
    "joined_branch": "入党时所在支部",
    "landline": "固定电话",
    "home_address": "家庭住址",
}
SEXES = {"男": Sex.MALE, "男性": Sex.MALE, "女": Sex.FEMALE, "女性": Sex.FEMALE}
STAGES = {
    **{stage.label: stage for stage in Stage},
    "正式": Stage.FULL,
    "中共党员": Stage.FULL,
    "中共正式党员": Stage.FULL,
    "党员": Stage.FULL,
    "预备": Stage.PROBATIONARY,
    "中共预备党员": Stage.PROBATIONARY,
    "积极分子": Stage.ACTIVIST,
    "申请人": Stage.APPLICANT,
    "入党申请": Stage.APPLICANT,
}
TITLES = {
    **{title.label: title for title in PostTitle},
    "支部书记": PostTitle.SECRETARY,
    "党支部书记": PostTitle.SECRETARY,
    "支部副书记": PostTitle.DEPUTY,
    "党支部副书记": PostTitle.DEPUTY,
    "纪律检查委员": PostTitle.DISCIPLINE,
    "支委": PostTitle.MEMBER,
    "支部委员": PostTitle.MEMBER,
    "组长": PostTitle.GROUP_LEADER,
    "小组长": PostTitle.GROUP_LEADER,
    "党小组长": PostTitle.GROUP_LEADER,
}
# Other heads under which a column is known, besides its label.
SYNONYMS = {
    "name": ("党员姓名", "人员姓名"),
    "identity_number": (
        "身份证号",
        "身份证号码",
        "身份证",
        "居民身份证号码",
        "公民身份证号码",
        "公民身份号",
    ),
    "nation": ("民族成份", "民族成分"),
    "born_on": ("出生年月日", "出生年月", "生日"),
    "education": ("文化程度", "最高学历", "学历学位"),
    "stage": ("党员类别", "党籍状态", "类别", "党员类型"),
    "unit": ("党支部", "支部", "所在支部", "所属支部", "所属党支部", "支部名称", "所在党组织"),
    "group": ("所在党小组", "所属党小组", "小组"),
    "joined_on": ("入党日期", "入党时间", "加入党组织时间", "加入中共日期", "入党年月"),
    "full_on": ("转正日期", "转正时间", "转为正式党员时间"),
    "position": ("职务", "工作职务", "行政职务", "岗位", "工作单位及职务", "单位职务"),
    "phone": ("手机", "手机号", "电话", "联系电话", "联系方式", "移动电话"),
    "post": ("党内职位", "支部职务", "党组织职务"),
    "since": ("转入日期", "转入时间", "进入本支部时间"),
    "post_on": ("任职时间", "党内任职日期"),
}

"""Units, people and their dated relations. Tables, choices and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from tongpin.audit.models import Audited
from tongpin.org.encryption import EncryptedField
from tongpin.org.scope import ScopedQuerySet


class UnitKind(models.TextChoices):
    """Type of a Party organisation (glossary: 党组织类型)."""

    PARTY_COMMITTEE = "party_committee", "党委"
    PARTY_GROUP = "party_group", "党组"
    ORGAN_COMMITTEE = "organ_committee", "机关党委"
    GENERAL_BRANCH = "general_branch", "党总支"
    BRANCH = "branch", "党支部"
    JOINT_BRANCH = "joint_branch", "联合党支部"
    GROUP = "group", "党小组"


BRANCH_KINDS = (UnitKind.BRANCH, UnitKind.JOINT_BRANCH)
# Which kind may lie directly below which (支部工作条例 arts 4-8, 机关基层组织工作条例).
BELOW = {
    UnitKind.PARTY_COMMITTEE: set(UnitKind) - {UnitKind.GROUP},
    UnitKind.PARTY_GROUP: set(UnitKind) - {UnitKind.GROUP},
    UnitKind.ORGAN_COMMITTEE: {UnitKind.GENERAL_BRANCH, UnitKind.BRANCH, UnitKind.JOINT_BRANCH},
    UnitKind.GENERAL_BRANCH: {UnitKind.BRANCH, UnitKind.JOINT_BRANCH},
    UnitKind.BRANCH: {UnitKind.GROUP},
    UnitKind.JOINT_BRANCH: {UnitKind.GROUP},
    UnitKind.GROUP: set(),
}
LEADING_KINDS = (UnitKind.PARTY_COMMITTEE, UnitKind.PARTY_GROUP)


class Unit(Audited):
    """党组织: a node of the tree. `path` is the chain of keys from the root, `/1/4/9/`."""

    scope_path: ClassVar[str] = "path"

    code = models.CharField("党组织代码", max_length=40, unique=True)
    name = models.CharField("党组织名称", max_length=100)
    short_name = models.CharField("简称", max_length=30, blank=True)
    kind = models.CharField("类型", max_length=20, choices=UnitKind.choices)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级党组织",
    )
    path = models.CharField("路径", max_length=200, db_index=True, editable=False)
    order = models.PositiveIntegerField("排序", default=0)
    founded_on = models.DateField("成立日期", null=True, blank=True)
    dissolved_on = models.DateField("撤销日期", null=True, blank=True)
    approval_number = models.CharField("批准文号", max_length=60, blank=True)
    is_village = models.BooleanField("村、社区党组织", default=False)
    theme_day = models.CharField("固定党日", max_length=40, blank=True)
    search_text = models.CharField(max_length=300, editable=False, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["order", "path"]
        verbose_name = "党组织"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(dissolved_on__isnull=True)
                | Q(founded_on__isnull=True)
                | Q(dissolved_on__gte=F("founded_on")),
                name="unit_dissolved_after_founded",
            ),
            # What lies below a root is everything (`Scope.is_whole`).
            models.UniqueConstraint(
                Coalesce(F("parent"), 0, output_field=models.BigIntegerField()),
                condition=Q(parent__isnull=True), name="one_bureau",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.short_name or self.name


class Sex(models.TextChoices):
    """性别."""

    MALE = "male", "男"
    FEMALE = "female", "女"


class Occupation(models.TextChoices):
    """职业: the groups of the yearly statistics of the Party."""

    WORKER = "worker", "工人（工勤技能人员）"
    FARMER = "farmer", "农牧渔民"
    SPECIALIST = "specialist", "企事业单位、社会组织专业技术人员"
    MANAGER = "manager", "企事业单位、社会组织管理人员"
    ORGAN = "organ", "党政机关工作人员"
    STUDENT = "student", "学生"
    OTHER = "other", "其他职业人员"
    RETIRED = "retired", "离退休人员"


class FrontLine(models.TextChoices):
    """一线情况."""

    PRODUCTION = "production", "生产、工作一线"
    OTHER = "other", "不在一线"


class NewStratum(models.TextChoices):
    """新社会阶层类型."""

    PRIVATE = "private", "民营企业和外商投资企业管理技术人员"
    INTERMEDIARY = "intermediary", "中介组织和社会组织从业人员"
    FREELANCE = "freelance", "自由职业人员"
    NEW_MEDIA = "new_media", "新媒体从业人员"


PRESENT = Q(withdrawn_on__isnull=True)


class Person(Audited):
    """人员: someone on the roster. The branch is an `Affiliation`, the standing a `Membership`.

    `home` repeats the present branch and `left_on` the last day in the last one (empty while there is
    a branch), so that lists of everybody read no dated table.
    """

    scope_path: ClassVar[str] = "home__path"
    audit_secret: ClassVar[frozenset[str]] = frozenset(
        {
            "identity_number",
            "identity_index",
            "phone",
            "phone_index",
            "landline",
            "home_address",
        }
    )

    name = models.CharField("姓名", max_length=50)
    sex = models.CharField("性别", max_length=10, choices=Sex.choices, blank=True)
    born_on = models.DateField("出生日期", null=True, blank=True)
    nation = models.CharField("民族", max_length=20, blank=True)
    education = models.CharField("学历", max_length=20, blank=True)
    degree = models.CharField("学位", max_length=20, blank=True)
    native_place = models.CharField("籍贯", max_length=40, blank=True)
    work_started_on = models.DateField("参加工作日期", null=True, blank=True)
    position = models.CharField("工作岗位", max_length=60, blank=True)
    occupation = models.CharField(
        "职业", max_length=20, choices=Occupation.choices, blank=True, help_text="党内统计口径"
    )
    front_line = models.CharField("一线情况", max_length=20, choices=FrontLine.choices, blank=True)
    new_stratum = models.CharField(
        "新社会阶层类型", max_length=20, choices=NewStratum.choices, blank=True
    )
    introducers = models.CharField("入党介绍人", max_length=60, blank=True)
    joined_branch = models.CharField("入党时所在支部", max_length=100, blank=True)
    mobile_certificate = models.CharField("流动党员活动证号码", max_length=40, blank=True)
    identity_number = EncryptedField("公民身份号码", blank=True)
    identity_index = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    phone = EncryptedField("手机号码", blank=True)
    phone_index = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    landline = EncryptedField("固定电话", blank=True)
    home_address = EncryptedField("家庭住址", blank=True)
    home = models.ForeignKey(Unit, models.PROTECT, related_name="people", verbose_name="所在党支部")
    group = models.ForeignKey(
        Unit, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="党小组"
    )
    search_text = models.CharField(max_length=300, editable=False, blank=True)
    withdrawn_on = models.DateField("停用日期", null=True, blank=True)
    left_on = models.DateField("离开日期", null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["search_text", "id"]
        verbose_name = "人员"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["identity_index"],
                condition=~Q(identity_index="") & Q(withdrawn_on__isnull=True),
                name="person_identity_once",
            ),
            models.CheckConstraint(
                condition=Q(work_started_on__isnull=True)
                | Q(born_on__isnull=True)
                | Q(work_started_on__gt=F("born_on")),
                name="person_worked_after_birth",
            ),
        ]
        indexes: ClassVar = [
            # The list of everybody in the order of the telephone book, and that of one branch; what is
            # counted above the list is read from an index alone.
            models.Index(fields=["home", "withdrawn_on", "search_text"], name="person_branch_book"),
            models.Index(fields=["search_text", "id"], name="person_book", condition=PRESENT),
            models.Index(fields=["left_on", "home"], name="person_present", condition=PRESENT),
            models.Index(fields=["sex", "left_on", "home"], name="person_sex", condition=PRESENT),
            models.Index(
                fields=["born_on", "left_on", "home"], name="person_born", condition=PRESENT
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Dated(Audited):
    """A relation that holds from a day to a day, both included; open when `ends_on` is empty."""

    starts_on = models.DateField("起始日期")
    ends_on = models.DateField("终止日期", null=True, blank=True)

    class Meta:
        abstract = True


def _in_order(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name=name
    )


class EnteredAs(models.TextChoices):
    """进入现支部类型: how somebody came into a branch."""

    DEVELOPED = "developed", "在本支部发展"
    TRANSFERRED = "transferred", "组织关系转入"
    ADJUSTED = "adjusted", "本单位内调整"
    MERGED = "merged", "党组织合并"
    SPLIT = "split", "党组织分设"
    FOUNDED = "founded", "党组织新建"
    RESTORED = "restored", "恢复党籍"


class LeftAs(models.TextChoices):
    """离开支部类型: how somebody left a branch for good."""

    TRANSFERRED = "transferred", "组织关系转出"
    EXPELLED = "expelled", "开除党籍"
    REMOVED = "removed", "除名"
    RESIGNED = "resigned", "退党"
    DISQUALIFIED = "disqualified", "取消预备党员资格"
    STOPPED = "stopped", "停止党籍"
    DIED = "died", "死亡"
    ADJUSTED = "adjusted", "本单位内调整"


class Affiliation(Dated):
    """所在支部: which branch a person belonged to, and when; how the person came and left."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="affiliations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="affiliations")
    entered_as = models.CharField("进入类型", max_length=20, choices=EnteredAs.choices, blank=True)
    left_as = models.CharField("离开类型", max_length=20, choices=LeftAs.choices, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["starts_on"]
        verbose_name = "所在支部"
        constraints: ClassVar = [
            _in_order("affiliation_in_order"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(ends_on__isnull=True), name="one_branch_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(left_as="") | Q(ends_on__isnull=False), name="left_with_a_day"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit", "ends_on", "starts_on", "person"], name="affiliation_span")
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.unit}"


class Stage(models.TextChoices):
    """党籍阶段."""

    APPLICANT = "applicant", "入党申请人"
    ACTIVIST = "activist", "入党积极分子"
    OBJECT = "object", "发展对象"
    PROBATIONARY = "probationary", "预备党员"
    FULL = "full", "正式党员"


MEMBER_STAGES = (Stage.PROBATIONARY, Stage.FULL)


class Membership(Dated):
    """党籍: the stage a person was in, and when; `left_as` where it ended without another one.

    `is_estimated`: a roster said no first day; it is the one that the rule of probation would give.
    """

    scope_path: ClassVar[str] = "person__home__path"

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    stage = models.CharField("人员类别", max_length=20, choices=Stage.choices)
    left_as = models.CharField("终止类型", max_length=20, choices=LeftAs.choices, blank=True)
    is_estimated = models.BooleanField("起始日期为推算", default=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["starts_on"]
        verbose_name = "党籍"
        constraints: ClassVar = [_in_order("membership_in_order")]
        indexes: ClassVar = [
            models.Index(
                fields=["person", "starts_on", "ends_on", "stage"], name="membership_span"
            ),
            models.Index(
                fields=["stage", "starts_on", "ends_on", "person"], name="membership_stage"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_stage_display()}"


class PostTitle(models.TextChoices):
    """党内职务."""

    SECRETARY = "secretary", "书记"
    DEPUTY = "deputy_secretary", "副书记"
    ORGANIZATION = "organization", "组织委员"
    PUBLICITY = "publicity", "宣传委员"
    DISCIPLINE = "discipline", "纪检委员"
    MEMBER = "member", "委员"
    GROUP_LEADER = "group_leader", "党小组组长"


COMMITTEE_TITLES = tuple(t for t in PostTitle if t != PostTitle.GROUP_LEADER)


class Post(Dated):
    """任职: a post in a unit with its term."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="posts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    title = models.CharField("职务", max_length=20, choices=PostTitle.choices)
    term_ends_on = models.DateField("届满日期", null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["starts_on", "id"]
        verbose_name = "任职"
        constraints: ClassVar = [_in_order("post_in_order")]

    def __str__(self) -> str:
        return f"{self.unit}{self.get_title_display()} {self.person}"


class RosterImport(Audited):
    """名册导入: one confirmed upload, kept so that it can be undone. Rows are sealed at rest."""

    audit_secret: ClassVar[frozenset[str]] = frozenset({"rows", "table"})

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="导入到")
    file_name = models.CharField("文件名", max_length=200)
    file_hash = models.CharField(max_length=64, db_index=True)
    rows = EncryptedField("预览内容", blank=True)
    table = EncryptedField("表格", blank=True)
    columns = models.JSONField("列对应", default=dict)
    state = models.CharField("状态", max_length=10, default="preview")
    created_at = models.DateTimeField("上传时间", auto_now_add=True)
    created_by = models.CharField("上传人", max_length=100)
    people = models.JSONField("新增人员", default=list)
    updated = models.JSONField("更新人员", default=list)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at"]
        verbose_name = "名册导入"

    def __str__(self) -> str:
        return f"{self.file_name}（{self.unit}）"

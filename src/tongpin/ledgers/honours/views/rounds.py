"""Rounds of commendation: the list, the guided page, and the verbs of who runs them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tongpin.audit.clock import site_day
from tongpin.audit.errors import Forbidden
from tongpin.audit.queries import history
from tongpin.casework import queries as cases
from tongpin.documents.papers import DOCX
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.honours import actions, papers, queries
from tongpin.ledgers.honours.forms import (
    AskForm,
    DecideForm,
    GridForm,
    PublicityForm,
    RoundForm,
)
from tongpin.ledgers.honours.models import (
    Heard,
    HonourKind,
    Nomination,
    Organ,
    Outcome,
    Review,
    Round,
    View,
)
from tongpin.ledgers.honours.models.commendation import NOMINABLE
from tongpin.ledgers.honours.views.place import handled, own_round, round_of
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, unit_of
from tongpin.rectification.queries import narrowed
from tongpin.ui.listing import Column, Filter, Listing, download, respond

COMMEND = "honours.commend"


@page("honours.ledger")
def listing(request: PageRequest) -> HttpResponse:
    """Rounds of the chosen unit, below it, and of the units above."""
    place, book = request.page, current_book()
    may = place.can(COMMEND)
    table = Listing(
        request,
        queries.rounds(narrowed(place.scope, place.unit)),
        [
            Column("title", "表彰", link=lambda r: reverse("honours:round", args=[r.pk])),
            Column("unit", "表彰党组织", cell=lambda r: str(r.unit)),
            Column("year", "年度", sort="year", cell=lambda r: str(r.year)),
            Column("nominate_by", "推荐截止", sort="nominate_by", kind="date"),
            Column("standing", "情况", cell=lambda r: cases.summary(book, r.case, place.as_of)[0]),
            Column("next", "下一步", cell=lambda r: cases.summary(book, r.case, place.as_of)[1]),
        ],
        title="表彰",
        filters=[
            Filter("of", "年度", [(str(y), f"{y}年") for y in place.years],
                   lambda q, v: q.filter(year=int(v))),
            Filter("state", "状态", [("open", "办理中"), ("closed", "已办结")],
                   lambda q, v: q.filter(case__closed_on__isnull=v == "open")),
        ],
        search=lambda q, text: q.filter(title__icontains=text),
        search_label="名称",
        default_sort="-year",
        empty="还没有开展表彰。“七一”等重要节点表彰优秀共产党员、优秀党务工作者、先进党组织的，从这里开始："
        "推荐、征求意见、审核、公示、决定，一步步办。",
        empty_action=("开展表彰", reverse("honours:round-new")) if may else None,
    )  # fmt: skip
    return respond(request, table, "honours/rounds.html", can_write=may)


@page("honours.ledger")
def detail(request: PageRequest, pk: int) -> HttpResponse:
    """One round: its steps with the rules' word, and everybody nominated that the reader may see."""
    place = request.page
    if pk <= BIGGEST_KEY and queries.cases_of(place.visible, pk) is not None:
        return redirect(f"{reverse('honours:round-new')}?case={pk}")
    row = round_of(request, pk)
    runs = place.can(COMMEND, row.unit)
    opines = runs or place.can("honours.opine", row.unit)
    book, day = current_book(), place.as_of
    found = queries.standing_of(book, row, day)
    items = queries.nominations(row, place.scope, everything=opines)
    asked = queries.consultations(item.pk for item in items) if opines else {}
    told = queries.flags(items, day) if opines or place.can("honours.nominate") else {}
    is_public = queries.shows_all(row)
    mine = place.scope.covers
    lines = [
        (
            item, queries.stand_of(item, asked.get(item.pk, []), is_public),
            told.get(item.pk, []) if opines or mine(item.unit.path) else [],
            asked.get(item.pk, []), mine(item.unit.path) or opines,
        )
        for item in items
    ]  # fmt: skip
    return render(
        request,
        "honours/round.html",
        {
            "row": row,
            "rungs": cases.ladder(book, row.case, found),
            "standing": cases.standing(found),
            "papers": cases.papers(row.case.records.all()),
            "groups": _groups(row, lines),
            "public": queries.publicity_of(row),
            "is_open": row.case.closed_on is None,
            "runs": runs and row.case.closed_on is None,
            "opines": opines and row.case.closed_on is None,
            "sees": opines,
            "can_nominate": place.can("honours.nominate") and row.case.closed_on is None
            and not is_public and row.nominate_by >= day,
            "asked": sorted({c.organ for rows in asked.values() for c in rows}),
            "organs": dict(Organ.choices),
            "history": history(row) if opines else [],
        },
    )  # fmt: skip


def _groups(row: Round, lines: Sequence[tuple[Any, ...]]) -> list[tuple[str, str, list[Any]]]:
    """`(kind, how many of how many, lines)` by kind."""
    groups = []
    for kind, label in NOMINABLE:
        found = [line for line in lines if line[0].kind == kind]
        live = [line for line in found if not line[0].withdrawn_reason]
        quota = row.quota(kind)
        words = f"{len(live)}个" + (f"，名额{quota}个" if quota is not None else "")
        if found or quota:
            groups.append((label, words, found))
    return groups


@page(COMMEND)
def new(request: PageRequest) -> HttpResponse:
    """Open a round, or give a case that was opened under 程序办理 its round."""
    place, unit = request.page, unit_of(request)
    key = request.GET.get("case", "")
    case = None
    if key.isascii() and key.isdigit() and len(key) < 19:
        case = queries.cases_of(place.visible, int(key))
        if case is None:
            raise Http404
        unit = place.require(case.unit)
    day = site_day()
    form = RoundForm(
        request.POST or None,
        initial={
            "opened_on": case.opened_on if case else day, "title": case.title if case else "",
        },
    )  # fmt: skip

    def act(data: dict[str, Any]) -> Any:
        data.pop("version")
        return actions.open_round(place.actor, unit=unit, case=case, **data)

    return handled(
        request, form, act, back=reverse("honours:rounds"), made="honours:round", title="开展表彰",
        submit="开始", said="已开始，各支部可以推荐了。", template="ui/form.html", eyebrow=str(unit),
    )  # fmt: skip


@page(COMMEND)
def edit(request: PageRequest, pk: int) -> HttpResponse:
    """Correct the plan, or give more time."""
    row = own_round(request, pk)
    first = {n: getattr(row, n) for n in ROUND} | {"version": row.version}
    form = RoundForm(request.POST or None, initial=first)
    del form.fields["opened_on"]
    return _verb(request, row, form, actions.revise_round, title="修改方案", submit="保存",
                 said="已保存。")  # fmt: skip


ROUND = ("title", "members", "workers", "organisations", "nominate_by", "conditions")


def _verb(
    request: PageRequest, row: Round, form: Any, verb: Callable[..., Any], **words: Any
) -> HttpResponse:
    return handled(
        request, form,
        lambda data: verb(request.page.actor, unit=row.unit, round=row, **data),
        back=reverse("honours:round", args=[row.pk]), row=row, **words,
    )  # fmt: skip


@page(COMMEND)
def ask(request: PageRequest, pk: int) -> HttpResponse:
    """Ask the organs for their opinion."""
    row = own_round(request, pk)
    form = AskForm(request.POST or None, initial={"version": row.version, "on": site_day()})
    return _verb(
        request, row, form, actions.ask, title="征求意见", said="已登记征求意见，收到答复后再登记答复。",
        intro="向纪检监察机关、组织人事部门等征求对推荐对象的意见。已经征求过的不重复。",
    )  # fmt: skip


# ---------------------------------------------------------------- one choice for each nominee


def _grid(
    request: PageRequest, row: Round, form: GridForm, act: Callable[[dict[str, Any]], Any], *,
    title: str, said: str, intro: str = "",
) -> HttpResponse:  # fmt: skip
    told = queries.flags(form.items, request.page.as_of)
    return handled(
        request, form, act, back=reverse("honours:round", args=[row.pk]), title=title, said=said,
        intro=intro, row=row, template="honours/grid.html", flags=told, submit="保存",
    )  # fmt: skip


def _live(row: Round, wanted: Callable[[Nomination], bool]) -> list[Nomination]:
    rows = row.nominations.filter(withdrawn_reason="").select_related(
        "unit", "person__home", "organisation"
    )
    return [item for item in rows.order_by("kind", "unit__path", "pk") if wanted(item)]


@page("honours.ledger")
def answer(request: PageRequest, pk: int, organ: str) -> HttpResponse:
    """What an organ answered; the discipline organ may enter its own."""
    row, place = round_of(request, pk), request.page
    if organ not in Organ.values:
        raise Http404
    own = organ == Organ.DISCIPLINE and place.can("honours.opine", row.unit)
    if not (own or place.can(COMMEND, row.unit)):
        raise Forbidden
    items = _live(row, lambda i: not i.review)
    asked = queries.consultations(item.pk for item in items)
    first = {c.nomination_id: c.view for rows in asked.values() for c in rows if c.organ == organ}
    form = GridForm(
        request.POST or None, items=[i for i in items if i.pk in first], choices=View.choices,
        note="的理由", first=first, day="答复日期",
    )  # fmt: skip
    return _grid(
        request, row, form,
        lambda data: actions.answer(
            place.actor, round=row, organ=organ, on=data["on"], views=form.results()
        ),
        title=f"{Organ(organ).label}的答复", said="答复已登记。",
        intro="不宜推荐的写明理由。答复内容密存，只给办理表彰的同志和纪检人员看。",
    )  # fmt: skip


@page(COMMEND)
def review(request: PageRequest, pk: int) -> HttpResponse:
    """Review the nominees."""
    row = own_round(request, pk)
    items = _live(row, lambda i: not i.outcome)
    form = GridForm(
        request.POST or None, items=items, choices=Review.choices, note="的审核意见",
        first={i.pk: i.review for i in items}, day="审核日期",
    )  # fmt: skip
    return _grid(
        request, row, form,
        lambda data: actions.review(
            request.page.actor, unit=row.unit, round=row, on=data["on"], results=form.results()
        ),
        title="审核", said="审核结果已登记。", intro="没有纪检监察机关意见的不能通过；有不同意见仍同意推荐的，写明理由。",
    )  # fmt: skip


@page(COMMEND)
def publicity(request: PageRequest, pk: int) -> HttpResponse:
    """Make the reviewed nominees public."""
    row = own_round(request, pk)
    day, book = site_day(), current_book()
    article = book.article("commend-publicity", day)
    need = article.integer("workdays") if article is not None else 1
    first = day if book.workdays.is_workday(day) else book.workdays.add(day, 1)
    form = PublicityForm(
        request.POST or None, request.FILES or None,
        initial={
            "version": row.version, "starts_on": day,
            "ends_on": book.workdays.add(first, need - 1) if need > 1 else first,
        },
    )  # fmt: skip
    asked = f"{article.cite.label}：{article.text}。" if article is not None else ""
    return _verb(
        request, row, form, actions.open_publicity, title="公示", said="公示已登记，期满后登记公示结果。",
        intro=f"{asked}下面按今天贴出、法定节假日除外算好了最早的期满日期。",
    )  # fmt: skip


@page(COMMEND)
def heard(request: PageRequest, pk: int) -> HttpResponse:
    """What was heard."""
    row = own_round(request, pk)
    items = _live(row, lambda i: i.review == Review.PASSED)
    form = GridForm(
        request.POST or None, items=items, choices=Heard.choices, note="的反映和核查情况",
        first={i.pk: i.heard or Heard.NONE for i in items}, day="登记日期",
    )  # fmt: skip
    return _grid(
        request, row, form,
        lambda data: actions.record_heard(
            request.page.actor, unit=row.unit, round=row, on=data["on"], results=form.results()
        ),
        title="公示结果", said="公示结果已登记。", intro="有反映的先核查清楚，写明反映的问题和核查情况；内容密存。",
    )  # fmt: skip


@page(COMMEND)
def decide(request: PageRequest, pk: int) -> HttpResponse:
    """The decision."""
    row = own_round(request, pk)
    items = _live(row, lambda i: bool(i.heard))
    form = DecideForm(
        request.POST or None, request.FILES or None, items=items, choices=Outcome.choices,
        note="的说明", day="决定日期", gatherings=queries.deciding(row.unit),
        first={
            i.pk: Outcome.DECLINED if i.heard == Heard.UPHELD else Outcome.AWARDED for i in items
        },
    )  # fmt: skip

    def act(data: dict[str, Any]) -> Any:
        return actions.decide(
            request.page.actor, unit=row.unit, round=row, on=data["on"],
            gathering=data["gathering"], results=form.results(), number=data["number"],
            files=data["files"],
        )  # fmt: skip

    return _grid(
        request, row, form, act, title="研究决定", said="决定已登记，荣誉已记入个人档案和支部页面。",
        intro="由作出决定的会议逐个决定；不予表彰的写明理由。",
    )  # fmt: skip


# ---------------------------------------------------------------- papers


@page("honours.ledger")
def paper(request: PageRequest, pk: int, key: str) -> HttpResponse:
    """公示 or 表彰决定 in Word."""
    row, place = round_of(request, pk), request.page
    if key not in PAPERS:
        raise Http404
    if not (place.can(COMMEND, row.unit) or queries.shows_all(row)):
        raise Forbidden
    make, title = PAPERS[key]
    items = [i for i in _live(row, lambda i: True) if i.kind != HonourKind.OTHER]
    return download(make(row, items, place.as_of), f"{title}（{row.title}）.docx", DOCX)


PAPERS = {"publicity": (papers.publicity, "公示"), "decision": (papers.decision, "表彰决定")}

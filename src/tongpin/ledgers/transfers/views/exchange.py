"""Papers, files to and from other sites, and the keys that vouch for them."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongpin.audit.errors import Refused
from tongpin.ledgers.transfers import actions, outbox, queries, signing
from tongpin.ledgers.transfers.forms import PeerForm, RevokeForm, UploadForm
from tongpin.ledgers.transfers.models import Transfer
from tongpin.ledgers.transfers.views.detail import found
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, carried_out, form_page
from tongpin.org.models import Unit
from tongpin.org.queries import root
from tongpin.ui.listing import download

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS = {"letter": "介绍信", "receipt": "回执"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file."""

    name: str
    words: str
    is_good: bool
    transfer: Transfer | None = None


@page("transfers.approve")
@never_cache
def upload(request: PageRequest) -> HttpResponse:
    """Take in files of other sites; each one whole or not at all."""
    form = UploadForm(request.POST or None, request.FILES or None, scope=request.page.scope)
    outcomes: list[Outcome] = []
    if request.method == "POST":
        form.status = 400  # type: ignore[attr-defined]
        if form.is_valid():
            data = form.cleaned_data
            outcomes = [_taken(request, data["unit"], *file) for file in data["sent"]]
            if all(item.is_good for item in outcomes):
                form.status = 200  # type: ignore[attr-defined]
    return form_page(
        request, form, "transfers/upload.html", title="导入转接文件", submit="导入",
        cancel=reverse("transfers:incoming"), outcomes=outcomes,
        has_peers=queries.peers(request.page.visible).filter(revoked_on=None).exists(),
    )  # fmt: skip


def _taken(request: PageRequest, unit: Unit, name: str, data: bytes) -> Outcome:
    try:
        done = actions.import_file(request.page.actor, unit=unit, data=data, name=name)
    except Refused as error:
        return Outcome(name, error.message, False)
    kind = KINDS[done.kind]
    said = f"{kind}已登记" if done.is_new else f"这份{kind}以前已经导入，没有重复登记"
    return Outcome(name, f"{done.transfer.name}：{said}", True, done.transfer)


@page("transfers.approve")
@require_POST
@never_cache
def letter_paper(request: PageRequest, pk: int, letter: int) -> HttpResponse:
    """A letter in three parts, as Word. It carries the full number, so the committee prints it."""
    row = found(request, pk, "transfers.view")
    desk = request.page.require(row.issuer or row.receiver or row.unit)
    paper = row.letters.filter(pk=letter).first() if letter <= BIGGEST_KEY else None
    if paper is None:
        raise Http404
    data = outbox.letter_paper(request.page.actor, unit=desk, letter=paper)
    return download(data, f"{row.name}组织关系介绍信{paper.number}.docx", DOCX)


@page("transfers.approve")
@require_POST
@never_cache
def receipt_paper(request: PageRequest, pk: int) -> HttpResponse:
    """The receipt to send back, as Word."""
    row = found(request, pk, "transfers.view")
    desk = request.page.require(row.receiver or row.unit)
    data = outbox.receipt_paper(request.page.actor, unit=desk, transfer=row)
    return download(data, f"{row.name}组织关系回执.docx", DOCX)


@page("transfers.approve")
@require_POST
@never_cache
def letter_file(request: PageRequest, pk: int) -> HttpResponse:
    """The signed letter for the other site."""
    row = found(request, pk, "transfers.view")
    desk = request.page.require(row.issuer or row.unit)
    data = outbox.letter_file(request.page.actor, unit=desk, transfer=row)
    return download(data, f"转接介绍信-{row.name}.json", "application/json")


@page("transfers.approve")
@require_POST
@never_cache
def receipt_file(request: PageRequest, pk: int) -> HttpResponse:
    """The signed receipt (or refusal) for the site that the letter came from."""
    row = found(request, pk, "transfers.view")
    desk = request.page.require(row.receiver or row.unit)
    data = outbox.receipt_file(request.page.actor, unit=desk, transfer=row)
    return download(data, f"转接回执-{row.name}.json", "application/json")


@page("transfers.approve")
def keys(request: PageRequest) -> HttpResponse:
    """The own key with its fingerprint, and the sites whose keys were compared."""
    own, bureau = signing.own_public(), root()
    if request.GET.get("download"):
        text = f"{bureau.name if bureau else ''}\n{own}\n"
        return download(text.encode(), "同频公钥.txt", "text/plain")
    context = {
        "title": "交换密钥",
        "own": own,
        "fingerprint": signing.fingerprint(own),
        "bureau": bureau,
        "peers": queries.peers(request.page.visible),
        "can_trust": bureau is not None and request.page.can("transfers.approve", bureau),
    }
    return render(request, "transfers/keys.html", context)


@page("transfers.approve")
def peer_new(request: PageRequest) -> HttpResponse:
    """Trust another site's key."""
    bureau = root()
    if bureau is None:
        raise Http404
    request.page.require(bureau)
    form = PeerForm(request.POST or None)
    if request.method == "POST":
        act = actions.trust_peer
        made = carried_out(form, lambda: act(request.page.actor, unit=bureau, **form.cleaned_data))
        if made is not None:
            messages.success(request, f"已登记{made.name}，双方可以用文件转接了。")
            return redirect("transfers:keys")
    return form_page(
        request, form, title="登记对方公钥", submit="指纹一致，登记",
        cancel=reverse("transfers:keys"),
        intro="先请对方把公钥发来，再打电话逐组核对指纹。指纹一致，才能确认文件真的来自对方。",
    )  # fmt: skip


@page("transfers.approve")
def peer_revoke(request: PageRequest, pk: int) -> HttpResponse:
    """Trust a key no longer."""
    row = queries.peers(request.page.visible).filter(pk=pk).first() if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    unit = request.page.require(row.unit)
    form = RevokeForm(request.POST or None)
    if request.method == "POST":
        act = actions.withdraw_peer
        made = carried_out(
            form, lambda: act(request.page.actor, unit=unit, peer=row, **form.cleaned_data)
        )
        if made is not None:
            messages.success(request, "已停用。")
            return redirect("transfers:keys")
    return form_page(
        request, form, title=f"停用{row.name}", submit="停用", cancel=reverse("transfers:keys")
    )

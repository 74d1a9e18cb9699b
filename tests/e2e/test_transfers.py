"""A member is transferred out on paper, another comes in by file from a second site."""

from __future__ import annotations

import base64
import io
import json

import docx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.ledgers.standing import desk as standing
from tests.ledgers.transfers import desk
from tongpin.ledgers.transfers import signing
from tongpin.ledgers.transfers.exchange import Document, Site
from tongpin.ledgers.transfers.models import Transfer

pytestmark = pytest.mark.e2e
THERE = "中共白石县农业局委员会"


def file_from_there() -> tuple[str, bytes]:
    """The public key of another site, and a letter that it signed for this one."""
    key = Ed25519PrivateKey.generate()
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    document = Document(
        kind="letter", id="7c9e6679-7425-40de-944b-e07fc1f90ae7",
        sender=Site(name=THERE, key=public),
        recipient=Site(name="中共青禾县水务局委员会", key=signing.own_public()),
        person=desk.somebody(), letter=desk.letter(),
    )  # fmt: skip
    signature = base64.b64encode(key.sign(document.canonical())).decode()
    whole = document.model_dump(mode="json") | {"signature": signature}
    return public, json.dumps(whole, ensure_ascii=False).encode()


def test_out_on_paper(stage, browse, readable) -> None:
    secretary = browse("secretary1")
    secretary.goto("/transfers/new/")
    assert readable(secretary)
    secretary.select_option("#id_person", str(stage.people["郑文"]))
    secretary.fill("#id_committee", THERE)
    secretary.fill("#id_branch_name", "机关党支部")
    secretary.get_by_role("button", name="提出转接").click()
    secretary.get_by_role("link", name="支部核实").click()
    assert readable(secretary)
    secretary.fill("#id_paid_until", "2020-09")
    secretary.get_by_role("button", name="支部核实").click()
    secretary.wait_for_selector("text=支部已核实，等待党委审核")
    assert secretary.get_by_role("link", name="党委审核").count() == 0

    office = browse("office")
    row = Transfer.objects.get()
    office.goto(f"/transfers/{row.pk}/")
    assert readable(office)
    office.get_by_role("link", name="党委审核").click()
    office.get_by_role("button", name="党委审核").click()
    office.get_by_role("link", name="开具介绍信").click()
    assert readable(office)
    office.get_by_role("button", name="开具介绍信").click()
    office.wait_for_selector("text=介绍信已开具，可以打印")
    assert readable(office)
    with office.expect_download() as paper:
        office.get_by_role("button", name="介绍信（Word）").click()
    with open(paper.value.path(), "rb") as stream:
        text = "\n".join(p.text for p in docx.Document(io.BytesIO(stream.read())).paragraphs)
    assert "该同志党费已交到2020年9月" in text
    office.goto("/transfers/")
    assert readable(office)
    assert "〔2020〕第001号" in office.content()


def test_in_by_file(stage, browse, readable) -> None:
    public, data = file_from_there()
    office = browse("office")
    office.goto("/transfers/keys/")
    assert readable(office)
    office.get_by_role("link", name="登记对方公钥").click()
    office.fill("#id_name", THERE)
    office.fill("#id_key", public)
    office.fill("#id_fingerprint", "0000 0000")
    office.fill("#id_checked_with", "电话核对")
    office.get_by_role("button", name="登记").last.click()
    office.wait_for_selector("text=指纹与公钥不一致")
    office.fill("#id_fingerprint", signing.fingerprint(public).lower())
    office.get_by_role("button", name="登记").last.click()
    office.wait_for_selector("text=双方可以用文件转接了")

    office.goto("/transfers/upload/")
    assert readable(office)
    forged = data.replace("何远来".encode(), "何近来".encode())
    files = [{"name": n, "mimeType": "application/json", "buffer": b}
             for n, b in (("真.json", data), ("假.json", forged), ("又.json", data))]  # fmt: skip
    office.set_input_files("#id_sent", files)
    office.get_by_role("button", name="导入").last.click()
    office.wait_for_selector("text=签名不对")
    assert readable(office)
    assert "以前已经导入，没有重复登记" in office.content()
    assert Transfer.objects.count() == 1
    office.get_by_role("link", name="查看").first.click()
    for verb in ("接收", "编入支部", "登记回执"):
        office.get_by_role("link", name=verb, exact=True).click()
        if verb == "编入支部":
            office.select_option("#id_branch", str(stage.units["ZB2"]))
        if verb == "登记回执":
            office.fill("#id_handler", "党办王干事")
        office.get_by_role("button", name=verb, exact=True).click()
        office.wait_for_selector("text=已")
    with office.expect_download() as answer:
        office.get_by_role("button", name="导出回执文件").click()
    with open(answer.value.path(), encoding="utf8") as stream:
        assert json.load(stream)["answer"]["outcome"] == "accepted"
    office.goto("/org/people/")
    assert "何远来" in office.content()


def test_every_page_is_readable(stage, browse, readable) -> None:
    row, letter = standing.missing(stage), desk.issued(stage, "周建国", days=5)
    standing.search(stage, row)
    away = standing.away(stage, "吴晓东", is_abroad=True)
    held = standing.decide(stage, "quit", "request", desk.TODAY, name="孙玉梅")
    page = browse("office")
    for url in (
        "/transfers/in/", "/transfers/in/new/", f"/transfers/{letter.pk}/",
        f"/transfers/{letter.pk}/step/reissue/", "/standing/", "/standing/floating/",
        "/standing/floating/new/", f"/standing/floating/{away.pk}/",
        f"/standing/floating/{away.pk}/identify/", "/standing/lost/", f"/standing/lost/{row.pk}/",
        f"/standing/lost/{row.pk}/search/", "/standing/decisions/",
        f"/standing/decisions/{held.pk}/", f"/standing/decisions/new/{stage.people['郑文']}/",
    ):  # fmt: skip
        page.goto(url)
        assert readable(page)

"""What may be stored, and that nothing else gets in or out."""

from __future__ import annotations

import io
import zipfile

import pytest

from tongpin.audit.errors import Refused
from tongpin.documents import actions, queries
from tongpin.documents.content import checked, clean_name
from tongpin.documents.models import StoredFile

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture(autouse=True)
def _store(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def office(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("空.pdf", b"", "空文件"),
        ("页.pdf", b"<html><script>alert(1)</script></html>", "格式不能上传"),
        ("图.svg", b"<svg xmlns='x'><script/></svg>", "格式不能上传"),
        ("程序.exe", b"MZ\x90\x00\x03\x00", "格式不能上传"),
        ("包.zip", office({"a.txt": b"x"}), "格式不能上传"),
        ("照片.pdf", PNG, "扩展名与内容不符"),
        ("炸弹.docx", office({"[Content_Types].xml": b"", "word/document.xml": b"0" * 30_000_000}), "解压后过大"),
        ("大.png", PNG + b"0" * 1000, "超过"),
    ],
)  # fmt: skip
def test_hostile_files_are_refused_with_the_cure(name: str, data: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says):
        checked(data, name, limit=500 if says == "超过" else 20 * 1024 * 1024)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/通知.pdf", "通知.pdf"),
        ("C:\\桌面\\通知.pdf", "通知.pdf"),
        ("通知\u202efdp.exe", "通知fdp.exe"),
        ("a\x00b.pdf", "ab.pdf"),
        ("...", "未命名"),
    ],
)
def test_names_are_made_harmless(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_one_content_is_stored_once_whatever_its_names(cast) -> None:
    unit, who = cast.unit("ZB1"), cast.actor("secretary1")
    for name in ("甲.png", "乙.png"):
        actions.attach(who, unit=unit, owner="life:1", name=name, data=PNG)
    assert StoredFile.objects.count() == 1
    names = [a.name for a in queries.attachments("life:1")]
    assert names == ["甲.png", "乙.png"]
    assert queries.content(StoredFile.objects.get()) == PNG


def test_detached_file_is_no_longer_shown(cast) -> None:
    unit, who = cast.unit("ZB1"), cast.actor("secretary1")
    row = actions.attach(who, unit=unit, owner="life:1", name="甲.png", data=PNG)
    actions.detach(who, unit=unit, attachment=row)
    assert queries.attachments("life:1") == []

"""The first run on an empty database."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.test import Client

from tongpin.audit.models import Entry
from tongpin.org import setup
from tongpin.org.models import Account, Unit

GOOD = {
    "bureau_name": "中共青禾县水务局委员会",
    "bureau_short_name": "局党委",
    "bureau_code": "SW",
    "bureau_kind": "party_committee",
    "bureau_founded_on": "2016年3月1日",
    "security_username": "anquan",
    "security_display_name": "安全员",
    "security_password": "three-officers-apart",
    "office_username": "dangban",
    "office_display_name": "党办",
    "office_password": "",
}


@pytest.fixture
def empty(db, settings, tmp_path, request) -> Path:
    """A database without a bureau, and an empty data folder."""
    # The cast lies in the database for the whole session; here, inside this test, it is gone.
    from django.db import connection

    with connection.cursor() as cursor:
        for model in (
            "grant",
            "apitoken",
            "account",
            "searchname",
            "unitevent",
            "post",
            "membership",
            "affiliation",
            "person",
        ):
            cursor.execute(f"delete from org_{model}")
        cursor.execute("delete from org_unit")
    settings.DATA_DIR = tmp_path
    return tmp_path


def test_every_page_leads_to_the_first_run(empty) -> None:
    client = Client()
    response = client.get("/", follow=True)
    assert response.redirect_chain[-1][0] == "/org/setup/"
    assert "首次设置" in response.content.decode()
    code = empty / "setup.code"
    assert stat.S_IMODE(code.stat().st_mode) == 0o600
    assert code.read_text() not in response.content.decode()
    assert setup.ensure_code() == code.read_text()


def test_the_code_founds_bureau_and_two_accounts(empty) -> None:
    client, code = Client(), setup.ensure_code()
    done = client.post("/org/setup/", {**GOOD, "code": f" {code.lower()} "})
    text = done.content.decode()
    assert done.status_code == 200
    assert "three-officers-apart" not in text
    assert str(Unit.objects.get()) == "局党委"
    security, office = (
        Account.objects.get(username="anquan"),
        Account.objects.get(username="dangban"),
    )
    assert security.check_password("three-officers-apart")
    assert not security.must_change_password
    assert office.must_change_password
    assert [g.role for g in office.grants.all()] == ["office"]
    assert Entry.objects.first().title == "首次设置"
    assert not (empty / "setup.code").exists()
    assert setup.ensure_code() is None
    assert client.get("/org/setup/")["Location"] == "/org/login/"
    assert client.post("/org/setup/", {**GOOD, "code": code}).status_code == 302
    assert Unit.objects.count() == 1


def test_the_office_is_led_on_to_the_roster(empty) -> None:
    client, code = Client(), setup.ensure_code()
    client.post("/org/setup/", {**GOOD, "office_password": "grey-heron-1949", "code": code})
    log_in = client.post("/org/login/", {"username": "dangban", "password": "grey-heron-1949"})
    assert client.get(log_in["Location"])["Location"] == "/org/password/"
    new = {"old": "grey-heron-1949", "new": "white-heron-1949", "again": "white-heron-1949"}
    led = client.post("/org/password/", new)
    assert led["Location"] == "/org/roster/"
    assert "第 2 步，共 3 步" in client.get("/org/roster/").content.decode()


def test_five_wrong_codes_void_it(empty) -> None:
    client, code = Client(), setup.ensure_code()
    for left in (4, 3, 2, 1):
        response = client.post("/org/setup/", {**GOOD, "code": "WRONG"})
        assert f"还可以再试 {left} 次" in response.content.decode()
    assert client.post("/org/setup/", {**GOOD, "code": "WRONG"}).status_code == 429
    voided = client.post("/org/setup/", {**GOOD, "code": code})
    assert voided.status_code == 429
    assert "重新启动同频" in voided.content.decode()
    assert not Unit.objects.exists()
    assert setup.ensure_code() != code  # the next start of the server
    assert client.get("/org/setup/").status_code == 200


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"bureau_name": ""}, "请填写党组织全称"),
        ({"bureau_name": "局\x00党委"}, "控制字符"),
        ({"bureau_founded_on": "2020-13-40"}, "不存在"),
        ({"office_username": "ANQUAN"}, "登录名不能相同"),
        ({"office_username": "a b"}, "登录名中不能有“ ”"),
        ({"security_password": "12345678901"}, "密码不能全是数字"),
        ({"bureau_kind": "group"}, "选择一个有效的选项"),
    ],
)
def test_nothing_is_half_made(empty, change, message) -> None:
    code = setup.ensure_code()
    response = Client().post("/org/setup/", {**GOOD, **change, "code": code})
    assert response.status_code == 400
    assert message in response.content.decode()
    assert not Unit.objects.exists()
    assert not Account.objects.exists()

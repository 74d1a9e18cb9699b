"""Log-in, lock-out, first password, sessions, tokens, roles."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.conftest import PASSWORD
from tongpin.audit.errors import Forbidden
from tongpin.audit.models import Entry
from tongpin.org import actions
from tongpin.org.access import actor_of
from tongpin.org.models import Account, Grant

NEW = "another-horse-4-tea"


def log_in(username: str, password: str = PASSWORD, client: Client | None = None, **extra):
    client = client or Client()
    return client, client.post("/org/login/", {"username": username, "password": password, **extra})


def test_log_in_leads_to_the_page_asked_for_and_leaves_an_entry(cast) -> None:
    _, response = log_in("office", next="/org/units/")
    assert (response.status_code, response["Location"]) == (302, "/org/units/")
    entry = Entry.objects.first()
    assert (entry.title, entry.account_id) == ("登录", cast.accounts["office"])


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil", "/a\x00"],
)
def test_log_in_never_leads_off_the_site(cast, wanted) -> None:
    _, response = log_in("office", next=wanted)
    assert response["Location"] == "/"


@pytest.mark.parametrize(
    ("who", "where"),
    [
        ("security", "/org/accounts/"),
        ("auditor", "/audit/"),
        ("system", "/org/me/"),
        ("member1", "/"),
    ],
)
def test_officers_begin_at_their_own_page(cast, who, where) -> None:
    _, response = log_in(who)
    assert response["Location"] == where


@pytest.mark.parametrize("username", ["office", "nobody", "", "x" * 5000, "a\x00b", "<script>"])
def test_a_wrong_password_says_nothing_about_the_name(cast, username) -> None:
    _, response = log_in(username, "wrong")
    assert response.status_code == 400
    text = response.content.decode()
    assert "<script>" not in text.split("<form")[1]
    if username in {"office", "nobody"}:
        assert "登录名或密码不正确" in text


def test_five_wrong_passwords_lock_the_name_whatever_its_case(cast) -> None:
    for name in ("office", "OFFICE", "Office", "ｏｆｆｉｃｅ", "office"):
        _, response = log_in(name, "wrong")
    assert response.status_code == 429
    assert "15 分钟后再试" in response.content.decode()
    assert response["Retry-After"] == "900"
    _, response = log_in("office")
    assert response.status_code == 429
    _, response = log_in("secretary1")
    assert response.status_code == 302


def test_a_newer_log_in_ends_the_older_session(cast) -> None:
    first, _ = log_in("office")
    assert first.get("/org/me/").status_code == 200
    second, _ = log_in("office")
    ended = first.get("/org/me/")
    assert ended["Location"] == "/org/login/?ended=1"
    assert "您的账号在别处登录，本次会话已结束" in first.get(ended["Location"]).content.decode()
    assert second.get("/org/me/").status_code == 200


def test_the_first_password_must_be_changed_before_anything_else(cast) -> None:
    account, password = actions.open_account(
        cast.actor("security"),
        unit=cast.unit("ZB2"),
        username="xinren",
        display_name="新人",
        role="secretary",
    )
    client, _ = log_in("xinren", password)
    for url in ("/", "/org/people/", "/org/me/"):
        assert client.get(url)["Location"] == "/org/password/"
    page = client.get("/org/password/")
    assert "首次登录" in page.content.decode()
    for old, new, again, message in (
        ("wrong", NEW, NEW, "原密码不正确"),
        (password, "short", "short", "密码至少 10 个字符"),
        (password, "12345678901", "12345678901", "密码不能全是数字"),
        (password, password, password, "不能与原密码相同"),
        (password, NEW, NEW + "x", "两次输入的新密码不一致"),
    ):
        refused = client.post("/org/password/", {"old": old, "new": new, "again": again})
        assert refused.status_code == 400
        assert message in refused.content.decode()
    done = client.post("/org/password/", {"old": password, "new": NEW, "again": NEW})
    assert done["Location"] == "/"
    assert client.get("/org/people/").status_code == 200
    account.refresh_from_db()
    assert account.check_password(NEW)


def test_log_out_only_by_post(cast) -> None:
    client, _ = log_in("office")
    assert client.get("/org/logout/").status_code == 405
    assert client.post("/org/logout/")["Location"] == "/org/login/"
    assert client.get("/org/me/").status_code == 302


def test_a_token_is_shown_once_and_revoked(cast) -> None:
    client, _ = log_in("office")
    made = client.post("/org/me/tokens/", {"name": "报送", "expires_on": "2020-12-31"})
    assert made.status_code == 200
    secret = re.search(r"tp_[\w-]+", made.content.decode())[0]
    assert secret not in client.get("/org/me/").content.decode()
    token = cast.account("office").tokens.get()
    assert secret not in token.hash
    assert cast.client("secretary1").post(f"/org/me/tokens/{token.pk}/revoke/").status_code == 404
    client, _ = log_in("office")
    client.post(f"/org/me/tokens/{token.pk}/revoke/")
    token.refresh_from_db()
    assert token.revoked_at is not None
    late = client.post("/org/me/tokens/", {"name": "报送", "expires_on": "2030-12-31"})
    assert late.status_code == 400


def test_the_security_officer_opens_an_account_whose_password_is_shown_once(cast) -> None:
    client = cast.client("security")
    data = {
        "username": "lizz",
        "display_name": "李组织",
        "person": "李组织",
        "role": "committee_member",
        "unit": cast.units["ZB1"],
    }
    made = client.post("/org/accounts/new/", data)
    password = re.search(r"<code>(\w{12})</code>", made.content.decode())[1]
    account = Account.objects.get(username="lizz")
    assert account.check_password(password)
    assert account.must_change_password
    assert account.person.name == "李组织"
    assert password not in str(Entry.objects.first().changes)
    assert password not in client.get(f"/org/accounts/{account.pk}/").content.decode()
    again = client.post("/org/accounts/new/", {**data, "username": "LIZZ"})
    assert again.status_code == 400
    assert "已被使用" in again.content.decode()
    for person, message in (("查无此人", "没有“查无此人”"), ("李组织 1999-13-01", "出生日期")):
        refused = client.post("/org/accounts/new/", {**data, "username": "neu", "person": person})
        assert message in refused.content.decode()
    assert not Account.objects.filter(username="neu").exists()


def test_the_three_officers_stay_apart(cast) -> None:
    client = cast.client("security")
    for who, role in (
        ("auditor", "office"),
        ("system", "security_admin"),
        ("office", "audit_admin"),
    ):
        refused = client.post(
            f"/org/accounts/{cast.accounts[who]}/grants/",
            {"role": role, "unit": cast.units["JU"], "subtree": "on"},
        )
        assert refused.status_code == 400
        assert "须分设，不能与其他角色兼任" in refused.content.decode()
    own = client.post(
        f"/org/accounts/{cast.accounts['security']}/grants/",
        {"role": "security_admin", "unit": cast.units["ZB1"]},
    )
    assert "不能给自己的账号授权" in own.content.decode()
    for url in ("/org/people/", "/audit/", "/org/units/"):
        assert client.get(url).status_code == 403
    assert cast.client("auditor").get("/org/accounts/").status_code == 403
    assert cast.client("system").get("/org/people/").status_code == 403


def test_roles_are_given_taken_and_end_sessions(cast) -> None:
    client = cast.client("security")
    key = cast.accounts["member1"]
    client.post(
        f"/org/accounts/{key}/grants/", {"role": "committee_member", "unit": cast.units["ZB1"]}
    )
    grant = Grant.objects.get(account=key, role="committee_member")
    assert cast.client("member1").get("/org/people/").status_code == 200
    client.post(f"/org/grants/{grant.pk}/revoke/")
    member = cast.client("member1")
    assert member.get("/org/people/").status_code == 403
    client.post(f"/org/accounts/{key}/active/", {"active": "0"})
    assert member.get("/org/me/").status_code == 302
    assert log_in("member1")[1].status_code == 400
    client.post(f"/org/accounts/{key}/active/", {"active": "1"})
    shown = client.post(f"/org/accounts/{key}/password/").content.decode()
    password = re.search(r"<code>(\w{12})</code>", shown)[1]
    assert log_in("member1", password)[1].status_code == 302


def test_whoever_manages_one_branch_cannot_take_over_the_bureau(cast) -> None:
    security = cast.actor("security")
    local, password = actions.open_account(
        security,
        unit=cast.unit("ZB1"),
        username="local",
        display_name="支部安全员",
        role="security_admin",
    )
    actor, account = actor_of(local), cast.account("member1")
    with pytest.raises(Forbidden):
        actions.grant(actor, unit=cast.unit("JU"), account=account, role="office")
    with pytest.raises(Forbidden, match="含下级"):
        actions.grant(actor, unit=cast.unit("ZB1"), account=account, role="office", subtree=True)
    actions.grant(security, unit=cast.unit("ZB2"), account=account, role="member")
    client, _ = log_in("local", password)
    client.post("/org/password/", {"old": password, "new": NEW, "again": NEW})
    assert client.get(f"/org/accounts/{account.pk}/").status_code == 200
    assert client.post(f"/org/accounts/{account.pk}/password/").status_code == 403
    assert client.post(f"/org/accounts/{account.pk}/active/", {"active": "0"}).status_code == 403
    assert client.get(f"/org/accounts/{cast.accounts['office']}/").status_code == 404
    account.refresh_from_db()
    assert account.check_password(PASSWORD)


def test_accounts_cost_the_same_statements_for_one_and_three(
    cast, django_assert_num_queries
) -> None:
    client = cast.client("security")
    client.get("/org/accounts/")
    for q in ("secretary1", "secretary"):
        with django_assert_num_queries(LIST):
            assert client.get(f"/org/accounts/?q={q}").status_code == 200


LIST = 10

"""`publish account add` and `publish doctor`, as a person runs them."""

from __future__ import annotations

import contextlib
import getpass
import io
import socket
import stat
import sys
import webbrowser
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from publish.adapters.media import fonts
from publish.adapters.system.extras import EXTRAS
from publish.adapters.wechat_api.account_queries import explain_call, find_clock_error, find_outgoing_address
from publish.adapters.wechat_api.credentials import find_secret_file
from publish.cli import account_access, main
from publish.cli.commands import account as account_command
from publish.cli.commands import doctor
from publish.core.exceptions import PlatformError
from publish.core.settings import Settings
from tests.adapters.wechat_api.harness import open_sandbox_client
from tests.command_line import read_result
from tests.sandbox.server import PERSONAL, VERIFIED, RunningSandbox, know_secret

APPID = "wx0123456789abcdef"
NOW = datetime(2020, 6, 17, 20, tzinfo=UTC)
SECRET = "0123456789abcdef0123456789ABCDEF"


@pytest.fixture
def newsletter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "newsletter"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("LANG", "en")
    (folder / "publish.toml").write_text("theme = 'neural'\n", encoding="utf-8")
    return folder


@pytest.fixture
def at_sandbox(newsletter: Path, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch) -> RunningSandbox:
    (newsletter / "publish.toml").write_text("platform.attempts = 1\nnewsletter.issues = 'issues'\n", encoding="utf-8")
    (newsletter / "issues").mkdir()
    (newsletter / "issues" / "2020-06-17.md").write_text("# 周报\n\n正文。\n", encoding="utf-8")
    monkeypatch.setenv("WECHAT_API", sandbox.api)
    monkeypatch.setattr(webbrowser, "get", lambda: None)
    return sandbox


def states(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    return {finding["check"]: finding["state"] for finding in read_result(capsys.readouterr().out)["checks"]}


# --- doctor -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("at_sandbox")
def test_doctor_reports_no_problem(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json"]) == 0

    assert set(states(capsys).values()) == {"ok"}


@pytest.mark.usefixtures("newsletter")
def test_doctor_lists_the_extras(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("psycopg", "ziamath", "manimgx_fonts_cjk"):
        monkeypatch.setitem(sys.modules, module, None)

    main(["doctor", "--lang", "en"])

    assert [line for line in capsys.readouterr().out.splitlines() if " extras that" in line] == [
        "✓ extras that are installed: heic, notify, mcp",
        "– extras that are not installed: postgres, math — where you need one: "
        'pip install "wechat-newsletter[postgres,math]"',
    ]


@pytest.mark.usefixtures("newsletter")
def test_doctor_of_a_base_install_without_fonts_names_every_extra(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in EXTRAS.values():
        monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setattr(fonts, "_SYSTEMS", ())
    monkeypatch.setenv("PATH", "")  # no fontconfig

    main(["doctor", "--json", "--lang", "en"])

    [found] = [result for result in read_result(capsys.readouterr().out)["checks"] if result["check"] == "extras"]
    assert (found["state"], "[postgres,heic,notify,math,fonts,mcp]" in found["message"]) == ("note", True)


@pytest.mark.usefixtures("at_sandbox")
def test_doctor_says_as_what_the_newest_issues_are_read(newsletter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (newsletter / "issues" / "2020-07-02.md").write_text("# 周报\n\n> 导读：甲。\n", encoding="utf-8")
    (newsletter / "issues" / "2020-07-09.md").write_text("---\n: [\n---\n", encoding="utf-8")

    main(["doctor", "--lang", "en"])

    assert "3 issues; of the newest, 1 is read as digests of entries, 1 as articles" in capsys.readouterr().out


@pytest.mark.usefixtures("at_sandbox")
def test_doctor_names_init_where_there_are_no_issues(newsletter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (newsletter / "issues" / "2020-06-17.md").unlink()

    assert main(["doctor", "--lang", "en"]) == 0

    assert "publish init" in capsys.readouterr().out


def test_doctor_changes_nothing(at_sandbox: RunningSandbox) -> None:
    main(["doctor"])

    assert not {call["endpoint"] for call in at_sandbox.control.calls()} & {"draft/add", "freepublish/submit"}


@pytest.mark.usefixtures("at_sandbox")
def test_doctor_prints_a_line_for_each_check(capsys: pytest.CaptureFixture[str]) -> None:
    main(["doctor"])

    out = capsys.readouterr().out
    assert all(line.startswith("✓ ") for line in out.splitlines())
    assert "127.0.0.1" in out
    assert "999 of 1000" in out or "1000 of 1000" in out
    assert "tells no follower, and is not seen on the account's page" in out
    assert "publish release ISSUE --mass tells every follower" in out
    assert "holds 0 of 100000 pictures" in out


@pytest.mark.usefixtures("at_sandbox")
def test_doctor_accepts_missing_permissions_of_a_personal_account(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WECHAT_APPID", PERSONAL)

    assert main(["doctor", "--json"]) == 0

    found = states(capsys)
    assert (found["publishing"], found["mass"], found["drafts"]) == ("note", "note", "ok")


def test_doctor_names_an_address_outside_the_allowlist(
    at_sandbox: RunningSandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    at_sandbox.control.post("accounts", appid=VERIFIED, refusal=40164, caller="198.51.100.9")

    assert main(["doctor", "--quiet"]) == 4

    [line] = capsys.readouterr().out.splitlines()
    assert line.startswith("✗ stable_token: 40164 ")
    assert "198.51.100.9" in line


@pytest.mark.parametrize("refused", [False, True])
def test_doctor_gives_the_address_of_calls_in_a_field_of_its_own(
    at_sandbox: RunningSandbox, capsys: pytest.CaptureFixture[str], refused: bool
) -> None:
    more = {"refusal": 40164} if refused else {}
    at_sandbox.control.post("accounts", appid=VERIFIED, caller="198.51.100.9", **more)

    main(["doctor", "--json"])

    results = read_result(capsys.readouterr().out)["checks"]
    told = [(result["check"], result["address"]) for result in results if "address" in result]
    assert told == [("account", "198.51.100.9") if refused else ("address", "127.0.0.1")]


def test_doctor_gives_no_address_where_the_platform_tells_none(
    at_sandbox: RunningSandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    at_sandbox.control.post("accounts", appid=VERIFIED, refusal=40013)

    main(["doctor", "--json"])

    assert "address" not in {key for result in read_result(capsys.readouterr().out)["checks"] for key in result}


@pytest.mark.parametrize(
    ("written", "state", "words"),
    [
        ("proxy = 'http://192.0.2.7:3128'", "ok", "names are looked up here"),
        ("proxy = 'http://192.0.2.7:3128'\nproxy_resolves = true", "note", "proxy_resolves"),
        ("proxy = 'socks5h://192.0.2.7:1080'", "note", "proxy_resolves"),
        ("proxy_resolves = true", None, ""),
    ],
)
def test_doctor_says_who_looks_names_up(
    newsletter: Path, capsys: pytest.CaptureFixture[str], written: str, state: str | None, words: str
) -> None:
    (newsletter / "publish.toml").write_text(written, encoding="utf-8")

    main(["doctor", "--json", "--lang", "en"])

    results = {result["check"]: result for result in read_result(capsys.readouterr().out)["checks"]}
    said = results.get("proxy", {"state": None, "message": ""})
    assert (said["state"], words in said["message"]) == (state, True)


def test_doctor_names_the_proxy_of_the_account(
    newsletter: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        proxy = f"socks5://127.0.0.1:{closed.getsockname()[1]}"
    written = f"[accounts.main]\nappid = '{APPID}'\nproxy = '{proxy}'\n[platform]\nattempts = 1\n"
    (newsletter / "publish.toml").write_text(written, encoding="utf-8")
    monkeypatch.setenv("WECHAT_SECRET", SECRET)

    assert main(["doctor", "--lang", "en"]) == 4

    out = capsys.readouterr().out
    assert f"calls go to WeChat through {proxy}" in out
    assert "the proxy does not connect to WeChat, nothing was sent" in out


def test_doctor_continues_after_a_failed_check(at_sandbox: RunningSandbox, capsys: pytest.CaptureFixture[str]) -> None:
    at_sandbox.control.fail("freepublish/batchget", "reset")

    assert main(["doctor", "--json"]) == 4

    found = states(capsys)
    assert (found["publishing"], found["mass"], found["quota"]) == ("wrong", "ok", "ok")


@pytest.mark.parametrize(
    ("count", "state", "code"),
    [
        (None, "note", 0),
        (0, "ok", 0),
        (94_999, "ok", 0),
        (95_000, "note", 0),
        (99_999, "note", 0),
        (100_000, "wrong", 4),
    ],
)
def test_doctor_reports_the_library_count(count: int | None, state: str, code: int) -> None:
    finding = doctor.check_library(count)

    assert (finding.check, finding.state, finding.code) == ("library", state, code)


def test_doctor_reports_exhausted_quotas(at_sandbox: RunningSandbox, capsys: pytest.CaptureFixture[str]) -> None:
    at_sandbox.control.post("accounts", appid=VERIFIED, quotas={"draft/add": 0})

    assert main(["doctor", "--quiet"]) == 4

    assert "draft/add" in capsys.readouterr().out


@pytest.mark.usefixtures("newsletter")
def test_doctor_without_an_account_explains_how_to_add_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 3

    assert "publish account add" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("ahead", "state", "code"), [(0, "ok", 0), (3600, "wrong", 3), (-3600, "wrong", 3), (None, "note", 0)]
)
def test_doctor_checks_the_clock(ahead: int | None, state: str, code: int) -> None:
    date = "" if ahead is None else format_datetime(NOW - timedelta(seconds=ahead), usegmt=True)

    [finding] = doctor.check_clock(date, NOW)

    assert (finding.state, finding.code) == (state, code)


def test_find_clock_error_returns_none_for_an_invalid_date() -> None:
    assert find_clock_error("yesterday", NOW) is None


@pytest.mark.usefixtures("newsletter")
def test_doctor_reports_a_missing_browser(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise webbrowser.Error

    monkeypatch.setattr(webbrowser, "get", fail)

    main(["doctor", "--json"])

    assert states(capsys)["browser"] == "note"


# --- what became of one call --------------------------------------------------------------------


def test_rid_prints_the_recorded_request_without_token(
    at_sandbox: RunningSandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    token = at_sandbox.fetch_token()
    at_sandbox.ask("draft/get", token, {"media_id": "gone"})
    rid = at_sandbox.control.calls("draft/get")[-1]["rid"]

    assert main(["doctor", "--rid", rid]) == 0

    said = capsys.readouterr()
    assert rid in said.err
    assert "/cgi-bin/draft/get?access_token=…" in said.out
    assert token not in said.out + said.err


def test_doctor_prints_the_record_of_a_call_as_json_when_rid_is_given(
    at_sandbox: RunningSandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    at_sandbox.ask("draft/get", at_sandbox.fetch_token(), {"media_id": "gone"})
    rid = at_sandbox.control.calls("draft/get")[-1]["rid"]

    main(["doctor", "--json", "--rid", rid])

    assert read_result(capsys.readouterr().out)["call"]["client_ip"] == "127.0.0.1"


@pytest.mark.usefixtures("at_sandbox")
def test_unknown_rid_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--rid", "6543fa2c-5f1b3c7a-1a2b3c4d"]) == 4

    assert "76001" in capsys.readouterr().err


def test_explain_call_returns_nothing_without_a_request(sandbox: RunningSandbox, tmp_path: Path) -> None:
    client = open_sandbox_client(sandbox, tmp_path)
    with pytest.raises(PlatformError):
        explain_call(client, "")


def test_find_outgoing_address_returns_empty_when_not_told(sandbox: RunningSandbox, tmp_path: Path) -> None:
    assert find_outgoing_address(open_sandbox_client(sandbox, tmp_path)) == "127.0.0.1"
    sandbox.control.fail("openapi/rid/get", "errcode", code=76001)

    with pytest.raises(PlatformError):
        find_outgoing_address(open_sandbox_client(sandbox, tmp_path))


# --- account add --------------------------------------------------------------------------------


def type_in(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join([*lines, ""])))


def test_account_add_saves_the_secret_readable_only_by_its_owner(
    newsletter: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in(monkeypatch, APPID, SECRET)

    assert main(["account", "add", "main"]) == 0

    said = capsys.readouterr()
    file = Path(said.out.strip())
    assert file.read_text("utf-8").strip() == SECRET
    assert (stat.S_IMODE(file.stat().st_mode), stat.S_IMODE(file.parent.stat().st_mode)) == (0o600, 0o700)
    assert SECRET not in said.out + said.err + (newsletter / "publish.toml").read_text("utf-8")
    assert "publish doctor --account main" in said.err


@pytest.mark.usefixtures("newsletter")
def test_added_account_can_be_used(sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    type_in(monkeypatch, VERIFIED, know_secret(VERIFIED))
    main(["account", "add", "main", "--quiet"])
    monkeypatch.setenv("WECHAT_API", sandbox.api)

    assert main(["doctor", "--account", "main"]) == 0


def test_account_add_creates_the_settings(newsletter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (newsletter / "publish.toml").unlink()
    type_in(monkeypatch, APPID, SECRET)

    main(["account", "add", "main"])

    assert (newsletter / "publish.toml").read_text("utf-8") == f'[accounts.main]\nappid = "{APPID}"\n'


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("main", ("wx", SECRET), ["AppID is no AppID"]),
        ("main", (APPID, "short"), ["what AppSecret holds"]),
        ("main", ("", ""), ["AppID is no AppID", "what AppSecret holds"]),
        ("Main", (APPID, SECRET), ["Main is no name for an account"]),
    ],
)
def test_account_add_reports_all_errors_and_writes_nothing(
    newsletter: Path, monkeypatch: pytest.MonkeyPatch, name: str, typed: tuple[str, str], said: list[str]
) -> None:
    type_in(monkeypatch, *typed)
    err = io.StringIO()

    with contextlib.redirect_stderr(err):
        assert main(["account", "add", name]) == 3

    assert all(words in err.getvalue() for words in said)
    assert (newsletter / "publish.toml").read_text("utf-8") == "theme = 'neural'\n"


@pytest.mark.usefixtures("newsletter")
def test_account_add_keeps_an_existing_account(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in(monkeypatch, APPID, SECRET)
    main(["account", "add", "main"])

    assert main(["account", "add", "main"]) == 3

    assert "main is there already" in capsys.readouterr().err


def test_account_add_saves_no_secret_in_the_repository(
    newsletter: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(newsletter))
    type_in(monkeypatch, APPID, SECRET)

    assert main(["account", "add", "main"]) == 3

    assert "lies in the repository" in capsys.readouterr().err
    assert [path.name for path in newsletter.iterdir()] == ["publish.toml"]


def test_secret_typed_at_a_terminal_is_not_echoed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    asked: list[str] = []

    def take(prompt: str, _stream: object) -> str:
        asked.append(prompt)
        return SECRET

    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr(getpass, "getpass", take)

    assert account_command._ask_secret("AppSecret:") == SECRET
    assert asked == ["AppSecret: "]


@pytest.mark.usefixtures("at_sandbox")
def test_open_account_client_returns_the_client_of_an_account() -> None:
    account = account_access.find_account(None, Settings(), Path())

    assert account_access.open_account_client(account, Settings()).list_drafts(0, 1).total == 0
    assert find_secret_file(account.appid, {"HOME": "/home/a"}) == Path(f"/home/a/.config/publish/{VERIFIED}.secret")

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest

from publish.adapters.config.settings_file import MAX_SETTINGS_BYTES, add_account, find_settings, load_settings
from publish.adapters.storage.cache import Cache
from publish.core.exceptions import SettingsError
from publish.core.problem import Problem
from publish.core.settings import (
    AccountSettings,
    ArchiveSettings,
    CoverSettings,
    FollowSettings,
    IssuesSettings,
    MarkdownSettings,
    NewsletterSettings,
    NotifySettings,
    RetryPolicy,
    ScheduleSettings,
    Settings,
    WordsSettings,
)
from tests.settings_keys import find_keys

EVERY_KEY = """\
theme = "plain_2-b"
accent = "rgb(20, 78, 121)"
text_size = "大"
density = "Airy"
headings = "竖线"
code_theme = "Nord"
indent = true
justify = true
licence = "CC-BY-NC-4.0"
proxy = "http://127.0.0.1:7890"
proxy_resolves = true
ledger = "/var/lib/publish/ledger.db"
fit = "strict"
editor = "code --goto"

[newsletter]
id = "on-device.briefing_1"
name = "端侧简报"
kind = "digest"
title = "端侧 {title}"
account = "端侧"
author = "编辑部"
editor = "张三"
project = "https://example.org/project"
issues = "issues/weekly"
source_url = "https://example.org/{date}.html"
comments = "粉丝"
ai = "pictures"
reading_time = true

[newsletter.words]
intro = ["开篇", "Intro"]
summary = "推荐语"
note = ["说明"]
source = ["来源"]
labels = ["链接", "时长"]
sections = ["新闻", "工具"]
archive = ["往期"]
trailer = ["关于我们"]

[issues]
pattern = "issues/{number}.md"

[follow]
qr = "http://weixin.qq.com/r/abc"
logo = "assets/logo.png"

[cover]
source = "first-picture"
focus = "30% 40%"
font = "/usr/share/fonts/own.ttc"

[markdown]
math = true
code = "scroll bar"
breaks = true
sup_sub = false
highlight = false
mermaid = "mmdc"
plantuml = "/opt/plantuml"

[archive]
limit = 3
readme = "docs/issues.md"

[accounts.main]
appid = "wx0123456789abcdef"
secret_file = "~/main.secret"
api = "https://api2.weixin.qq.com/cgi-bin"
proxy = "http://192.0.2.7:3128"

[accounts.my-test]
appid = "wxfedcba9876543210"

[platform]
connect_seconds = 2
call_seconds = 3.5
upload_seconds = 4
attempts = 5
pause_seconds = 0.1
too_often_seconds = 6
lock_seconds = 7
grace_seconds = 8
poll_seconds = 9
poll_longest_seconds = 10
polls = 11
repeat_seconds = 12

[schedule]
hour = 20
timezone = "Europe/Berlin"
action = "release"
late_hours = 1.5
every_minutes = 15

[notify]
file = "~/notify"
seconds = 9
"""


def load(folder: Path, written: str | bytes, name: str = "publish.toml") -> Settings:
    data = written.encode() if isinstance(written, str) else written
    (folder / name).write_bytes(data)
    return load_settings(folder / name, Cache(folder / "cache"))


def refuse(folder: Path, written: str | bytes) -> list[Problem]:
    with pytest.raises(SettingsError) as caught:
        load(folder, written)
    return list(caught.value.problems)


def to_rows(problems: list[Problem]) -> list[tuple[str, object, int | None]]:
    return [(problem.message, problem.values.get("key"), problem.line) for problem in problems]


# --- finding the file -------------------------------------------------------------------------


@pytest.mark.parametrize("below", [".", "issues", "issues/2020"])
def test_find_settings_searches_upwards(tmp_path: Path, below: str) -> None:
    (tmp_path / "issues" / "2020").mkdir(parents=True)
    (tmp_path / "publish.toml").touch()

    assert find_settings(tmp_path / below) == (tmp_path, tmp_path / "publish.toml")


def test_find_settings_returns_the_nearest_file(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    for folder in (tmp_path, tmp_path / "inner"):
        (folder / "publish.toml").touch()

    assert find_settings(tmp_path / "inner")[0] == tmp_path / "inner"


def test_find_settings_returns_the_folder_without_a_file(tmp_path: Path) -> None:
    (tmp_path / "publish.toml").mkdir()

    assert find_settings(tmp_path) == (tmp_path, None)


def test_find_settings_returns_the_given_file(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    other = tmp_path / "elsewhere" / "other.toml"
    other.touch()
    (tmp_path / "publish.toml").touch()

    assert find_settings(tmp_path, str(other)) == (tmp_path / "elsewhere", other)


@pytest.mark.parametrize(
    "given", ["none.toml", ".", "", "x" * 5000, "fifo"], ids=["none", "folder", "empty", "long", "fifo"]
)
def test_find_settings_reports_a_missing_given_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("fifo")

    with pytest.raises(SettingsError) as caught:
        find_settings(tmp_path, given)

    assert caught.value.problems == (Problem("settings-missing", {"path": given}),)


# --- valid content ----------------------------------------------------------------------------


def test_load_settings_returns_defaults_without_a_file(tmp_path: Path) -> None:
    assert load_settings(None, Cache(tmp_path)) == Settings()


@pytest.mark.parametrize(
    "written", ["", "# 只有注释\n", "[newsletter]\n[follow]\n[archive]\n"], ids=["empty", "comment", "tables"]
)
def test_load_settings_returns_defaults_for_an_empty_file(tmp_path: Path, written: str) -> None:
    assert load(tmp_path, written) == Settings()


def test_load_settings_reads_every_key(tmp_path: Path) -> None:
    assert load(tmp_path, EVERY_KEY) == Settings(
        newsletter=NewsletterSettings(
            id="on-device.briefing_1",
            name="端侧简报",
            kind="digest",
            title="端侧 {title}",
            account="端侧",
            author="编辑部",
            editor="张三",
            project="https://example.org/project",
            issues="issues/weekly",
            source_url="https://example.org/{date}.html",
            comments="followers",
            ai="pictures",
            reading_time=True,
            words=WordsSettings(
                intro=("开篇", "Intro"),
                summary=("推荐语",),
                note=("说明",),
                source=("来源",),
                labels=("链接", "时长"),
                sections=("新闻", "工具"),
                archive=("往期",),
                trailer=("关于我们",),
            ),
        ),
        issues=IssuesSettings(pattern="issues/{number}.md"),
        follow=FollowSettings(qr="http://weixin.qq.com/r/abc", picture="", logo="assets/logo.png"),
        licence="CC-BY-NC-4.0",
        archive=ArchiveSettings(limit=3, readme="docs/issues.md"),
        theme="plain_2-b",
        fit="strict",
        editor="code --goto",
        accent="#144e79",
        text_size="large",
        density="airy",
        headings="bar",
        code_theme="nord",
        indent=True,
        justify=True,
        proxy="http://127.0.0.1:7890",
        proxy_resolves=True,
        ledger="/var/lib/publish/ledger.db",
        cover=CoverSettings(source="first-picture", focus="30% 40%", font="/usr/share/fonts/own.ttc"),
        markdown=MarkdownSettings(
            math=True,
            code="scroll bar",
            breaks=True,
            sup_sub=False,
            highlight=False,
            mermaid="mmdc",
            plantuml="/opt/plantuml",
        ),
        accounts={
            "main": AccountSettings(
                "wx0123456789abcdef", "~/main.secret", "https://api2.weixin.qq.com/cgi-bin", "http://192.0.2.7:3128"
            ),
            "my-test": AccountSettings("wxfedcba9876543210"),
        },
        platform=RetryPolicy(2, 3.5, 4, 5, 0.1, 6, 7, 8, 9, 10, 11, 12),
        schedule=ScheduleSettings(20, "Europe/Berlin", "release", 1.5, 15),
        notify=NotifySettings("~/notify", 9),
    )


def test_find_keys_lists_every_key() -> None:
    written = tomllib.loads(EVERY_KEY.replace("logo =", 'picture = ""\nlogo ='))

    plain = [key for key, value in written.items() if not isinstance(value, dict)]
    words = [f"newsletter.words.{key}" for key in written["newsletter"].pop("words")]
    newsletter = [f"newsletter.{key}" for key in written["newsletter"]]
    assert find_keys() == plain + newsletter + words + [
        f"{table}.{key}" for table in ("issues", "follow", "cover", "markdown", "archive") for key in written[table]
    ] + ["check.RULE"] + [f"accounts.NAME.{key}" for key in written["accounts"]["main"]] + [
        f"{table}.{key}" for table in ("platform", "schedule", "notify") for key in written[table]
    ]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ('[newsletter]\ncomments = "all"\n', "setting-comments"),
        ('[newsletter]\ntitle = "第 {numer} 期：{title}"\n', "setting-pattern-field"),
        ('[issues]\npattern = "docs/{numer}.md"\n', "setting-pattern-field"),
        ('ledger = "mysql://host/name"\n', "setting-ledger"),
        ('ledger = "postgresql://host"\n', "setting-ledger"),
        ('ledger = "postgresql://me:word@host/name"\n', "setting-ledger-password"),
        ('ledger = "postgresql://host/name?password=word"\n', "setting-ledger-password"),
        ('ledger = "folder/"\n', "setting-ledger"),
        ('editor = "\'code"\n', "setting-editor"),
    ],
)
def test_load_settings_refuses_invalid_values(tmp_path: Path, written: str, message: str) -> None:
    [problem] = refuse(tmp_path, written)

    assert problem.message == message


@pytest.mark.parametrize("written", [EVERY_KEY, "[newsletter]\nname = 'a'"], ids=["every key", "few"])
def test_load_settings_returns_equal_settings_from_the_cache(tmp_path: Path, written: str) -> None:
    first, second = load(tmp_path, written), load(tmp_path, written)

    assert (repr(first), first) == (repr(second), second)


def test_load_settings_accepts_a_database_url_without_password(tmp_path: Path) -> None:
    assert load(tmp_path, 'ledger = "postgresql://me@host/name"\n').ledger == "postgresql://me@host/name"


def test_load_settings_accepts_a_finished_qr_picture(tmp_path: Path) -> None:
    assert load(tmp_path, '[follow]\npicture = "assets/qr.png"\n').follow.picture == "assets/qr.png"


def test_load_settings_treats_empty_text_as_unset(tmp_path: Path) -> None:
    written = 'licence = ""\naccent = ""\ntext_size = ""\n'
    tables = 'newsletter = { project = "", source_url = "", comments = "" }\nfollow = { qr = "a", picture = "" }\n'

    assert load(tmp_path, written + tables) == Settings(follow=FollowSettings(qr="a"))


@pytest.mark.parametrize("folder", [".", "", "a..b", "每周/简报"])
def test_load_settings_accepts_any_folder_of_the_repository(tmp_path: Path, folder: str) -> None:
    assert load(tmp_path, f"newsletter.issues = '{folder}'").newsletter.issues == folder


def test_load_settings_reads_backslashes_as_slashes(tmp_path: Path) -> None:
    settings = load(tmp_path, "follow.logo = 'assets\\logo.png'\nissues.pattern = 'posts\\{slug}.md'\n")

    assert (settings.follow.logo, settings.issues.pattern) == ("assets/logo.png", "posts/{slug}.md")


@pytest.mark.parametrize(
    "proxy",
    [
        "",
        "http://127.0.0.1:7890",
        "http://[::1]:80/",
        "HTTPS://proxy.example.org",
        "socks5://127.0.0.1:1080",
        "SOCKS5H://[::1]:1080/",
    ],
)
def test_load_settings_accepts_a_proxy_with_or_without_port(tmp_path: Path, proxy: str) -> None:
    assert load(tmp_path, f"proxy = '{proxy}'").proxy == proxy


@pytest.mark.parametrize(
    ("written", "resolves", "notify"),
    [
        ("proxy_resolves = true", False, ""),
        ("proxy = 'http://a:1'", False, "http://a:1"),
        ("proxy = 'http://a:1'\nproxy_resolves = true", True, "http://a:1"),
        ("proxy = 'socks5://a:1'", False, "socks5://a:1"),
        ("proxy = 'socks5://a:1'\nproxy_resolves = true", True, "socks5h://a:1"),
        ("proxy = 'Socks5h://a:1'", True, "Socks5h://a:1"),
    ],
)
def test_settings_say_whether_the_proxy_looks_names_up(
    tmp_path: Path, written: str, resolves: bool, notify: str
) -> None:
    settings = load(tmp_path, written)

    assert (settings.lets_proxy_resolve, settings.notify_proxy) == (resolves, notify)


@pytest.mark.parametrize("proxy", ["http://192.0.2.7:3128", "socks5://127.0.0.1:1080", "socks5h://[::1]:1080"])
def test_load_settings_accepts_a_proxy_of_an_account(tmp_path: Path, proxy: str) -> None:
    written = f"[accounts.a]\nappid = 'wx0123456789abcdef'\nproxy = '{proxy}'"

    assert load(tmp_path, written).accounts["a"].proxy == proxy


@pytest.mark.parametrize("limit", [0, 100])
def test_load_settings_accepts_the_limits_themselves(tmp_path: Path, limit: int) -> None:
    assert load(tmp_path, f"archive.limit = {limit}").archive.limit == limit


def test_load_settings_ignores_byte_order_mark_and_line_ends(tmp_path: Path) -> None:
    written = EVERY_KEY.replace("\n", "\r\n").encode("utf-8-sig")

    assert load(tmp_path, written) == load(tmp_path, EVERY_KEY)


# --- invalid content ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "message", "key"),
    [
        ("themes = 1", "setting-nearest", "themes"),
        ("[newsletter]\nnme = 1", "setting-nearest", "newsletter.nme"),
        ("[extra]\na = 1", "setting-unknown", "extra"),
        ("theme = 1", "setting-text", "theme"),
        ("accent = 255", "setting-text", "accent"),
        ("accent = 'blue'", "knob-colour", "accent"),
        ("accent = '1f4e79'", "knob-colour-near", "accent"),
        ("text_size = 'huge'", "knob-word", "text_size"),
        ("density = 'compat'", "knob-word-near", "density"),
        ("headings = 'blok'", "knob-word-near", "headings"),
        ("code_theme = 'x'", "knob-word", "code_theme"),
        ("[newsletter]\nname = 2020-06-17", "setting-text", "newsletter.name"),
        ("[newsletter]\nname = ['a']", "setting-text", "newsletter.name"),
        ("newsletter.words = '甲'", "setting-table", "newsletter.words"),
        ("newsletter.words.x = '甲'", "setting-unknown", "newsletter.words.x"),
        ("newsletter.words.summary = 1", "setting-words", "newsletter.words.summary"),
        ("newsletter.words.summary = []", "setting-words-needed", "newsletter.words.summary"),
        ("newsletter.words.labels = ['']", "setting-word", "newsletter.words.labels"),
        ("newsletter.words.labels = ' 甲'", "setting-word", "newsletter.words.labels"),
        (f"newsletter.words.labels = '{'甲' * 41}'", "setting-word", "newsletter.words.labels"),
        ("newsletter = 'a'", "setting-table", "newsletter"),
        ("[[follow]]\nqr = 'a'", "setting-table", "follow"),
        ("archive.limit = '8'", "setting-number", "archive.limit"),
        ("archive.limit = 8.0", "setting-number", "archive.limit"),
        ("archive.limit = true", "setting-number", "archive.limit"),
        ("archive.limit = -1", "setting-range", "archive.limit"),
        ("archive.limit = 101", "setting-range", "archive.limit"),
        (f"archive.limit = {'9' * 400}", "setting-range", "archive.limit"),
        ("theme = ''", "setting-theme", "theme"),
        ("theme = '../plain'", "setting-theme", "theme"),
        ("theme = 'plain.css'", "setting-theme", "theme"),
        ("licence = 'MIT'", "setting-licence", "licence"),
        ("proxy = 7890", "setting-text", "proxy"),
        ("proxy = '127.0.0.1:7890'", "setting-proxy", "proxy"),
        ("proxy = 'socks5://127.0.0.1'", "setting-proxy", "proxy"),
        ("proxy = 'socks5://name:secret@127.0.0.1:1080'", "setting-proxy", "proxy"),
        ("proxy = 'socks4://127.0.0.1:1080'", "setting-proxy", "proxy"),
        ("proxy_resolves = 1", "setting-bool", "proxy_resolves"),
        ("proxy = 'http://'", "setting-proxy", "proxy"),
        ("proxy = 'http://:7890'", "setting-proxy", "proxy"),
        ("proxy = 'http://a.b:70000'", "setting-proxy", "proxy"),
        ("proxy = 'http://a.b:0'", "setting-proxy", "proxy"),
        ("proxy = 'http://a.b/path'", "setting-proxy", "proxy"),
        ("proxy = 'http://a.b?q'", "setting-proxy", "proxy"),
        ("proxy = 'http://name:secret@a.b'", "setting-proxy", "proxy"),
        ("newsletter.project = 'ftp://a.b'", "setting-address", "newsletter.project"),
        ("newsletter.project = 'example.org'", "setting-address", "newsletter.project"),
        ("newsletter.project = 'javascript:alert(1)'", "setting-address", "newsletter.project"),
        ("newsletter.source_url = '{date}'", "setting-address", "newsletter.source_url"),
        ("newsletter.source_url = 'https://a.b/c'", "setting-date-mark", "newsletter.source_url"),
        ("newsletter.issues = '/etc'", "setting-path", "newsletter.issues"),
        ("newsletter.issues = '~'", "setting-path", "newsletter.issues"),
        ("newsletter.issues = 'a/../../b'", "setting-path", "newsletter.issues"),
        (r"follow.logo = '..\b.png'", "setting-path", "follow.logo"),
        (r"follow.logo = 'C:\b.png'", "setting-path", "follow.logo"),
        (r"follow.logo = '\\host\share\b.png'", "setting-path", "follow.logo"),
        ("follow.picture = '../qr.png'", "setting-path", "follow.picture"),
        ("[follow]\nqr = 'a'\npicture = 'b'", "setting-qr-twice", "follow"),
        ('markdown.code = "bar big"', "setting-code", "markdown.code"),
        ('markdown.math = "yes"', "setting-comments", "markdown.math"),
        ("markdown.math = 1", "setting-comments", "markdown.math"),
        ("markdown.math = []", "setting-comments", "markdown.math"),
        ('markdown.mermaid = " mmdc"', "setting-program", "markdown.mermaid"),
        ("cover.source = 'photo.png'", "setting-comments", "cover.source"),
        ("cover.focus = '30 50'", "setting-focus", "cover.focus"),
        ("cover = 'first-picture'", "setting-table", "cover"),
        (f"cover.font = '{'a' * 201}'", "setting-font", "cover.font"),
        (r'cover.font = "a\u0000b"', "setting-font", "cover.font"),
        ("accounts = 1", "setting-table", "accounts"),
        ("[accounts]\nmain = 1", "setting-table", "accounts.main"),
        ("[accounts.main]", "setting-needed", "accounts.main.appid"),
        ("[accounts.Main]\nappid = 'wx0123456789abcdef'", "setting-account-name", "accounts.Main"),
        ("[accounts.a]\nappid = 'wx'", "setting-appid", "accounts.a.appid"),
        ("[accounts.a]\nappid = 'wx0123456789abcdef'\nSecret = 'x'", "setting-secret", "accounts.a.Secret"),
        ("[accounts.a]\nappid = 'wx0123456789abcdef'\napi = 'http://a.example'", "setting-api", "accounts.a.api"),
        ("[accounts.a]\nappid = 'wx0123456789abcdef'\nproxy = 'a:1'", "setting-api-proxy", "accounts.a.proxy"),
        ("[accounts.a]\nappid = 'wx0123456789abcdef'\nproxy = 'socks5://a'", "setting-api-proxy", "accounts.a.proxy"),
        ("[platform]\nattempts = 0", "setting-range", "platform.attempts"),
        ("[platform]\nattempts = 1.5", "setting-range", "platform.attempts"),
        ("[platform]\ncall_seconds = 0", "setting-range", "platform.call_seconds"),
        ("[platform]\ncall_seconds = true", "setting-range", "platform.call_seconds"),
        ("[platform]\ncall_seconds = 'a'", "setting-range", "platform.call_seconds"),
        ("[platform]\npolls = 0", "setting-range", "platform.polls"),
        ("schedule.hour = 24", "setting-range", "schedule.hour"),
        ("schedule.hour = 8.5", "setting-range", "schedule.hour"),
        ("schedule.hour = true", "setting-range", "schedule.hour"),
        ("schedule.timezone = 'Mars/Base'", "setting-timezone", "schedule.timezone"),
        ("schedule.timezone = 'Asia'", "setting-timezone", "schedule.timezone"),
        ("schedule.timezone = '/etc/localtime'", "setting-timezone", "schedule.timezone"),
        ("schedule.timezone = ''", "setting-timezone", "schedule.timezone"),
        ("schedule.action = 'send'", "setting-action", "schedule.action"),
        ("schedule.late_hours = 0", "setting-range", "schedule.late_hours"),
        ("schedule.late_hours = nan", "setting-range", "schedule.late_hours"),
        ("schedule.late_hours = '1'", "setting-range", "schedule.late_hours"),
        ("schedule.every_minutes = 7", "setting-interval", "schedule.every_minutes"),
        ("schedule.every_minutes = true", "setting-interval", "schedule.every_minutes"),
        ("notify.seconds = 0", "setting-range", "notify.seconds"),
    ],
    ids=str,
)
def test_load_settings_reports_a_mistake_with_its_key(tmp_path: Path, written: str, message: str, key: str) -> None:
    (problem,) = refuse(tmp_path, written)

    assert (problem.message, problem.values["key"], problem.file) == (message, key, "publish.toml")


@pytest.mark.parametrize(
    ("written", "known"),
    [
        (
            "newsletter.x = 1",
            "id, name, kind, title, account, author, editor, project, issues, source_url, comments, "
            "ai, reading_time, words",
        ),
        (
            "x = 1",
            "theme, accent, text_size, density, headings, code_theme, indent, justify, licence, proxy, proxy_resolves, "
            "ledger, fit, editor, newsletter, issues, follow, cover, markdown, archive, check, accounts, platform, "
            "schedule, notify",
        ),
        ("follow.x = 1", "qr, picture, logo"),
        ("accounts.main.x = 1\naccounts.main.appid = 'wx0123456789abcdef'", "appid, secret_file, api, proxy"),
        ("archive.x = 1", "limit, readme"),
    ],
)
def test_load_settings_lists_the_valid_keys(tmp_path: Path, written: str, known: str) -> None:
    (problem,) = refuse(tmp_path, written)

    assert problem.values["known"] == known


def test_load_settings_lists_the_valid_licences(tmp_path: Path) -> None:
    (problem,) = refuse(tmp_path, "licence = 'GPL'")

    assert "CC-BY-SA-4.0" in str(problem.values["known"])


def test_load_settings_reports_all_mistakes_in_order(tmp_path: Path) -> None:
    written = (
        EVERY_KEY.replace('"编辑部"', "1").replace("CC-BY-NC-4.0", "MIT").replace("= 3\n", "= 'three'\n") + "[x]\n"
    )

    assert to_rows(refuse(tmp_path, written)) == [
        ("setting-licence", "licence", 9),
        ("setting-text", "newsletter.author", 22),
        ("setting-number", "archive.limit", 63),
        ("setting-unknown", "x", len(EVERY_KEY.splitlines()) + 1),
    ]


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("\nlicence = 'MIT'", 2),
        ("[newsletter]\n\n  project = 'a'", 3),
        ("newsletter.name = 'b'\nnewsletter.project = 'a'", 2),
        ("[newsletter]\n'project' = 'a'", 2),
        ("[ 'newsletter' ]\n\"project\"='a'", 2),
        ("\nnewsletter = { name = 'b', project = 'a' }", 2),
        ("[follow]\nlogo = 'project'\n[newsletter]\nproject = 'a'", 4),
        ("# project = 'x'\n[newsletter]\n# project = 'y'\nproject = 'a'", 4),
        ("[newsletter] # [follow]\nproject = 'a'", 2),
        ("[newsletter]\r\n\r\nproject = 'a'", 3),
        ("[[newsletter]]\nproject = 'a'", 1),
        ('["news\\u006cetter"]\nproject = "a"', None),
    ],
    ids=str,
)
def test_load_settings_reports_the_line_of_a_mistake(tmp_path: Path, written: str, line: int | None) -> None:
    (problem,) = refuse(tmp_path, written)

    assert problem.line == line


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("theme = 'a'\ntheme\n", 2),
        ("theme = ", 1),
        ("a = [\n1,\n", 2),
        ("theme = 'a'\ntheme = 'b'", 2),
        ("[archive]\nlimit = 08", 2),
        ("x = " + "[" * 10_000, None),
        ("x = " + "9" * 5_000, None),
    ],
    ids=["no value", "nothing", "not closed", "twice", "octal", "deep", "long number"],
)
def test_load_settings_reports_the_line_of_invalid_toml(tmp_path: Path, written: str, line: int | None) -> None:
    (problem,) = refuse(tmp_path, written)

    assert (problem.message, problem.file, problem.line) == ("settings-syntax", "publish.toml", line)


@pytest.mark.parametrize(
    "data",
    ["name = '简报'".encode("gbk"), "a = 1".encode("utf-16"), b"#" * (MAX_SETTINGS_BYTES + 1)],
    ids=["GBK", "UTF-16", "too large"],
)
def test_load_settings_refuses_unreadable_files(tmp_path: Path, data: bytes) -> None:
    (problem,) = refuse(tmp_path, data)

    assert (problem.message, problem.file) == ("settings-unreadable", "publish.toml")


# --- cache --------------------------------------------------------------------------------------


def test_load_settings_returns_the_same_settings_when_cached(tmp_path: Path) -> None:
    first = load(tmp_path, EVERY_KEY)
    kept = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]

    assert kept
    assert load(tmp_path, EVERY_KEY) == first


def test_load_settings_caches_by_content(tmp_path: Path) -> None:
    load(tmp_path, EVERY_KEY)

    changed = load(tmp_path, EVERY_KEY.replace("端侧简报", "云端简报"))

    before = load(tmp_path, EVERY_KEY)
    assert changed == before._replace(newsletter=before.newsletter._replace(name="云端简报"))


def test_load_settings_shares_the_cache_between_file_names(tmp_path: Path) -> None:
    load(tmp_path, EVERY_KEY)
    kept = sorted((tmp_path / "cache").rglob("*"))

    load(tmp_path, EVERY_KEY, "other.toml")

    assert sorted((tmp_path / "cache").rglob("*")) == kept


def test_load_settings_does_not_cache_mistakes(tmp_path: Path) -> None:
    refuse(tmp_path, "theme = 1")

    assert to_rows(refuse(tmp_path, "theme = 1")) == [("setting-text", "theme", 1)]


def test_load_settings_caches_accounts_and_retry_policy(tmp_path: Path) -> None:
    assert load(tmp_path, EVERY_KEY) == load(tmp_path, EVERY_KEY)


def test_settings_for_articles_exclude_accounts(tmp_path: Path) -> None:
    with_accounts, without = load(tmp_path, EVERY_KEY), load(tmp_path, EVERY_KEY.partition("[accounts.main]")[0])

    assert with_accounts.for_articles == without.for_articles
    assert with_accounts.accounts


# --- adding an account ------------------------------------------------------------------------


@pytest.mark.parametrize("before", ["", "theme = 'a'", "theme = 'a'\n", "[archive]\nlimit = 1\n"])
def test_add_account_appends_a_table(tmp_path: Path, before: str) -> None:
    path = tmp_path / "publish.toml"
    path.write_text(before, encoding="utf-8")

    add_account(path, "more", "wxfedcba9876543210")

    assert path.read_text(encoding="utf-8").startswith(before)
    assert tomllib.loads(path.read_text(encoding="utf-8"))["accounts"]["more"] == {"appid": "wxfedcba9876543210"}


def test_add_account_creates_the_file(tmp_path: Path) -> None:
    add_account(tmp_path / "publish.toml", "more", "wxfedcba9876543210")

    assert (tmp_path / "publish.toml").read_text("utf-8") == '[accounts.more]\nappid = "wxfedcba9876543210"\n'


def test_add_account_leaves_a_file_unchanged_that_cannot_be_appended_to(tmp_path: Path) -> None:
    path = tmp_path / "publish.toml"
    path.write_text("accounts = {}\n", encoding="utf-8")

    with pytest.raises(SettingsError) as caught:
        add_account(path, "more", "wxfedcba9876543210")

    assert caught.value.problems[0].message == "account-by-hand"
    assert path.read_text("utf-8") == "accounts = {}\n"


@pytest.mark.parametrize("text", ["", EVERY_KEY], ids=["nothing", "every key"])
def test_cached_settings_have_the_same_repr(tmp_path: Path, text: str) -> None:
    assert repr(load(tmp_path, text)) == repr(load(tmp_path, text))


def test_load_settings_reads_rule_severities(tmp_path: Path) -> None:
    assert load(tmp_path, '[check]\nN31 = "error"\nN45 = "off"\n').check == {"N31": "error", "N45": "off"}


@pytest.mark.parametrize(
    ("written", "message", "key"),
    [
        ('N99 = "off"', "setting-rule", "check.N99"),
        ('W01 = "off"', "setting-rule", "check.W01"),
        ('N31 = "grave"', "setting-severity", "check.N31"),
        ("N31 = 1", "setting-severity", "check.N31"),
        ("N31 = []", "setting-severity", "check.N31"),
    ],
)
def test_load_settings_refuses_unknown_rules_and_severities(
    tmp_path: Path, written: str, message: str, key: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, f"[check]\n{written}\n")

    [problem] = caught.value.problems
    assert (problem.message, problem.values["key"], problem.line) == (message, key, 2)

"""The settings of `publish.toml`: each stands here alone, with its type, check, default and meaning.

`Settings` has the shape of the file: a record is a table, a field is a key. What an annotation says is enforced by
`adapters/config/schema`, which alone reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal, NamedTuple

from publish.core.issue import AiUse, IssueKind
from publish.core.theme import ThemeOptions


class Check(NamedTuple):
    """The name of a check in `adapters/config/setting_checks`, for what the core cannot decide."""

    name: str


class Range(NamedTuple):
    """The range of a number, both ends included."""

    low: float
    high: float
    type_first: bool = False  # whether a value of another type has the message of the type


class Choice(NamedTuple):
    """The message for a value that is none of a `Literal`."""

    message: str = "setting-comments"  # its sentence lists the choices, and fits every setting
    type_first: bool = False


class Comments(StrEnum):
    """Who may comment on an article."""

    CLOSED = "closed"
    FOLLOWERS = "followers"
    OPEN = "open"


_Address = Annotated[str, Check("setting-address")]
_Path = Annotated[str, Check("setting-path")]  # relative to the repository
_Program = Annotated[str, Check("setting-program")]
_Option = Annotated[str, Check("theme-option")]
_Words = Annotated[tuple[str, ...], Check("words")]
_NeededWords = Annotated[tuple[str, ...], Check("words"), Check("words-needed")]
_Seconds = Annotated[float, Range(0.01, 3600)]
_RuleId = Annotated[str, Check("setting-rule")]
_Severity = Annotated[Literal["error", "warning", "info", "off"], Choice("setting-severity")]
_Minutes = Annotated[Literal[1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60], Choice("setting-interval")]
"""Minutes between runs that cron can express in one line."""


class WordsSettings(NamedTuple):
    """The words by which issues are read, where a newsletter has other ones than ours."""

    intro: _NeededWords = ("导读",)  # begins a quotation below the title
    summary: _NeededWords = ("摘要",)  # labels of an entry's summary
    note: _NeededWords = ("注",)  # begins a quotation that is a note
    source: _Words = ()  # labels of the line that names an entry's source
    labels: _Words = ()  # labels of an entry's other lines; empty for ours
    sections: _Words = ()  # names of the sections; empty for ours
    archive: _Words = ()  # headings of a list of back issues kept by hand; empty for 往期回顾, in digests alone
    trailer: _Words = ()  # headings of the closing lines, whose code, contacts and licence are drawn anew


class NewsletterSettings(NamedTuple):
    """The newsletter, and what its issues have in common."""

    id: Annotated[str, Check("setting-newsletter-id")] = ""
    """Identifies the newsletter in ledgers and in the account, on every host and in every clone."""
    name: str = ""
    kind: IssueKind = "auto"  # how issues are read; default of the issues
    title: Annotated[str, Check("title-form")] = ""
    """Form of titles, with the fields of the issues' paths and `{title}`, where a heading has no number or date."""
    account: str = ""  # name of the Official Account
    author: str = ""  # WeChat prints it under the title
    editor: str = ""
    project: _Address = ""
    issues: _Path = "embedded-ai-report"  # folder of the issues
    source_url: Annotated[_Address, Check("setting-date-mark")] = ""
    """Address of 阅读原文, with the fields of the issues' paths, such as `{date}`."""
    comments: Annotated[str, Check("comments")] = Comments.CLOSED.value  # default of the issues
    ai: AiUse = "none"  # what of its articles is generated; default of the issues
    reading_time: bool = False  # whether a line under the title says how long an article takes to read
    words: WordsSettings = WordsSettings()


class IssuesSettings(NamedTuple):
    """Which files are issues."""

    pattern: Annotated[str, Check("issue-pattern")] = ""
    """Pattern of their paths in the repository, with fields such as `{number}`; empty for `{date}.md` in the folder."""


class FollowSettings(NamedTuple):
    """The QR code at the end of an article: drawn, or a finished picture."""

    qr: str = ""  # content of the code
    picture: _Path = ""
    logo: _Path = ""  # a picture for the middle of the code


class CoverSettings(NamedTuple):
    """Where covers come from, and how they are drawn."""

    source: Literal["drawn", "first-picture"] = "drawn"  # of an issue whose front matter has no `cover`
    focus: Annotated[str, Check("setting-focus")] = "center"
    """What of a picture stays when it is cropped, as `30% 50%` or `top`; default of the issues."""
    font: Annotated[str, Check("setting-font")] = ""  # a font file, relative to the repository or absolute


class MarkdownSettings(NamedTuple):
    """How Markdown is read and shown."""

    math: Literal[True, False, "auto"] = "auto"  # whether `$…$` is a formula, or only what must be; default of issues
    code: Annotated[str, Check("code")] = ""  # code style; default of issues and code blocks
    breaks: bool = False  # whether the end of a line is one in the article; default of the issues
    sup_sub: bool = True  # whether `x^2^` and `H~2~O` are raised and lowered
    highlight: bool = True  # whether `==text==` is marked
    mermaid: _Program = ""  # the program that draws mermaid: `mmdc`, or its path; empty for none
    plantuml: _Program = ""


class ArchiveSettings(NamedTuple):
    """The lists of back issues."""

    limit: Annotated[int, Range(0, 100, type_first=True)] = 8  # how many an article lists
    readme: Annotated[_Path, Check("archive-readme")] = "README.md"  # the file with the table of all


class AccountSettings(NamedTuple):
    """Settings of one Official Account; its secret never stands in `publish.toml`."""

    appid: Annotated[str, Check("setting-appid")]
    secret_file: str = ""
    """An owner-only file outside the repository; empty for the one that `publish account add` writes."""
    api: Annotated[str, Check("setting-api")] = ""  # base address of the API; empty for WeChat's own
    proxy: Annotated[str, Check("setting-api-proxy")] = (
        ""  # for calls of the API, which looks its name up; the web has its own
    )


class RetryPolicy(NamedTuple):
    """How long to wait for the platform, and how often to repeat a call."""

    connect_seconds: _Seconds = 10  # DNS look-up, connection and handshakes; `call_seconds` limit the whole call
    call_seconds: _Seconds = 30
    upload_seconds: _Seconds = 120  # of a call that uploads a picture
    attempts: Annotated[int, Range(1, 10)] = 3  # how often a repeatable call is sent in all
    pause_seconds: _Seconds = 1  # before the second attempt; doubled before each further one
    too_often_seconds: _Seconds = 20  # before repeating a call that WeChat refused as too frequent (45011)
    lock_seconds: _Seconds = 60  # how long a run waits while another one fetches the access token
    grace_seconds: _Seconds = 90  # how long to search for a draft or a publication after an interrupted call
    poll_seconds: _Seconds = 10  # before the second poll of a publication; doubled before each further one
    poll_longest_seconds: _Seconds = 300
    polls: Annotated[int, Range(1, 100)] = 20  # WeChat's daily quota for a small account is 100
    repeat_seconds: _Seconds = 600  # how long after a lost answer a confirmed resubmission of a draft is allowed

    def backoff_delay(self, attempt: int) -> float:
        """Return the seconds to wait before an attempt, counted from 1 for the second."""
        return self.pause_seconds * 2.0 ** (attempt - 1)

    @property
    def poll_delays(self) -> tuple[float, ...]:
        """Return the seconds to wait before each poll of a publication but the first."""
        return tuple(min(self.poll_longest_seconds, self.poll_seconds * 2.0**nth) for nth in range(self.polls - 1))


class ScheduleSettings(NamedTuple):
    """When and how far issues are delivered automatically."""

    hour: Annotated[int, Range(0, 23)] = 8  # publish hour on the issue's date, where its front matter names no time
    timezone: Annotated[str, Check("setting-timezone")] = "Asia/Shanghai"
    action: Annotated[Literal["draft", "release"], Choice("setting-action", type_first=True)] = "draft"
    """How far a run goes without a person."""
    late_hours: Annotated[float, Range(0.01, 8760)] = 24  # an issue overdue by more is held for a person to decide
    every_minutes: _Minutes = 10  # how often cron or systemd starts a run


class NotifySettings(NamedTuple):
    """Who is notified of a run's results; the addresses are secrets, and never stand in `publish.toml`."""

    file: str = ""  # an owner-only file of addresses outside the repository; empty for the one in the user's folder
    seconds: _Seconds = 15


class Settings(NamedTuple):
    """The validated settings of `publish.toml`, in the order in which mistakes are reported."""

    theme: Annotated[str, Check("setting-theme")] = "neural"
    accent: _Option = ThemeOptions().accent
    text_size: _Option = ThemeOptions().text_size
    density: _Option = ThemeOptions().density
    headings: _Option = ThemeOptions().headings
    code_theme: _Option = ThemeOptions().code_theme
    indent: bool = False  # whether paragraphs are indented; default of the issues, as the line below
    justify: bool = False  # whether the lines of paragraphs end at the same edge
    licence: Annotated[str, Check("licence")] = ""  # SPDX id
    proxy: Annotated[str, Check("setting-proxy")] = ""  # address of the proxy for the web; empty for none
    proxy_resolves: bool = False  # whether that proxy looks names up; nothing here then judges where they lead
    ledger: Annotated[str, Check("setting-ledger"), Check("setting-ledger-password")] = ""
    """File of the ledger, relative to the repository or absolute; empty for one in the user's state folder."""
    fit: Literal["auto", "strict", "off"] = "auto"
    """When an article is shortened for the draft API: after a refusal, from the documented length on, or never."""
    editor: Annotated[str, Check("setting-editor")] = ""
    """The program in which the preview page opens an issue at a line: a known name, or a command; empty for none."""
    newsletter: NewsletterSettings = NewsletterSettings()
    issues: IssuesSettings = IssuesSettings()
    follow: Annotated[FollowSettings, Check("setting-qr-twice")] = FollowSettings()
    cover: CoverSettings = CoverSettings()
    markdown: MarkdownSettings = MarkdownSettings()
    archive: ArchiveSettings = ArchiveSettings()
    check: Mapping[_RuleId, _Severity] = {}  # severities of lint rules by rule id; `off` disables a rule
    accounts: Mapping[Annotated[str, Check("setting-account-name")], AccountSettings] = {}  # by their local names
    platform: RetryPolicy = RetryPolicy()
    schedule: ScheduleSettings = ScheduleSettings()
    notify: NotifySettings = NotifySettings()

    @property
    def theme_options(self) -> ThemeOptions:
        """Return the options of the theme."""
        switches = ("yes" if switch else "no" for switch in (self.indent, self.justify))
        return ThemeOptions(self.accent, self.text_size, self.density, self.headings, self.code_theme, *switches)

    @property
    def lets_proxy_resolve(self) -> bool:
        """Return whether the proxy for the web looks names up; `socks5h` asks for that, too."""
        return bool(self.proxy) and (self.proxy_resolves or self.proxy.lower().startswith("socks5h:"))

    @property
    def notify_proxy(self) -> str:
        """Return the proxy for notifications, in whose address `socks5h` tells who looks names up."""
        scheme, mark, rest = self.proxy.partition("://")
        return f"socks5h{mark}{rest}" if self.proxy_resolves and scheme.lower() == "socks5" else self.proxy

    @property
    def for_articles(self) -> Settings:
        """Return the settings that affect an article: a change of the others needs no rebuild."""
        kept = self._replace(newsletter=self.newsletter._replace(id=""), archive=self.archive._replace(readme=""))
        return kept._replace(
            editor="", accounts={}, platform=RetryPolicy(), schedule=ScheduleSettings(), notify=NotifySettings()
        )

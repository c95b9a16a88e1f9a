"""The validated settings of `publish.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from publish.core.theme import ThemeOptions


class Comments(StrEnum):
    """Who may comment on an article."""

    CLOSED = "closed"
    FOLLOWERS = "followers"
    OPEN = "open"


class AccountSettings(NamedTuple):
    """Settings of one Official Account; its secret never stands in `publish.toml`."""

    appid: str
    secret_file: str = ""
    """An owner-only file outside the repository; empty for the one that `publish account add` writes."""
    api: str = ""  # base address of the API; empty for WeChat's own
    proxy: str = ""  # for calls of the API; the web has its own


class RetryPolicy(NamedTuple):
    """How long to wait for the platform, and how often to repeat a call."""

    connect_seconds: float = 10  # DNS look-up, connection and handshakes; `call_seconds` limit the whole call
    call_seconds: float = 30
    upload_seconds: float = 120  # of a call that uploads a picture
    attempts: int = 3  # how often a repeatable call is sent in all
    pause_seconds: float = 1  # before the second attempt; doubled before each further one
    too_often_seconds: float = 20  # before repeating a call that WeChat refused as too frequent (45011)
    lock_seconds: float = 60  # how long a run waits while another one fetches the access token
    grace_seconds: float = 90  # how long to search for a draft or a publication after an interrupted call
    poll_seconds: float = 10  # before the second poll of a publication; doubled before each further one
    poll_longest_seconds: float = 300
    polls: int = 20
    repeat_seconds: float = 600  # how long after a lost answer a confirmed resubmission of a draft is allowed

    def backoff_delay(self, attempt: int) -> float:
        """Return the seconds to wait before an attempt, counted from 1 for the second."""
        return self.pause_seconds * 2.0 ** (attempt - 1)

    @property
    def poll_delays(self) -> tuple[float, ...]:
        """Return the seconds to wait before each poll of a publication but the first."""
        return tuple(min(self.poll_longest_seconds, self.poll_seconds * 2.0**nth) for nth in range(self.polls - 1))


ACTIONS = ("draft", "release")


class ScheduleSettings(NamedTuple):
    """When and how far issues are delivered automatically."""

    hour: int = 8  # publish hour on the issue's date, where its front matter names no time
    timezone: str = "Asia/Shanghai"
    action: str = "draft"  # how far a run goes without a person: `draft` or `release`
    late_hours: float = 24  # an issue overdue by more is held for a person to decide
    every_minutes: int = 10  # how often cron or systemd starts a run


class NotifySettings(NamedTuple):
    """Who is notified of a run's results; the addresses are secrets, and never stand in `publish.toml`."""

    file: str = ""  # an owner-only file of addresses outside the repository; empty for the one in the user's folder
    seconds: float = 15


class Settings(NamedTuple):
    """The validated settings of `publish.toml`."""

    name: str = ""
    account: str = ""
    author: str = ""  # WeChat prints it under the title
    editor: str = ""
    project: str = ""
    issues: str = "embedded-ai-report"  # folder of the issues, relative to the repository
    source_url: str = ""  # address of 阅读原文, with `{date}` as placeholder of the date
    newsletter_id: str = ""  # identifies the newsletter in ledgers and in the account, on every host and in every clone
    comments: str = Comments.CLOSED.value  # default of the issues
    ledger: str = ""
    """File of the ledger, relative to the repository or absolute; empty for one in the user's state folder."""
    qr: str = ""  # content of the follow QR code
    qr_picture: str = ""  # a finished QR picture, relative to the repository
    logo: str = ""  # a picture for the middle of the QR code, relative to the repository
    licence: str = ""  # SPDX id
    archive_limit: int = 8
    theme: str = "neural"
    accent: str = ThemeOptions().accent
    text_size: str = ThemeOptions().text_size
    density: str = ThemeOptions().density
    math: bool = False  # whether `$…$` is a formula; default of the issues
    code: str = ""  # code style; default of issues and code blocks
    mermaid: str = ""  # the program that draws mermaid: `mmdc`, or its path; empty for none
    plantuml: str = ""
    proxy: str = ""  # address of the proxy for the web; empty for none
    accounts: Mapping[str, AccountSettings] = {}  # Official Accounts by their local names
    pace: RetryPolicy = RetryPolicy()
    schedule: ScheduleSettings = ScheduleSettings()
    notify: NotifySettings = NotifySettings()
    severities: Mapping[str, str] = {}  # configured severities of lint rules by rule id; `off` disables a rule
    cover_font: str = ""  # a font file for the cover, relative to the repository or absolute
    archive_readme: str = "README.md"  # the file with the table of back issues, relative to the repository

    @property
    def theme_options(self) -> ThemeOptions:
        """Return the options of the theme."""
        return ThemeOptions(self.accent, self.text_size, self.density)

    @property
    def for_articles(self) -> Settings:
        """Return the settings that affect an article: a change of the others needs no rebuild."""
        rest = Settings()
        return self._replace(
            newsletter_id="", accounts={}, pace=rest.pace, schedule=rest.schedule, notify=rest.notify, archive_readme=""
        )

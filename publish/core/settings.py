"""What `publish.toml` says, validated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from publish.core.comments import Comments
from publish.core.theme import ThemeOptions


class AccountSettings(NamedTuple):
    """What `publish.toml` says of one Official Account; its secret never stands there."""

    appid: str
    secret_file: str = ""
    """An owner-only file outside the repository; empty for the one that `publish account add` writes."""
    api: str = ""
    """Base address of the API; empty for WeChat's own."""
    proxy: str = ""
    """On the way to the API; the way to the web has its own."""


class RetryPolicy(NamedTuple):
    """How long one waits for the platform, and how often one asks again."""

    connect_seconds: float = 10
    """Look-up, connection and handshakes."""
    call_seconds: float = 30
    """A whole call, from the look-up to the last byte."""
    upload_seconds: float = 120
    """The same for a call that carries a picture."""
    attempts: int = 3
    """How often a call that may be repeated is sent in all."""
    pause_seconds: float = 1
    """Before the second attempt; doubled before each further one."""
    too_often_seconds: float = 20
    """Before a call is repeated that came too soon after others (45011)."""
    lock_seconds: float = 60
    """How long a run waits while another one fetches the access token."""
    grace_seconds: float = 90
    """How long a draft is looked for whose sending was interrupted; or a publication."""
    poll_seconds: float = 10
    """Before a publication on its way is asked about again; doubled before each further question."""
    poll_longest_seconds: float = 300
    """No longer than this."""
    polls: int = 20
    """How often a run asks about one publication."""
    repeat_seconds: float = 600
    """How long after a lost answer a draft may be handed in again, at a person's word."""

    def pause_before(self, attempt: int) -> float:
        """Return how long to wait before an attempt, counted from 1 for the second."""
        return self.pause_seconds * 2.0 ** (attempt - 1)

    @property
    def poll_pauses(self) -> tuple[float, ...]:
        """Return how long to wait before each question about a publication but the first."""
        return tuple(min(self.poll_longest_seconds, self.poll_seconds * 2.0**nth) for nth in range(self.polls - 1))


ACTIONS = ("draft", "release")


class ScheduleSettings(NamedTuple):
    """When issues go out by themselves, and how far."""

    hour: int = 8
    """Of the day that an issue is dated, where its front matter names no time."""
    timezone: str = "Asia/Shanghai"
    """Whose clock is meant, by its name in the tz database."""
    action: str = "draft"
    """How far a run goes by itself: to the `draft`, or to the `release`."""
    late_hours: float = 24
    """An issue whose time is past by more is held: somebody decides."""
    every_minutes: int = 10
    """How often cron or systemd looks for what is due."""


class NotifySettings(NamedTuple):
    """Who is told what a run did; the addresses are secrets, and never stand in `publish.toml`."""

    file: str = ""
    """An owner-only file of addresses outside the repository; empty for the one in the person's own folder."""
    seconds: float = 15
    """How long one address may take."""


class Settings(NamedTuple):
    """What `publish.toml` says, validated."""

    name: str = ""
    """Name of the newsletter."""
    account: str = ""
    """Name of the Official Account."""
    author: str = ""
    """Printed under the article's title by WeChat."""
    editor: str = ""
    project: str = ""
    issues: str = "embedded-ai-report"
    """Folder of the issues, relative to the repository."""
    source_url: str = ""
    """Address behind 阅读原文, with `{date}` where the date goes."""
    newsletter_id: str = ""
    """What the newsletter is known by in ledgers and in the account, the same on every host and in every clone."""
    comments: str = Comments.CLOSED.value
    """Who may comment, unless the issue says so."""
    ledger: str = ""
    """File of the ledger, relative to the repository or absolute; empty for the person's own state folder."""
    qr: str = ""
    """What the follow QR code says."""
    qr_picture: str = ""
    """A finished QR picture, relative to the repository."""
    logo: str = ""
    """A picture for the middle of the QR code, relative to the repository."""
    licence: str = ""
    """SPDX id."""
    archive_limit: int = 8
    theme: str = "neural"
    accent: str = ThemeOptions().accent
    text_size: str = ThemeOptions().text_size
    density: str = ThemeOptions().density
    math: bool = False
    """Whether `$…$` is a formula, unless the issue says so."""
    code: str = ""
    """Words that say how code blocks are shown, unless the issue or the block says so."""
    mermaid: str = ""
    """The program that draws mermaid: `mmdc`, or its path; empty where none is to."""
    plantuml: str = ""
    """The program that draws PlantUML."""
    proxy: str = ""
    """Address of the proxy on the way to the web; without one, nothing stands between."""
    accounts: Mapping[str, AccountSettings] = {}
    """Official Accounts by the names that people give them."""
    pace: RetryPolicy = RetryPolicy()
    schedule: ScheduleSettings = ScheduleSettings()
    notify: NotifySettings = NotifySettings()
    severities: Mapping[str, str] = {}
    """How much a rule of the newsletter matters here, by its number; `off` where not at all."""
    cover_font: str = ""
    """A font file for the cover, relative to the repository or absolute."""
    archive_readme: str = "README.md"
    """The file with the table of back issues, relative to the repository."""

    @property
    def theme_options(self) -> ThemeOptions:
        """Return how the theme is to be turned."""
        return ThemeOptions(self.accent, self.text_size, self.density)

    @property
    def for_articles(self) -> Settings:
        """Return what an article hangs on, and nothing else; it is not built again for the sake of the rest."""
        rest = Settings()
        return self._replace(
            newsletter_id="", accounts={}, pace=rest.pace, schedule=rest.schedule, notify=rest.notify, archive_readme=""
        )

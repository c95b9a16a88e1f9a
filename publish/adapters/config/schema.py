"""What `publish.toml` may say, table by table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from publish.adapters.config.value_types import (
    AccountName,
    Action,
    Api,
    ApiProxy,
    AppId,
    Attempts,
    CodeWords,
    Comments,
    FontFile,
    Hour,
    Knob,
    LateHours,
    LedgerPlace,
    Licence,
    Minutes,
    NewsletterId,
    Path,
    Polls,
    Program,
    Proxy,
    RuleId,
    RuleSeverity,
    Seconds,
    SourceUrl,
    ThemeName,
    WebAddress,
    Zone,
)
from publish.core.problem import Problem
from publish.core.settings import AccountSettings, NotifySettings, RetryPolicy, ScheduleSettings, Settings

_SECRETS = frozenset({"secret", "appsecret", "app_secret"})

Key: TypeAlias = tuple[str, ...]
"""Where in the file: `("newsletter", "name")`."""


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _NewsletterTable(_Table):
    id: NewsletterId = ""
    name: StrictStr = ""
    account: StrictStr = ""
    author: StrictStr = ""
    editor: StrictStr = ""
    project: WebAddress = ""
    issues: Path = Settings().issues
    source_url: SourceUrl = ""
    comments: Comments = Settings().comments


class _FollowTable(_Table):
    qr: StrictStr = ""
    picture: Path = ""
    logo: Path = ""

    @model_validator(mode="after")
    def _check_one(self) -> _FollowTable:
        if self.qr and self.picture:
            raise PydanticCustomError("setting-qr-twice", "")
        return self


class _CoverTable(_Table):
    font: FontFile = ""


class _MarkdownTable(_Table):
    math: StrictBool = Settings().math
    code: CodeWords = Settings().code
    mermaid: Program = ""
    plantuml: Program = ""


class _ArchiveTable(_Table):
    limit: Annotated[StrictInt, Field(ge=0, le=100)] = Settings().archive_limit
    readme: Path = Settings().archive_readme


class _AccountTable(_Table):
    appid: AppId
    secret_file: StrictStr = ""
    api: Api = ""
    proxy: ApiProxy = ""


class _PlatformTable(_Table):
    connect_seconds: Seconds = RetryPolicy().connect_seconds
    call_seconds: Seconds = RetryPolicy().call_seconds
    upload_seconds: Seconds = RetryPolicy().upload_seconds
    attempts: Attempts = RetryPolicy().attempts
    pause_seconds: Seconds = RetryPolicy().pause_seconds
    too_often_seconds: Seconds = RetryPolicy().too_often_seconds
    lock_seconds: Seconds = RetryPolicy().lock_seconds
    grace_seconds: Seconds = RetryPolicy().grace_seconds
    poll_seconds: Seconds = RetryPolicy().poll_seconds
    poll_longest_seconds: Seconds = RetryPolicy().poll_longest_seconds
    polls: Polls = RetryPolicy().polls
    repeat_seconds: Seconds = RetryPolicy().repeat_seconds


class _ScheduleTable(_Table):
    hour: Hour = ScheduleSettings().hour
    timezone: Zone = ScheduleSettings().timezone
    action: Action = ScheduleSettings().action
    late_hours: LateHours = ScheduleSettings().late_hours
    every_minutes: Minutes = ScheduleSettings().every_minutes


class _NotifyTable(_Table):
    file: StrictStr = ""
    seconds: Seconds = NotifySettings().seconds


class _SettingsTable(_Table):
    theme: ThemeName = Settings().theme
    accent: Knob = Settings().accent
    text_size: Knob = Settings().text_size
    density: Knob = Settings().density
    licence: Licence = ""
    proxy: Proxy = ""
    ledger: LedgerPlace = ""
    newsletter: _NewsletterTable = _NewsletterTable()
    follow: _FollowTable = _FollowTable()
    cover: _CoverTable = _CoverTable()
    markdown: _MarkdownTable = _MarkdownTable()
    archive: _ArchiveTable = _ArchiveTable()
    check: dict[RuleId, RuleSeverity] = {}
    accounts: dict[AccountName, _AccountTable] = {}
    platform: _PlatformTable = _PlatformTable()
    schedule: _ScheduleTable = _ScheduleTable()
    notify: _NotifyTable = _NotifyTable()


def validate_settings(written: Mapping[str, Any]) -> tuple[Settings | None, list[tuple[Key, Problem]]]:
    """Return the settings, or every mistake with the key it stands at."""
    try:
        file = _SettingsTable.model_validate(written)
    except ValidationError as error:
        return None, list(_find_problems(error))
    newsletter, follow = file.newsletter, file.follow
    settings = Settings(
        newsletter_id=newsletter.id,
        name=newsletter.name,
        account=newsletter.account,
        author=newsletter.author,
        editor=newsletter.editor,
        project=newsletter.project,
        issues=newsletter.issues,
        source_url=newsletter.source_url,
        comments=newsletter.comments,
        ledger=file.ledger,
        qr=follow.qr,
        qr_picture=follow.picture,
        logo=follow.logo,
        licence=file.licence,
        archive_limit=file.archive.limit,
        archive_readme=file.archive.readme or Settings().archive_readme,
        theme=file.theme,
        accent=file.accent,
        text_size=file.text_size,
        density=file.density,
        proxy=file.proxy,
        cover_font=file.cover.font,
        severities=file.check,
        **dict(file.markdown),
        accounts={name: AccountSettings(**dict(account)) for name, account in file.accounts.items()},
        pace=RetryPolicy(**dict(file.platform)),
        schedule=ScheduleSettings(**dict(file.schedule)),
        notify=NotifySettings(**dict(file.notify)),
    )
    return settings, []


def _find_problems(error: ValidationError) -> Iterator[tuple[Key, Problem]]:
    for mistake in error.errors(include_url=False):
        place = tuple(str(part) for part in mistake["loc"] if part != "[key]")
        key = ".".join(place)
        kind = mistake["type"]
        if kind == "extra_forbidden" and place[-1].lower() in _SECRETS:
            yield place, Problem("setting-secret", {"key": key})
        elif kind == "extra_forbidden":
            yield place, Problem("setting-unknown", {"key": key, "known": ", ".join(_known_keys(place[:-1]))})
        elif kind.startswith(("setting-", "knob-")):
            yield place, Problem(kind, {"key": key, **mistake.get("ctx", {})})
        elif kind in ("greater_than_equal", "less_than_equal"):
            yield place, Problem("setting-range", {"key": key, "low": 0, "high": 100})
        else:
            yield place, Problem(_TYPES.get(kind, "setting-number"), {"key": key})


_TYPES = {
    "bool_type": "setting-bool",
    "string_type": "setting-text",
    "model_type": "setting-table",
    "dict_type": "setting-table",
    "missing": "setting-needed",
}


def find_keys() -> list[str]:
    """Return every key of the settings, dotted, in order."""
    keys: list[str] = []
    for name in _SettingsTable.model_fields:
        if name == "check":
            keys.append("check.RULE")
        elif name in _TABLES:
            middle = "NAME." if name == "accounts" else ""
            keys += [f"{name}.{middle}{key}" for key in _TABLES[name].model_fields]
        else:
            keys.append(name)
    return keys


def _known_keys(table: tuple[str, ...]) -> list[str]:
    """Return the keys that a table may hold."""
    return list((_TABLES[table[0]] if table else _SettingsTable).model_fields)


_TABLES: dict[str, type[BaseModel]] = {
    "newsletter": _NewsletterTable,
    "follow": _FollowTable,
    "cover": _CoverTable,
    "markdown": _MarkdownTable,
    "archive": _ArchiveTable,
    "accounts": _AccountTable,
    "platform": _PlatformTable,
    "schedule": _ScheduleTable,
    "notify": _NotifyTable,
}

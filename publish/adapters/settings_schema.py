"""What `publish.toml` may say; the only module that knows pydantic."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic_core import PydanticCustomError

from publish.facts.code import CODE_WORDS, find_strange_word
from publish.facts.knobs import read_knob
from publish.facts.ledgers import holds_password, is_server_address
from publish.facts.licences import current_licences, find_licence
from publish.facts.links import is_web_address
from publish.facts.newsletter import COMMENTS, ISSUE_NAME, read_comments
from publish.facts.platform_hosts import ACCOUNT_NAME, APPID, is_api_address, is_plain_proxy
from publish.model.problem import Problem, Severity
from publish.model.settings import ACTIONS, AccountSettings, Notify, Pace, Schedule, Settings
from publish.steps.check.registry import RULES

_MAX_PATH_CHARS = 200
_MAX_PORT = 65_535
_MIN_SECONDS, _MAX_SECONDS = 0.01, 3600
_MAX_ATTEMPTS = 10
_LAST_HOUR = 23
_MAX_LATE_HOURS = 8760
_INTERVALS = (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60)
_MAX_POLLS = 100  # a day's, for a small account
_SECRETS = frozenset({"secret", "appsecret", "app_secret"})
# No name and password: they would lie in a repository that others read.
_PROXY = re.compile(r"https?://(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?/?", re.IGNORECASE | re.ASCII)


def _check_address(value: str) -> str:
    if value and not is_web_address(value):
        raise PydanticCustomError("setting-address", "")
    return value


def _check_source_url(value: str) -> str:
    _check_address(value)
    if value and "{date}" not in value:
        raise PydanticCustomError("setting-date-mark", "")
    return value


def _check_path(value: str) -> str:
    if len(value) > _MAX_PATH_CHARS or value.startswith(("/", "~")) or ".." in value.split("/") or "\\" in value:
        raise PydanticCustomError("setting-path", "")
    return value


def _check_font(value: str) -> str:
    if len(value) > _MAX_PATH_CHARS or "\0" in value:
        raise PydanticCustomError("setting-font", "")
    return value


def _check_code(value: str) -> str:
    strange = find_strange_word(value.split())
    if strange:
        raise PydanticCustomError("setting-code", "", {"value": strange, "known": ", ".join(CODE_WORDS)})
    return value


def _check_program(value: str) -> str:
    if len(value) > _MAX_PATH_CHARS or "\0" in value or value != value.strip():
        raise PydanticCustomError("setting-program", "")
    return value


def _check_licence(value: str) -> str:
    if value and find_licence(value) is None:
        raise PydanticCustomError("setting-licence", "", {"known": ", ".join(current_licences())})
    return value


def _check_proxy(value: str) -> str:
    match = _PROXY.fullmatch(value)
    if value and (match is None or not 0 < int(match["port"] or 1) <= _MAX_PORT):
        raise PydanticCustomError("setting-proxy", "")
    return value


def _check_comments(value: str) -> str:
    said = read_comments(value or Settings().comments)
    if said is None:
        raise PydanticCustomError("setting-comments", "", {"known": ", ".join(COMMENTS)})
    return str(said)


def _check_ledger(value: str) -> str:
    if is_server_address(value):
        if holds_password(value):
            raise PydanticCustomError("setting-ledger-password", "")
    elif "://" in value or value.endswith("/"):
        raise PydanticCustomError("setting-ledger", "")
    return value


def _check_theme(value: str) -> str:
    if not value or not value.replace("-", "").replace("_", "").isalnum() or ISSUE_NAME.match(value):
        raise PydanticCustomError("setting-theme", "")
    return value


def _check_knob(value: str, info: ValidationInfo) -> str:
    read = read_knob(str(info.field_name), value) if value else str(getattr(Settings(), str(info.field_name)))
    if isinstance(read, Problem):
        raise PydanticCustomError(read.message, "", dict(read.values))
    return read


def _check_appid(value: str) -> str:
    if not APPID.fullmatch(value):
        raise PydanticCustomError("setting-appid", "")
    return value


def _check_api(value: str) -> str:
    if value and not is_api_address(value):
        raise PydanticCustomError("setting-api", "")
    return value


def _check_plain_proxy(value: str) -> str:
    if value and not is_plain_proxy(value):
        raise PydanticCustomError("setting-api-proxy", "")
    return value


def _check_account_name(value: str) -> str:
    if not ACCOUNT_NAME.fullmatch(value):
        raise PydanticCustomError("setting-account-name", "")
    return value


def _check_rule(value: str) -> str:
    if value not in {rule.id for rule in RULES}:
        raise PydanticCustomError("setting-rule", "")
    return value


def _check_severity(value: object) -> object:
    if value not in (*Severity, "off"):
        raise PydanticCustomError("setting-severity", "")
    return value


def _check_seconds(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float) or not _MIN_SECONDS <= value <= _MAX_SECONDS:
        raise PydanticCustomError("setting-range", "", {"low": _MIN_SECONDS, "high": _MAX_SECONDS})
    return value


def _check_attempts(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _MAX_ATTEMPTS:
        raise PydanticCustomError("setting-range", "", {"low": 1, "high": _MAX_ATTEMPTS})
    return value


def _check_hour(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _LAST_HOUR:
        raise PydanticCustomError("setting-range", "", {"low": 0, "high": _LAST_HOUR})
    return value


def _check_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, ZoneInfoNotFoundError):  # no key of the database, a folder of it, or not in it
        raise PydanticCustomError("setting-timezone", "") from None
    return value


def _check_action(value: str) -> str:
    if value not in ACTIONS:
        raise PydanticCustomError("setting-action", "", {"known": ", ".join(ACTIONS)})
    return value


def _check_late(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= _MAX_LATE_HOURS:
        raise PydanticCustomError("setting-range", "", {"low": 0, "high": _MAX_LATE_HOURS})
    return value


def _check_interval(value: object) -> object:
    # What cron can say in one line: every so many minutes of an hour.
    if isinstance(value, bool) or not isinstance(value, int) or value not in _INTERVALS:
        raise PydanticCustomError("setting-interval", "", {"known": ", ".join(map(str, _INTERVALS))})
    return value


def _check_polls(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _MAX_POLLS:
        raise PydanticCustomError("setting-range", "", {"low": 1, "high": _MAX_POLLS})
    return value


Seconds = Annotated[float, BeforeValidator(_check_seconds)]
Address = Annotated[StrictStr, AfterValidator(_check_address)]
Path = Annotated[StrictStr, AfterValidator(_check_path)]
Knob = Annotated[StrictStr, AfterValidator(_check_knob)]
FontFile = Annotated[StrictStr, AfterValidator(_check_font)]


Key: TypeAlias = tuple[str, ...]
"""Where in the file: `("newsletter", "name")`."""


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Newsletter(_Table):
    name: StrictStr = ""
    account: StrictStr = ""
    author: StrictStr = ""
    editor: StrictStr = ""
    project: Address = ""
    issues: Path = Settings().issues
    source_url: Annotated[StrictStr, AfterValidator(_check_source_url)] = ""
    comments: Annotated[StrictStr, AfterValidator(_check_comments)] = Settings().comments


class _Follow(_Table):
    qr: StrictStr = ""
    picture: Path = ""
    logo: Path = ""

    @model_validator(mode="after")
    def _check_one(self) -> _Follow:
        if self.qr and self.picture:
            raise PydanticCustomError("setting-qr-twice", "")
        return self


class _Cover(_Table):
    font: FontFile = ""


class _Markdown(_Table):
    math: StrictBool = Settings().math
    code: Annotated[StrictStr, AfterValidator(_check_code)] = Settings().code
    mermaid: Annotated[StrictStr, AfterValidator(_check_program)] = ""
    plantuml: Annotated[StrictStr, AfterValidator(_check_program)] = ""


class _Archive(_Table):
    limit: Annotated[StrictInt, Field(ge=0, le=100)] = Settings().archive_limit
    readme: Path = Settings().archive_readme


class _Account(_Table):
    appid: Annotated[StrictStr, AfterValidator(_check_appid)]
    secret_file: StrictStr = ""
    api: Annotated[StrictStr, AfterValidator(_check_api)] = ""
    proxy: Annotated[StrictStr, AfterValidator(_check_plain_proxy)] = ""


class _Platform(_Table):
    connect_seconds: Seconds = Pace().connect_seconds
    call_seconds: Seconds = Pace().call_seconds
    upload_seconds: Seconds = Pace().upload_seconds
    attempts: Annotated[int, BeforeValidator(_check_attempts)] = Pace().attempts
    pause_seconds: Seconds = Pace().pause_seconds
    too_often_seconds: Seconds = Pace().too_often_seconds
    lock_seconds: Seconds = Pace().lock_seconds
    grace_seconds: Seconds = Pace().grace_seconds
    poll_seconds: Seconds = Pace().poll_seconds
    poll_longest_seconds: Seconds = Pace().poll_longest_seconds
    polls: Annotated[int, BeforeValidator(_check_polls)] = Pace().polls
    repeat_seconds: Seconds = Pace().repeat_seconds


class _Schedule(_Table):
    hour: Annotated[int, BeforeValidator(_check_hour)] = Schedule().hour
    timezone: Annotated[StrictStr, AfterValidator(_check_zone)] = Schedule().timezone
    action: Annotated[StrictStr, AfterValidator(_check_action)] = Schedule().action
    late_hours: Annotated[float, BeforeValidator(_check_late)] = Schedule().late_hours
    every_minutes: Annotated[int, BeforeValidator(_check_interval)] = Schedule().every_minutes


class _Notify(_Table):
    file: StrictStr = ""
    seconds: Seconds = Notify().seconds


class _File(_Table):
    theme: Annotated[StrictStr, AfterValidator(_check_theme)] = Settings().theme
    accent: Knob = Settings().accent
    text_size: Knob = Settings().text_size
    density: Knob = Settings().density
    licence: Annotated[StrictStr, AfterValidator(_check_licence)] = ""
    proxy: Annotated[StrictStr, AfterValidator(_check_proxy)] = ""
    ledger: Annotated[StrictStr, AfterValidator(_check_ledger)] = ""
    newsletter: _Newsletter = _Newsletter()
    follow: _Follow = _Follow()
    cover: _Cover = _Cover()
    markdown: _Markdown = _Markdown()
    archive: _Archive = _Archive()
    check: dict[Annotated[str, AfterValidator(_check_rule)], Annotated[str, BeforeValidator(_check_severity)]] = {}
    accounts: dict[Annotated[str, AfterValidator(_check_account_name)], _Account] = {}
    platform: _Platform = _Platform()
    schedule: _Schedule = _Schedule()
    notify: _Notify = _Notify()


def validate_settings(written: Mapping[str, Any]) -> tuple[Settings | None, list[tuple[Key, Problem]]]:
    """Return the settings, or every mistake with the key it stands at."""
    try:
        file = _File.model_validate(written)
    except ValidationError as error:
        return None, list(_find_problems(error))
    newsletter, follow = file.newsletter, file.follow
    settings = Settings(
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
        pace=Pace(**dict(file.platform)),
        schedule=Schedule(**dict(file.schedule)),
        notify=Notify(**dict(file.notify)),
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
    for name in _File.model_fields:
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
    return list((_TABLES[table[0]] if table else _File).model_fields)


_TABLES: dict[str, type[BaseModel]] = {
    "newsletter": _Newsletter,
    "follow": _Follow,
    "cover": _Cover,
    "markdown": _Markdown,
    "archive": _Archive,
    "accounts": _Account,
    "platform": _Platform,
    "schedule": _Schedule,
    "notify": _Notify,
}

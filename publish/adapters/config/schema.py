"""Schema of `publish.toml`: its tables and keys, the check of each value, and the message for a wrong one.

Names and defaults of the settings stand in `core/settings`; a key takes the default of the field that it fills.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
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
    create_model,
    model_validator,
)
from pydantic_core import PydanticCustomError

from publish.adapters.ledger.location import holds_password, is_server_address
from publish.core.problem import Problem, Severity
from publish.core.settings import ACTIONS, AccountSettings, NotifySettings, RetryPolicy, ScheduleSettings, Settings
from publish.core.urls import is_web_address
from publish.lint.registry import RULES
from publish.newsletter.code_languages import CODE_WORDS, find_unknown_word
from publish.newsletter.labels import COMMENTS, ISSUE_NAME, NEWSLETTER_ID, parse_comments
from publish.newsletter.licences import find_licence, list_current_licences
from publish.newsletter.theme_options import parse_theme_option
from publish.wechat.api_hosts import ACCOUNT_NAME, APPID, is_api_address, is_plain_proxy

Key: TypeAlias = tuple[str, ...]  # path of a key in the file: `("newsletter", "name")`

_SECRETS = frozenset({"secret", "appsecret", "app_secret"})
_MAX_PATH_CHARS = 200
_MAX_PORT = 65_535
_INTERVALS = (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60)  # minutes between runs that cron can express in one line
# No user name or password: the file lies in a repository that others read.
_PROXY = re.compile(r"https?://(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?/?", re.IGNORECASE | re.ASCII)


# --- checks of one value ------------------------------------------------------------------------


def _only(message: str, is_valid: Callable[[str], object], **values: str) -> AfterValidator:
    """Return a validator that refuses an invalid text with a message."""

    def check(value: str) -> str:
        if not is_valid(value):
            raise PydanticCustomError(message, "", dict(values))
        return value

    return AfterValidator(check)


def _one_of(message: str, choices: tuple[object, ...], **values: str) -> BeforeValidator:
    """Return a validator that refuses a value outside the choices; true is not the number 1."""

    def check(value: object) -> object:
        if isinstance(value, bool | float) or value not in choices:
            raise PydanticCustomError(message, "", dict(values))
        return value

    return BeforeValidator(check)


def _between(low: float, high: float, *types: type) -> BeforeValidator:
    """Return a validator that refuses a number outside a range, and true and false."""

    def check(value: object) -> object:
        if isinstance(value, bool) or not isinstance(value, types) or not low <= value <= high:  # type: ignore[operator]
            raise PydanticCustomError("setting-range", "", {"low": low, "high": high})
        return value

    return BeforeValidator(check)


def _is_path(value: str) -> bool:
    inside = not value.startswith(("/", "~")) and ".." not in value.split("/") and "\\" not in value
    return inside and len(value) <= _MAX_PATH_CHARS


def _is_file_name(value: str) -> bool:
    return len(value) <= _MAX_PATH_CHARS and "\0" not in value


def _is_proxy(value: str) -> bool:
    match = _PROXY.fullmatch(value)
    return not value or (match is not None and 0 < int(match["port"] or 1) <= _MAX_PORT)


def _is_theme(value: str) -> bool:
    return value.replace("-", "").replace("_", "").isalnum() and not ISSUE_NAME.match(value)


def _is_zone(value: str) -> bool:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, ZoneInfoNotFoundError):  # no key of the database, a folder of it, or not in it
        return False
    return True


def _check_code(value: str) -> str:
    unknown = find_unknown_word(value.split())
    if unknown:
        raise PydanticCustomError("setting-code", "", {"value": unknown, "known": ", ".join(CODE_WORDS)})
    return value


def _parse_comments(value: str) -> str:
    comments = parse_comments(value or Settings().comments)
    if comments is None:
        raise PydanticCustomError("setting-comments", "", {"known": ", ".join(COMMENTS)})
    return str(comments)


def _check_ledger(value: str) -> str:
    if is_server_address(value):
        if holds_password(value):
            raise PydanticCustomError("setting-ledger-password", "")
    elif "://" in value or value.endswith("/"):
        raise PydanticCustomError("setting-ledger", "")
    return value


def _parse_option(value: str, info: ValidationInfo) -> str:
    name = str(info.field_name)
    option = parse_theme_option(name, value) if value else str(getattr(Settings(), name))
    if isinstance(option, Problem):
        raise PydanticCustomError(option.message, "", dict(option.values))
    return option


def _check_one_qr(follow: Any) -> Any:
    if follow.qr and follow.picture:
        raise PydanticCustomError("setting-qr-twice", "")
    return follow


_Address = Annotated[StrictStr, _only("setting-address", lambda value: not value or is_web_address(value))]
_Option = Annotated[StrictStr, AfterValidator(_parse_option)]
_Path = Annotated[StrictStr, _only("setting-path", _is_path)]
_Program = Annotated[StrictStr, _only("setting-program", lambda value: _is_file_name(value) and value == value.strip())]
_Seconds = Annotated[float, _between(0.01, 3600, int, float)]
_AccountName = Annotated[str, _only("setting-account-name", ACCOUNT_NAME.fullmatch)]
_RuleId = Annotated[str, _only("setting-rule", frozenset(rule.id for rule in RULES).__contains__)]

# --- tables and keys ----------------------------------------------------------------------------

KEYS: dict[str, Any] = {
    "theme": Annotated[StrictStr, _only("setting-theme", _is_theme)],
    "accent": _Option,
    "text_size": _Option,
    "density": _Option,
    "licence": Annotated[
        StrictStr,
        _only(
            "setting-licence", lambda value: not value or find_licence(value), known=", ".join(list_current_licences())
        ),
    ],
    "proxy": Annotated[StrictStr, _only("setting-proxy", _is_proxy)],
    "ledger": Annotated[StrictStr, AfterValidator(_check_ledger)],
    "newsletter": {
        "id": Annotated[
            StrictStr, _only("setting-newsletter-id", lambda value: not value or NEWSLETTER_ID.fullmatch(value))
        ],
        "name": StrictStr,
        "account": StrictStr,
        "author": StrictStr,
        "editor": StrictStr,
        "project": _Address,
        "issues": _Path,
        "source_url": Annotated[_Address, _only("setting-date-mark", lambda value: not value or "{date}" in value)],
        "comments": Annotated[StrictStr, AfterValidator(_parse_comments)],
    },
    "follow": {"qr": StrictStr, "picture": _Path, "logo": _Path},
    "cover": {"font": Annotated[StrictStr, _only("setting-font", _is_file_name)]},
    "markdown": {
        "math": StrictBool,
        "code": Annotated[StrictStr, AfterValidator(_check_code)],
        "mermaid": _Program,
        "plantuml": _Program,
    },
    "archive": {
        "limit": Annotated[StrictInt, Field(ge=0, le=100)],
        "readme": Annotated[_Path, AfterValidator(lambda value: value or Settings().archive_readme)],
    },
    "check": dict[_RuleId, Annotated[str, _one_of("setting-severity", (*Severity, "off"))]],
    "accounts": {
        "appid": Annotated[StrictStr, _only("setting-appid", APPID.fullmatch)],
        "secret_file": StrictStr,
        "api": Annotated[StrictStr, _only("setting-api", lambda value: not value or is_api_address(value))],
        "proxy": Annotated[StrictStr, _only("setting-api-proxy", lambda value: not value or is_plain_proxy(value))],
    },
    "platform": dict.fromkeys(RetryPolicy._fields, _Seconds)
    | {
        "attempts": Annotated[int, _between(1, 10, int)],
        "polls": Annotated[int, _between(1, 100, int)],  # WeChat's daily quota for a small account
    },
    "schedule": {
        "hour": Annotated[int, _between(0, 23, int)],
        "timezone": Annotated[StrictStr, _only("setting-timezone", _is_zone)],
        "action": Annotated[StrictStr, _only("setting-action", ACTIONS.__contains__, known=", ".join(ACTIONS))],
        "late_hours": Annotated[float, _between(0.01, 8760, int, float)],
        "every_minutes": Annotated[int, _one_of("setting-interval", _INTERVALS, known=", ".join(map(str, _INTERVALS)))],
    },
    "notify": {"file": StrictStr, "seconds": _Seconds},
}
"""Type of each key, by table, in the order in which mistakes are reported."""

_FIELDS = {
    "newsletter.id": "newsletter_id",
    "follow.picture": "qr_picture",
    "cover.font": "cover_font",
    "archive.limit": "archive_limit",
    "archive.readme": "archive_readme",
    "check": "severities",
    "platform": "pace",
}
"""Fields of the settings whose name differs from their key."""
_RECORDS: dict[str, Any] = {
    "accounts": AccountSettings,
    "platform": RetryPolicy,
    "schedule": ScheduleSettings,
    "notify": NotifySettings,
}
"""Tables that are a record of the settings; the keys of the others are fields of the settings themselves."""


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _make_table(keys: Mapping[str, Any], prefix: str = "") -> Any:
    """Return the model of a table; each key takes the default of its field, and is required where there is none."""
    record = _RECORDS.get(prefix.removesuffix("."), Settings)
    fields: dict[str, Any] = {}
    for key, kind in keys.items():
        default = record._field_defaults.get(_FIELDS.get(prefix + key, key), ...)
        fields[key] = (kind, default)
        if isinstance(kind, dict):
            table = _make_table(kind, f"{key}.")
            fields[key] = (dict[_AccountName, table], default) if key == "accounts" else (table, table())  # type: ignore[valid-type]
    checks: dict[str, Any] = {"one_qr": model_validator(mode="after")(_check_one_qr)} if prefix == "follow." else {}
    return create_model(prefix or "file", __base__=_Table, __validators__=checks, **fields)


_FILE = _make_table(KEYS)


def validate_settings(written: Mapping[str, Any]) -> tuple[Settings | None, list[tuple[Key, Problem]]]:
    """Return the settings, or every mistake with its key."""
    try:
        file = _FILE.model_validate(written)
    except ValidationError as error:
        return None, list(_find_problems(error))
    values: dict[str, Any] = {}
    for key, value in file:
        if key == "accounts":
            values[key] = {name: AccountSettings(**dict(account)) for name, account in value.items()}
        elif key in _RECORDS:
            values[_FIELDS.get(key, key)] = _RECORDS[key](**dict(value))
        elif isinstance(value, BaseModel):
            values |= {_FIELDS.get(f"{key}.{name}", name): part for name, part in value}
        else:
            values[_FIELDS.get(key, key)] = value
    return Settings(**values), []


def _find_problems(error: ValidationError) -> Iterator[tuple[Key, Problem]]:
    for mistake in error.errors(include_url=False):
        path = tuple(str(part) for part in mistake["loc"] if part != "[key]")
        key = ".".join(path)
        kind = mistake["type"]
        if kind == "extra_forbidden" and path[-1].lower() in _SECRETS:
            yield path, Problem("setting-secret", {"key": key})
        elif kind == "extra_forbidden":
            table = KEYS[path[0]] if path[1:] else KEYS
            yield path, Problem("setting-unknown", {"key": key, "known": ", ".join(table)})
        elif kind.startswith(("setting-", "knob-")):
            yield path, Problem(kind, {"key": key, **mistake.get("ctx", {})})
        elif kind in ("greater_than_equal", "less_than_equal"):
            yield path, Problem("setting-range", {"key": key, "low": 0, "high": 100})
        else:
            yield path, Problem(_TYPE_MESSAGES.get(kind, "setting-number"), {"key": key})


_TYPE_MESSAGES = {
    "bool_type": "setting-bool",
    "string_type": "setting-text",
    "model_type": "setting-table",
    "dict_type": "setting-table",
    "missing": "setting-needed",
}

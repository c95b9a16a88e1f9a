"""What one value of `publish.toml` may be; each type refuses anything else with the sentence a person needs."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, StrictStr, ValidationInfo
from pydantic_core import PydanticCustomError

from publish.adapters.ledger.location import holds_password, is_server_address
from publish.core.problem import Problem, Severity
from publish.core.settings import ACTIONS, Settings
from publish.core.urls import is_web_address
from publish.lint.registry import RULES
from publish.newsletter.code_languages import CODE_WORDS, find_unknown_word
from publish.newsletter.labels import COMMENTS, ISSUE_NAME, NEWSLETTER_ID, parse_comments
from publish.newsletter.licences import current_licences, find_licence
from publish.newsletter.theme_options import parse_theme_option
from publish.wechat.api_hosts import ACCOUNT_NAME, APPID, is_api_address, is_plain_proxy

_MAX_PATH_CHARS = 200
_MAX_PORT = 65_535
_MIN_SECONDS, _MAX_SECONDS = 0.01, 3600
_MAX_ATTEMPTS = 10
_LAST_HOUR = 23
_MIN_LATE_HOURS, _MAX_LATE_HOURS = 0.01, 8760
_INTERVALS = (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60)
"""What cron can say in one line: every so many minutes of an hour."""
_MAX_POLLS = 100  # a day's, for a small account
# No name and password: they would lie in a repository that others read.
_PROXY = re.compile(r"https?://(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?/?", re.IGNORECASE | re.ASCII)


# --- text ---------------------------------------------------------------------------------------


def _only(message: str, is_right: Callable[[str], bool], **values: str) -> AfterValidator:
    """Return what takes a text that is right, and refuses any other with a message."""

    def check(value: str) -> str:
        if not is_right(value):
            raise PydanticCustomError(message, "", dict(values))
        return value

    return AfterValidator(check)


def _is_web_address(value: str) -> bool:
    return not value or is_web_address(value)


def _is_path(value: str) -> bool:
    inside = not value.startswith(("/", "~")) and ".." not in value.split("/") and "\\" not in value
    return inside and len(value) <= _MAX_PATH_CHARS


def _is_file_name(value: str) -> bool:
    return len(value) <= _MAX_PATH_CHARS and "\0" not in value


def _is_program(value: str) -> bool:
    return _is_file_name(value) and value == value.strip()


def _is_licence(value: str) -> bool:
    return not value or find_licence(value) is not None


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


def _read_code(value: str) -> str:
    unknown = find_unknown_word(value.split())
    if unknown:
        raise PydanticCustomError("setting-code", "", {"value": unknown, "known": ", ".join(CODE_WORDS)})
    return value


def _read_comments(value: str) -> str:
    said = parse_comments(value or Settings().comments)
    if said is None:
        raise PydanticCustomError("setting-comments", "", {"known": ", ".join(COMMENTS)})
    return str(said)


def _read_ledger(value: str) -> str:
    if is_server_address(value):
        if holds_password(value):
            raise PydanticCustomError("setting-ledger-password", "")
    elif "://" in value or value.endswith("/"):
        raise PydanticCustomError("setting-ledger", "")
    return value


def _read_knob(value: str, info: ValidationInfo) -> str:
    read = parse_theme_option(str(info.field_name), value) if value else str(getattr(Settings(), str(info.field_name)))
    if isinstance(read, Problem):
        raise PydanticCustomError(read.message, "", dict(read.values))
    return read


AccountName = Annotated[str, _only("setting-account-name", lambda value: bool(ACCOUNT_NAME.fullmatch(value)))]
Action = Annotated[StrictStr, _only("setting-action", lambda value: value in ACTIONS, known=", ".join(ACTIONS))]
Api = Annotated[StrictStr, _only("setting-api", lambda value: not value or is_api_address(value))]
ApiProxy = Annotated[StrictStr, _only("setting-api-proxy", lambda value: not value or is_plain_proxy(value))]
AppId = Annotated[StrictStr, _only("setting-appid", lambda value: bool(APPID.fullmatch(value)))]
CodeWords = Annotated[StrictStr, AfterValidator(_read_code)]
Comments = Annotated[StrictStr, AfterValidator(_read_comments)]
FontFile = Annotated[StrictStr, _only("setting-font", _is_file_name)]
Knob = Annotated[StrictStr, AfterValidator(_read_knob)]
LedgerPlace = Annotated[StrictStr, AfterValidator(_read_ledger)]
Licence = Annotated[StrictStr, _only("setting-licence", _is_licence, known=", ".join(current_licences()))]
Path = Annotated[StrictStr, _only("setting-path", _is_path)]
NewsletterId = Annotated[
    StrictStr, _only("setting-newsletter-id", lambda value: not value or bool(NEWSLETTER_ID.fullmatch(value)))
]
Program = Annotated[StrictStr, _only("setting-program", _is_program)]
Proxy = Annotated[StrictStr, _only("setting-proxy", _is_proxy)]
RuleId = Annotated[str, _only("setting-rule", frozenset(rule.id for rule in RULES).__contains__)]
ThemeName = Annotated[StrictStr, _only("setting-theme", _is_theme)]
WebAddress = Annotated[StrictStr, _only("setting-address", _is_web_address)]
SourceUrl = Annotated[WebAddress, _only("setting-date-mark", lambda value: not value or "{date}" in value)]
Zone = Annotated[StrictStr, _only("setting-timezone", _is_zone)]


# --- numbers and names --------------------------------------------------------------------------


def _between(low: float, high: float, kind: type[int] | type[float]) -> BeforeValidator:
    """Return what takes a number from low to high; every whole number is a float, true and false are none."""
    kinds = (int,) if kind is int else (int, float)

    def check(value: object) -> object:
        if isinstance(value, bool) or not isinstance(value, kinds) or not low <= value <= high:
            raise PydanticCustomError("setting-range", "", {"low": low, "high": high})
        return value

    return BeforeValidator(check)


def _check_minutes(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int) or value not in _INTERVALS:
        raise PydanticCustomError("setting-interval", "", {"known": ", ".join(map(str, _INTERVALS))})
    return value


def _check_severity(value: object) -> object:
    if value not in (*Severity, "off"):
        raise PydanticCustomError("setting-severity", "")
    return value


Attempts = Annotated[int, _between(1, _MAX_ATTEMPTS, int)]
Hour = Annotated[int, _between(0, _LAST_HOUR, int)]
LateHours = Annotated[float, _between(_MIN_LATE_HOURS, _MAX_LATE_HOURS, float)]
Minutes = Annotated[int, BeforeValidator(_check_minutes)]
Polls = Annotated[int, _between(1, _MAX_POLLS, int)]
RuleSeverity = Annotated[str, BeforeValidator(_check_severity)]
Seconds = Annotated[float, _between(_MIN_SECONDS, _MAX_SECONDS, float)]

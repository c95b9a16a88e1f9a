"""The checks that the annotations of `core/settings` name.

A check takes a value of the right type, and returns it, perhaps in its canonical form; the type of the error that it
raises is the id of the message.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import ValidationInfo
from pydantic_core import PydanticCustomError

from publish.adapters.ledger.location import holds_password, is_server_address
from publish.adapters.system.editor import is_editor
from publish.core.lazy_pattern import lazy_pattern
from publish.core.operating_system import is_outside_by_form
from publish.core.problem import Problem
from publish.core.settings import ArchiveSettings, NewsletterSettings, Settings
from publish.core.urls import is_web_address
from publish.lint.registry import RULES
from publish.newsletter.code_languages import CODE_WORDS, find_unknown_word
from publish.newsletter.cover_focus import parse_cover_focus
from publish.newsletter.issue_pattern import FIELD_NAMES, find_pattern_fault
from publish.newsletter.labels import COMMENTS, ISSUE_NAME, NEWSLETTER_ID, parse_comments
from publish.newsletter.licences import find_licence, list_current_licences
from publish.newsletter.theme_options import parse_theme_option
from publish.wechat.api_hosts import ACCOUNT_NAME, APPID, is_api_address, is_plain_proxy

_MAX_PATH_CHARS = 200
_MAX_WORD_CHARS = 40
_MAX_PORT = 65_535
# No user name or password: the file lies in a repository that others read.
_PROXY = lazy_pattern(
    r"https?://(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?/?", re.IGNORECASE | re.ASCII
)


def require(condition: Callable[[Any], object], message: str, **values: object) -> Callable[[Any], Any]:
    """Return a check that refuses a value with a message unless a condition holds."""

    def check(value: Any) -> Any:
        if not condition(value):
            raise PydanticCustomError(message, "", values)
        return value

    return check


def _is_path(value: str) -> bool:
    return not value.startswith("~") and not is_outside_by_form(value) and len(value) <= _MAX_PATH_CHARS


def _write_slashes(value: str) -> str:
    """Return a path as every system reads it: on Windows people write a backslash."""
    return value.replace("\\", "/")


def _is_file_name(value: str) -> bool:
    return len(value) <= _MAX_PATH_CHARS and "\0" not in value


def _is_proxy(value: str) -> bool:
    match = _PROXY.fullmatch(value)
    return not value or is_plain_proxy(value) or (match is not None and 0 < int(match["port"] or 1) <= _MAX_PORT)


def _is_word(value: str) -> bool:
    return bool(value) and value == value.strip() and value.isprintable() and len(value) <= _MAX_WORD_CHARS


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


def _check_pattern(value: str) -> str:
    value = _write_slashes(value)
    fault = find_pattern_fault(value) if value else None
    if fault:
        raise PydanticCustomError(fault.message, "", {"value": fault.part, "known": ", ".join(FIELD_NAMES)})
    return value


def _check_title_form(value: str) -> str:
    known = (*FIELD_NAMES, "title")
    unknown = next((name for name in re.findall(r"\{([^{}]*)\}", value) if name not in known), None)
    if unknown is not None:
        raise PydanticCustomError("setting-pattern-field", "", {"value": unknown, "known": ", ".join(known)})
    return value


def _parse_comments(value: str) -> str:
    comments = parse_comments(value or NewsletterSettings().comments)
    if comments is None:
        raise PydanticCustomError("setting-comments", "", {"known": ", ".join(COMMENTS)})
    return str(comments)


def _parse_option(value: str, info: ValidationInfo) -> str:
    name = str(info.field_name)
    option = parse_theme_option(name, value) if value else str(getattr(Settings(), name))
    if isinstance(option, Problem):
        raise PydanticCustomError(option.message, "", dict(option.values))
    return option


_CONDITIONS: Mapping[str, Callable[[Any], object]] = {
    "setting-account-name": ACCOUNT_NAME.fullmatch,
    "setting-address": lambda value: not value or is_web_address(value),
    "setting-api": lambda value: not value or is_api_address(value),
    "setting-api-proxy": lambda value: not value or is_plain_proxy(value),
    "setting-appid": APPID.fullmatch,
    "setting-date-mark": lambda value: not value or any(f"{{{name}}}" in value for name in FIELD_NAMES),
    "setting-focus": parse_cover_focus,
    "setting-editor": is_editor,
    "setting-font": _is_file_name,
    "setting-ledger": lambda value: is_server_address(value) or ("://" not in value and not value.endswith("/")),
    "setting-ledger-password": lambda value: not (is_server_address(value) and holds_password(value)),
    "setting-newsletter-id": lambda value: not value or NEWSLETTER_ID.fullmatch(value),
    "setting-program": lambda value: _is_file_name(value) and value == value.strip(),
    "setting-proxy": _is_proxy,
    "setting-qr-twice": lambda follow: not (follow.qr and follow.picture),
    "setting-rule": frozenset(rule.id for rule in RULES).__contains__,
    "setting-theme": _is_theme,
    "setting-timezone": _is_zone,
}
"""What every valid value fulfils, by the message for any other."""

CHECKS: Mapping[str, Callable[..., Any]] = {
    **{message: require(condition, message) for message, condition in _CONDITIONS.items()},
    "archive-readme": lambda value: value or ArchiveSettings().readme,
    "code": _check_code,
    "issue-pattern": _check_pattern,
    "comments": _parse_comments,
    "setting-path": lambda value: require(_is_path, "setting-path")(_write_slashes(value)),
    "licence": require(
        lambda value: not value or find_licence(value), "setting-licence", known=", ".join(list_current_licences())
    ),
    "theme-option": _parse_option,
    "title-form": _check_title_form,
    "words": require(lambda words: all(map(_is_word, words)), "setting-word"),
    "words-needed": require(bool, "setting-words-needed"),
}
"""Every check by its name."""

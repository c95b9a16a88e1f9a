"""The options of every command, in the order of the help."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any, TypeAlias

from publish.i18n.translator import LANGUAGES

if TYPE_CHECKING:
    from datetime import date

    from publish.i18n.translator import Translator

Option: TypeAlias = tuple[str, str, dict[str, Any]]
"""Name, message id of the help, and arguments of `add_argument`; a `type` takes the translator, too."""

RESOLUTIONS = ("repeat", "published", "abandon")
CHECK_FORMATS = ("text", "json", "github", "sarif")
CONTENT_LIMITS = ("measured", "documented")
SENT_KINDS = ("article", "pictures", "cards")  # those of `SentKind`, which is not loaded for other commands
SHELLS = ("bash", "zsh", "fish")
SANDBOX_PORT = 8765
PREVIEW_PORT = 8766
MAX_PORT = 65535


def _parse_day(word: str, translator: Translator) -> date:
    from publish.newsletter.labels import is_impossible_date, parse_issue_date

    day = parse_issue_date(word)
    if day is None:
        message = "usage-no-day" if is_impossible_date(word) else "usage-day"
        raise argparse.ArgumentTypeError(translator.translate(message, said=word))
    return day


def _parse_new(word: str, translator: Translator) -> date | str:
    """Return the date of a new issue, or its name where its file is named by one."""
    from publish.core.operating_system import ON_WINDOWS, is_windows_file_name
    from publish.newsletter.labels import ISSUE_NAME

    is_name = word.isprintable() and not word.startswith((".", "-")) and "/" not in word and "\\" not in word
    is_name = is_name and (is_windows_file_name(word) or not ON_WINDOWS)
    if ISSUE_NAME.fullmatch(word) or not word.strip() or not is_name:
        return _parse_day(word, translator)
    return word


def _parse_url(word: str, translator: Translator) -> str:
    from publish.core.urls import is_wechat_article

    if not is_wechat_article(word):
        raise argparse.ArgumentTypeError(translator.translate("usage-address"))
    return word


def _parse_port(word: str, translator: Translator) -> int:
    if not word.isdecimal() or not word.isascii() or int(word) > MAX_PORT:
        raise argparse.ArgumentTypeError(translator.translate("usage-port"))
    return int(word)


def _option(name: str, message: str, **settings: Any) -> Option:
    return name, message, settings


def _flag(name: str, message: str) -> Option:
    return name, message, {"action": "store_true"}


def _port(default: int, message: str) -> Option:
    return _option("--port", message, type=_parse_port, default=default, metavar="N")


EXCLUSIVE = ("--fix", "--diff")
"""Options of which a command takes one."""
SHARED = (
    _flag("--json", "help-json"),
    _flag("--quiet", "help-quiet"),
    _option("--lang", "help-lang", choices=LANGUAGES),
    _option("--config", "help-config", metavar="FILE"),
)
_ISSUE = _option("issue", "help-draft-issue", metavar="ISSUE")
_ACCOUNT = _option("--account", "help-account", metavar="NAME")
_THEME = _option("--theme", "help-theme", metavar="NAME")
_ADOPT = _flag("--adopt", "help-adopt")
_EXPECT = _option("--expect", "help-expect", metavar="FINGERPRINT")
_THEME_ACTS = ("list", "new", "import", "compare")
_SCHEDULE_ACTS = ("install", "remove", "show")

OPTIONS: dict[str, tuple[Option, ...]] = {
    "init": (_flag("--yes", "help-yes"),),
    "build": (
        _option("issues", "help-issue", nargs="*", default=[], metavar="ISSUE"),
        _flag("--all", "help-all"),
        _THEME,
        _option("--out", "help-out", metavar="FOLDER", default="build"),
        _flag("--watch", "help-watch"),
    ),
    "check": (
        _option("issues", "help-check-issue", nargs="*", default=[], metavar="ISSUE"),
        _flag("--fix", "help-fix"),
        _flag("--diff", "help-diff"),
        _flag("--links", "help-links"),
        _flag("--official", "help-official"),
        _flag("--dry-run", "help-official-dry"),
        _flag("--yes", "help-official-yes"),
        _flag("--strict", "help-strict"),
        _flag("--all", "help-check-all"),
        _flag("--init", "help-check-init"),
        _option("--format", "help-format", choices=CHECK_FORMATS, default="text"),
    ),
    "new": (_option("day", "help-new-day", nargs="?", type=_parse_new, metavar="DATE"),),
    "archive": (_flag("--check", "help-archive-check"),),
    "preview": (
        _option("issue", "help-preview-issue", nargs="?", default="", metavar="ISSUE"),
        _port(PREVIEW_PORT, "help-preview-port"),
        _option("--no-open", "help-no-open", dest="open", action="store_false"),
    ),
    "themes": (
        _option(
            "act", "help-themes-act", nargs="?", choices=_THEME_ACTS, default="list", metavar="|".join(_THEME_ACTS)
        ),
        _option("name", "help-themes-name", nargs="?", default="", metavar="NAME|FILE|ISSUE"),
        _option("--like", "help-themes-like", metavar="NAME"),
        _option("--accent", "help-themes-accent", metavar="COLOUR"),
        _option("--as", "help-themes-as", dest="alias", metavar="NAME"),
        _option("--out", "help-out", metavar="FOLDER", default="build"),
    ),
    "rules": (),
    "draft": (
        _ISSUE,
        _option("others", "help-draft-others", nargs="*", default=[], metavar="FILE"),
        _flag("--alone", "help-draft-alone"),
        _option("--as", "help-draft-as", dest="kind", choices=SENT_KINDS, metavar="KIND"),
        _ACCOUNT,
        _THEME,
        _flag("--dry-run", "help-dry-run"),
        _flag("--anew", "help-anew"),
        _ADOPT,
        _flag("--overwrite", "help-overwrite"),
        _EXPECT,
    ),
    "release": (
        _ISSUE,
        _ACCOUNT,
        _THEME,
        _flag("--dry-run", "help-release-dry"),
        _flag("--mass", "help-mass"),
        _flag("--anew", "help-release-anew"),
        _ADOPT,
        _option("--resolve", "help-resolve", choices=RESOLUTIONS),
        _option("--url", "help-url", type=_parse_url, metavar="ADDRESS"),
        _EXPECT,
    ),
    "approve": (_ISSUE, _ACCOUNT, _flag("--mass", "help-mass")),
    "status": (_ACCOUNT,),
    "history": (_ISSUE, _ACCOUNT),
    "stats": (
        _option("issue", "help-stats-issue", nargs="?", default="", metavar="ISSUE"),
        _ACCOUNT,
        _flag("--offline", "help-offline"),
    ),
    "comments": (_ISSUE, _ACCOUNT),
    "ledger": (
        _option("act", "help-ledger-act", choices=("init", "adopt")),
        _ACCOUNT,
        _option("--from", "help-ledger-from", dest="since", type=_parse_day, metavar="DATE"),
    ),
    "account": (
        _option("act", "help-account-add", choices=("add",), metavar="add"),
        _option("name", "help-account-name", metavar="NAME"),
    ),
    "doctor": (_ACCOUNT, _option("--rid", "help-rid", metavar="RID")),
    "sandbox": (
        _port(SANDBOX_PORT, "help-port"),
        _option("--data", "help-data", metavar="FILE"),
        _option("--content-limit", "help-content-limit", choices=CONTENT_LIMITS),
    ),
    "run": (_ACCOUNT, _flag("--dry-run", "help-run-dry"), _option("--at", "help-run-at", metavar="TIME")),
    "mcp": (
        _option("--root", "help-mcp-root", metavar="FOLDER"),
        _flag("--allow-release", "help-mcp-release"),
    ),
    "capabilities": (_ACCOUNT, _flag("--online", "help-online")),
    "schema": (_option("name", "help-schema-command", nargs="?", default="", metavar="COMMAND"),),
    "skill": (_option("name", "help-skill-name", nargs="?", default="", metavar="NAME"),),
    "completion": (_option("shell", "help-shell", choices=SHELLS),),
    "schedule": (
        _option("act", "help-schedule-act", choices=_SCHEDULE_ACTS, metavar="|".join(_SCHEDULE_ACTS)),
        _ACCOUNT,
        _option("--with", "help-schedule-with", dest="by", choices=("cron", "systemd", "launchd", "schtasks")),
    ),
}
"""Options by command, in the order of the help."""

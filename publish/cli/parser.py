"""What the command line may say."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from publish.cli.exit_codes import EXIT_USAGE
from publish.core.version import __version__
from publish.i18n.messages import LANGUAGES, Translator

if TYPE_CHECKING:
    from datetime import date

Say: TypeAlias = Callable[..., str]

RESOLUTIONS = ("repeat", "published", "abandon")
CHECK_FORMATS = ("text", "json", "github", "sarif")
SANDBOX_PORT = 8765
PREVIEW_PORT = 8766
MAX_PORT = 65535


class Arguments(argparse.Namespace):
    """What the command line says."""

    command: str
    issues: list[str]
    all: bool
    theme: str | None = None
    out: str = "build"
    fix: bool
    diff: bool
    links: bool
    strict: bool
    format: str
    port: int
    data: str | None
    act: str
    name: str
    account: str | None
    rid: str | None
    issue: str
    open: bool
    dry_run: bool
    anew: bool
    adopt: bool
    overwrite: bool
    mass: bool
    resolve: str | None
    url: str | None
    since: date | None
    at: str | None
    by: str | None
    day: date | None
    check: bool
    json: bool
    quiet: bool
    lang: str | None
    config: str | None


def find_language(words: list[str]) -> str | None:
    """Return the language asked for, before anything else is parsed: the help itself is translated."""
    for word, following in pairwise([*words, ""]):
        said = following if word == "--lang" else word.removeprefix("--lang=")
        if word.startswith("--lang") and said in LANGUAGES:
            return said
    return None


def parse_arguments(words: list[str], translator: Translator) -> Arguments:
    """Return what the words say; leave with a usage error where they say nothing sensible."""
    return _make_parser(translator, words).parse_args(words, namespace=Arguments())


def _make_parser(translator: Translator, words: list[str]) -> argparse.ArgumentParser:
    """Return a parser that knows every command, and the options of those that the words may mean."""
    translate = translator.translate

    class Parser(argparse.ArgumentParser):
        def error(self, message: str) -> NoReturn:
            self.exit(EXIT_USAGE, translate("usage-wrong", what=message, command=self.prog) + "\n")

    parser = Parser(prog="publish", description=translate("about"), allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"publish {__version__}")
    # Without `prog` it would lay out a whole usage to find it.
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", prog="publish")
    for name, fill in _FILLERS.items():
        about = translate(f"about-{name}")
        command = commands.add_parser(name, help=about, description=about, allow_abbrev=False)
        if name in words:
            _fill_shared(command, translate)
            fill(command, translate)
    return parser


def _fill_shared(command: argparse.ArgumentParser, translate: Say) -> None:
    command.add_argument("--json", action="store_true", help=translate("help-json"))
    command.add_argument("--quiet", action="store_true", help=translate("help-quiet"))
    command.add_argument("--lang", choices=LANGUAGES, help=translate("help-lang"))
    command.add_argument("--config", metavar="FILE", help=translate("help-config"))


def _fill_account_name(command: argparse.ArgumentParser, translate: Say) -> None:
    command.add_argument("--account", metavar="NAME", help=translate("help-account"))


def _fill_nothing(_: argparse.ArgumentParser, __: Say) -> None:
    """Leave a command with what all have."""


def _fill_build(build: argparse.ArgumentParser, translate: Say) -> None:
    build.add_argument("issues", nargs="*", metavar="ISSUE", help=translate("help-issue"))
    build.add_argument("--all", action="store_true", help=translate("help-all"))
    build.add_argument("--theme", metavar="NAME", help=translate("help-theme"))
    build.add_argument("--out", metavar="FOLDER", default="build", help=translate("help-out"))


def _fill_preview(preview: argparse.ArgumentParser, translate: Say) -> None:
    preview.add_argument("issue", nargs="?", default="", metavar="ISSUE", help=translate("help-preview-issue"))
    port = _make_port_reader(translate)
    preview.add_argument("--port", type=port, default=PREVIEW_PORT, metavar="N", help=translate("help-preview-port"))
    preview.add_argument("--no-open", dest="open", action="store_false", help=translate("help-no-open"))
    preview.set_defaults(out="build", theme=None)


def _fill_draft(draft: argparse.ArgumentParser, translate: Say) -> None:
    draft.add_argument("issue", metavar="ISSUE", help=translate("help-draft-issue"))
    _fill_account_name(draft, translate)
    draft.add_argument("--theme", metavar="NAME", help=translate("help-theme"))
    draft.add_argument("--dry-run", action="store_true", help=translate("help-dry-run"))
    draft.add_argument("--anew", action="store_true", help=translate("help-anew"))
    draft.add_argument("--adopt", action="store_true", help=translate("help-adopt"))
    draft.add_argument("--overwrite", action="store_true", help=translate("help-overwrite"))
    draft.set_defaults(out="build")


def _fill_release(release: argparse.ArgumentParser, translate: Say) -> None:
    release.add_argument("issue", metavar="ISSUE", help=translate("help-draft-issue"))
    _fill_account_name(release, translate)
    release.add_argument("--theme", metavar="NAME", help=translate("help-theme"))
    release.add_argument("--mass", action="store_true", help=translate("help-mass"))
    release.add_argument("--anew", action="store_true", help=translate("help-release-anew"))
    release.add_argument("--adopt", action="store_true", help=translate("help-adopt"))
    release.add_argument("--resolve", choices=RESOLUTIONS, help=translate("help-resolve"))
    release.add_argument("--url", type=_make_address_reader(translate), metavar="ADDRESS", help=translate("help-url"))
    release.set_defaults(out="build")


def _fill_history(history: argparse.ArgumentParser, translate: Say) -> None:
    history.add_argument("issue", metavar="ISSUE", help=translate("help-draft-issue"))
    _fill_account_name(history, translate)


def _fill_ledger(ledger: argparse.ArgumentParser, translate: Say) -> None:
    ledger.add_argument("act", choices=("init", "adopt"), help=translate("help-ledger-act"))
    _fill_account_name(ledger, translate)
    day = _make_day_reader(translate)
    ledger.add_argument("--from", dest="since", type=day, metavar="DATE", help=translate("help-ledger-from"))


def _fill_check(check: argparse.ArgumentParser, translate: Say) -> None:
    check.add_argument("issues", nargs="*", metavar="ISSUE", help=translate("help-check-issue"))
    mending = check.add_mutually_exclusive_group()
    mending.add_argument("--fix", action="store_true", help=translate("help-fix"))
    mending.add_argument("--diff", action="store_true", help=translate("help-diff"))
    check.add_argument("--links", action="store_true", help=translate("help-links"))
    check.add_argument("--strict", action="store_true", help=translate("help-strict"))
    check.add_argument("--format", choices=CHECK_FORMATS, default="text", help=translate("help-format"))


def _fill_new(new: argparse.ArgumentParser, translate: Say) -> None:
    new.add_argument("day", nargs="?", type=_make_day_reader(translate), metavar="DATE", help=translate("help-new-day"))


def _fill_archive(archive: argparse.ArgumentParser, translate: Say) -> None:
    archive.add_argument("--check", action="store_true", help=translate("help-archive-check"))


def _make_day_reader(translate: Say) -> Callable[[str], date]:
    def read_day(word: str) -> date:
        from publish.newsletter.labels import is_impossible_date, parse_issue_date

        day = parse_issue_date(word)
        if day is None:
            impossible = is_impossible_date(word)
            raise argparse.ArgumentTypeError(
                translate("usage-no-day", said=word) if impossible else translate("usage-day")
            )
        return day

    return read_day


def _fill_account(account: argparse.ArgumentParser, translate: Say) -> None:
    account.add_argument("act", choices=("add",), metavar="add", help=translate("help-account-add"))
    account.add_argument("name", metavar="NAME", help=translate("help-account-name"))


def _fill_doctor(doctor: argparse.ArgumentParser, translate: Say) -> None:
    _fill_account_name(doctor, translate)
    doctor.add_argument("--rid", metavar="RID", help=translate("help-rid"))


def _fill_sandbox(sandbox: argparse.ArgumentParser, translate: Say) -> None:
    sandbox.add_argument(
        "--port", type=_make_port_reader(translate), default=SANDBOX_PORT, metavar="N", help=translate("help-port")
    )
    sandbox.add_argument("--data", metavar="FILE", help=translate("help-data"))


def _fill_run(run: argparse.ArgumentParser, translate: Say) -> None:
    _fill_account_name(run, translate)
    run.add_argument("--dry-run", action="store_true", help=translate("help-run-dry"))
    run.add_argument("--at", metavar="TIME", help=translate("help-run-at"))
    run.set_defaults(out="build", theme=None)


def _fill_schedule(schedule: argparse.ArgumentParser, translate: Say) -> None:
    events = ("install", "remove", "show")
    schedule.add_argument("act", choices=events, metavar="install|remove|show", help=translate("help-schedule-act"))
    _fill_account_name(schedule, translate)
    schedule.add_argument("--with", dest="by", choices=("cron", "systemd"), help=translate("help-schedule-with"))


def _make_address_reader(translate: Say) -> Callable[[str], str]:
    def read_address(word: str) -> str:
        from publish.core.urls import is_wechat_article

        if not is_wechat_article(word):
            raise argparse.ArgumentTypeError(translate("usage-address"))
        return word

    return read_address


def _make_port_reader(translate: Say) -> Callable[[str], int]:
    def read_port(word: str) -> int:
        if not word.isdecimal() or not word.isascii() or int(word) > MAX_PORT:
            raise argparse.ArgumentTypeError(translate("usage-port"))
        return int(word)

    return read_port


_FILLERS = {
    "build": _fill_build,
    "check": _fill_check,
    "new": _fill_new,
    "archive": _fill_archive,
    "preview": _fill_preview,
    "themes": _fill_nothing,
    "rules": _fill_nothing,
    "draft": _fill_draft,
    "release": _fill_release,
    "status": _fill_account_name,
    "history": _fill_history,
    "ledger": _fill_ledger,
    "account": _fill_account,
    "doctor": _fill_doctor,
    "sandbox": _fill_sandbox,
    "run": _fill_run,
    "schedule": _fill_schedule,
}
"""What each command may be told, in the order of the help."""

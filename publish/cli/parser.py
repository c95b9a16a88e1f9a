"""What the command line may say."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any, NoReturn, TypeAlias

from publish import __version__
from publish.cli.exits import EXIT_USAGE
from publish.facts.links import is_wechat_article
from publish.facts.newsletter import read_issue_date
from publish.messages import LANGUAGES, Translator
from publish.model.delivery import Resolution

_Commands: TypeAlias = "argparse._SubParsersAction[Any]"

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
    return _make_parser(translator).parse_args(words, namespace=Arguments())


def _make_parser(translator: Translator) -> argparse.ArgumentParser:
    say = translator.say

    class Parser(argparse.ArgumentParser):
        def error(self, message: str) -> NoReturn:
            self.exit(EXIT_USAGE, say("usage-wrong", what=message, command=self.prog) + "\n")

    shared = Parser(add_help=False)
    shared.add_argument("--json", action="store_true", help=say("help-json"))
    shared.add_argument("--quiet", action="store_true", help=say("help-quiet"))
    shared.add_argument("--lang", choices=LANGUAGES, help=say("help-lang"))
    shared.add_argument("--config", metavar="FILE", help=say("help-config"))
    parser = Parser(prog="publish", description=say("about"), allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"publish {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    about = say("about-build")
    build = commands.add_parser("build", parents=[shared], help=about, description=about, allow_abbrev=False)
    build.add_argument("issues", nargs="*", metavar="ISSUE", help=say("help-issue"))
    build.add_argument("--all", action="store_true", help=say("help-all"))
    build.add_argument("--theme", metavar="NAME", help=say("help-theme"))
    build.add_argument("--out", metavar="FOLDER", default="build", help=say("help-out"))
    for add in (_add_check, _add_new, _add_archive, _add_preview):
        add(commands, shared, say)
    for name in ("themes", "rules"):
        about = say(f"about-{name}")
        commands.add_parser(name, parents=[shared], help=about, description=about, allow_abbrev=False)
    for add in _ADDERS:
        add(commands, shared, say)
    return parser


def _add_preview(commands: _Commands, shared: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    about = say("about-preview")
    preview = commands.add_parser("preview", parents=[shared], help=about, description=about, allow_abbrev=False)
    preview.add_argument("issue", nargs="?", default="", metavar="ISSUE", help=say("help-preview-issue"))
    port = _make_port_reader(say)
    preview.add_argument("--port", type=port, default=PREVIEW_PORT, metavar="N", help=say("help-preview-port"))
    preview.add_argument("--no-open", dest="open", action="store_false", help=say("help-no-open"))
    preview.set_defaults(out="build", theme=None)


def _add_draft(commands: _Commands, shared: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    about = say("about-draft")
    draft = commands.add_parser("draft", parents=[shared], help=about, description=about, allow_abbrev=False)
    draft.add_argument("issue", metavar="ISSUE", help=say("help-draft-issue"))
    draft.add_argument("--account", metavar="NAME", help=say("help-account"))
    draft.add_argument("--theme", metavar="NAME", help=say("help-theme"))
    draft.add_argument("--dry-run", action="store_true", help=say("help-dry-run"))
    draft.add_argument("--anew", action="store_true", help=say("help-anew"))
    draft.add_argument("--overwrite", action="store_true", help=say("help-overwrite"))
    draft.set_defaults(out="build")


def _add_release(commands: _Commands, shared: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    about = say("about-release")
    release = commands.add_parser("release", parents=[shared], help=about, description=about, allow_abbrev=False)
    release.add_argument("issue", metavar="ISSUE", help=say("help-draft-issue"))
    release.add_argument("--account", metavar="NAME", help=say("help-account"))
    release.add_argument("--theme", metavar="NAME", help=say("help-theme"))
    release.add_argument("--mass", action="store_true", help=say("help-mass"))
    release.add_argument("--resolve", choices=tuple(Resolution), help=say("help-resolve"))
    release.add_argument("--url", type=_make_address_reader(say), metavar="ADDRESS", help=say("help-url"))
    release.set_defaults(out="build")


def _add_books(commands: _Commands, shared: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    for name in ("status", "history"):
        about = say(f"about-{name}")
        books = commands.add_parser(name, parents=[shared], help=about, description=about, allow_abbrev=False)
        if name == "history":
            books.add_argument("issue", metavar="ISSUE", help=say("help-draft-issue"))
        books.add_argument("--account", metavar="NAME", help=say("help-account"))


def _add_ledger(commands: _Commands, shared: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    about = say("about-ledger")
    ledger = commands.add_parser("ledger", parents=[shared], help=about, description=about, allow_abbrev=False)
    ledger.add_argument("act", choices=("init", "adopt"), help=say("help-ledger-act"))
    ledger.add_argument("--account", metavar="NAME", help=say("help-account"))
    day = _make_day_reader(say)
    ledger.add_argument("--from", dest="since", type=day, metavar="DATE", help=say("help-ledger-from"))


def _add_check(commands: _Commands, shared: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    about = say("about-check")
    check = commands.add_parser("check", parents=[shared], help=about, description=about, allow_abbrev=False)
    check.add_argument("issues", nargs="*", metavar="ISSUE", help=say("help-check-issue"))
    mending = check.add_mutually_exclusive_group()
    mending.add_argument("--fix", action="store_true", help=say("help-fix"))
    mending.add_argument("--diff", action="store_true", help=say("help-diff"))
    check.add_argument("--links", action="store_true", help=say("help-links"))
    check.add_argument("--strict", action="store_true", help=say("help-strict"))
    check.add_argument("--format", choices=CHECK_FORMATS, default="text", help=say("help-format"))


def _add_new(commands: _Commands, shared: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    about = say("about-new")
    new = commands.add_parser("new", parents=[shared], help=about, description=about, allow_abbrev=False)
    new.add_argument("day", nargs="?", type=_make_day_reader(say), metavar="DATE", help=say("help-new-day"))


def _add_archive(commands: _Commands, shared: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    about = say("about-archive")
    archive = commands.add_parser("archive", parents=[shared], help=about, description=about, allow_abbrev=False)
    archive.add_argument("--check", action="store_true", help=say("help-archive-check"))


def _make_day_reader(say: Callable[[str], str]) -> Callable[[str], date]:
    def read_day(word: str) -> date:
        day = read_issue_date(word)
        if day is None:
            raise argparse.ArgumentTypeError(say("usage-day"))
        return day

    return read_day


def _add_account(commands: _Commands, shared: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    about = say("about-account")
    account = commands.add_parser("account", parents=[shared], help=about, description=about, allow_abbrev=False)
    account.add_argument("act", choices=("add",), metavar="add", help=say("help-account-add"))
    account.add_argument("name", metavar="NAME", help=say("help-account-name"))


def _add_doctor(commands: _Commands, shared: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    about = say("about-doctor")
    doctor = commands.add_parser("doctor", parents=[shared], help=about, description=about, allow_abbrev=False)
    doctor.add_argument("--account", metavar="NAME", help=say("help-account"))
    doctor.add_argument("--rid", metavar="RID", help=say("help-rid"))


def _add_sandbox(commands: _Commands, shared: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    about = say("about-sandbox")
    sandbox = commands.add_parser("sandbox", parents=[shared], help=about, description=about, allow_abbrev=False)
    sandbox.add_argument(
        "--port", type=_make_port_reader(say), default=SANDBOX_PORT, metavar="N", help=say("help-port")
    )
    sandbox.add_argument("--data", metavar="FILE", help=say("help-data"))


def _add_run(commands: _Commands, shared: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    about = say("about-run")
    run = commands.add_parser("run", parents=[shared], help=about, description=about, allow_abbrev=False)
    run.add_argument("--account", metavar="NAME", help=say("help-account"))
    run.add_argument("--dry-run", action="store_true", help=say("help-run-dry"))
    run.add_argument("--at", metavar="TIME", help=say("help-run-at"))
    run.set_defaults(out="build", theme=None)


def _add_schedule(commands: _Commands, shared: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    about = say("about-schedule")
    schedule = commands.add_parser("schedule", parents=[shared], help=about, description=about, allow_abbrev=False)
    acts = ("install", "remove", "show")
    schedule.add_argument("act", choices=acts, metavar="install|remove|show", help=say("help-schedule-act"))
    schedule.add_argument("--account", metavar="NAME", help=say("help-account"))
    schedule.add_argument("--with", dest="by", choices=("cron", "systemd"), help=say("help-schedule-with"))


def _make_address_reader(say: Callable[[str], str]) -> Callable[[str], str]:
    def read_address(word: str) -> str:
        if not is_wechat_article(word):
            raise argparse.ArgumentTypeError(say("usage-address"))
        return word

    return read_address


def _make_port_reader(say: Callable[[str], str]) -> Callable[[str], int]:
    def read_port(word: str) -> int:
        if not word.isdecimal() or not word.isascii() or int(word) > MAX_PORT:
            raise argparse.ArgumentTypeError(say("usage-port"))
        return int(word)

    return read_port


_ADDERS = (
    _add_draft,
    _add_release,
    _add_books,
    _add_ledger,
    _add_account,
    _add_doctor,
    _add_sandbox,
    _add_run,
    _add_schedule,
)
"""In the order of the help."""

"""`publish init`: looks through a folder and writes settings with which its articles build."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from secrets import token_hex
from typing import NamedTuple

from publish.adapters.config.settings_file import FILE_NAME, find_settings
from publish.adapters.storage.atomic_files import write_files
from publish.adapters.storage.folder_survey import FolderSurvey, survey_folder
from publish.adapters.storage.issue_folder import IssueFolder
from publish.cli.build_context import find_current_folder
from publish.cli.newest_issues import read_newest
from publish.cli.parser import EXIT_DONE, Arguments
from publish.cli.terminal_output import print_json, print_message
from publish.core.exceptions import SettingsError
from publish.core.problem import Problem
from publish.core.settings import NewsletterSettings, WordsSettings
from publish.i18n.translator import Translator
from publish.newsletter.issue_pattern import IssuePattern
from publish.newsletter.labels import SECTIONS
from publish.newsletter.licences import parse_licence
from publish.newsletter.propose_pattern import PatternProposal, propose_pattern
from publish.steps.propose_settings import (
    find_shared,
    find_summary_label,
    needs_title_form,
    parse_remote,
    propose_id,
    propose_name,
    propose_source_url,
    read_heading,
    read_site_name,
)
from publish.steps.scaffold import find_shared_sections, read_title, write_first_issue
from publish.steps.write_settings import ProposedSetting, write_settings

_UNORDERED = (date.min, -1)  # of an issue whose path has neither date nor number
_ID_BYTES = 3  # of chance in an id
_SHOWN_OTHERS = 5
_FIRST_FOLDER = "issues"
_EXAMPLES = (
    ProposedSetting("newsletter.account", "", "init-account", is_active=False),
    ProposedSetting("follow.qr", "", "init-qr-none", is_active=False),
)
"""Settings that nothing in a folder tells."""


class _Plan(NamedTuple):
    """What is written, and what to build then."""

    settings: list[ProposedSetting]
    files: dict[PurePosixPath, str]  # beside the settings
    next: str  # name of the newest issue
    others: tuple[PurePosixPath, ...] = ()  # Markdown files that are no issues


def begin_newsletter(arguments: Arguments, translator: Translator) -> int:
    """Write settings for the current folder, show why each has its value, and return the exit code."""
    folder = find_current_folder()
    _refuse_other_settings(folder)
    survey = survey_folder(folder)
    found = propose_pattern(survey.markdown)
    if found is None and survey.misnamed:
        values = {"count": len(survey.misnamed), "path": str(survey.misnamed[0])}
        raise SettingsError(Problem("init-suffix", values))
    plan = _propose(folder, survey, found) if found else _begin(folder, survey, translator)
    comments = [translator.translate(one.message, **one.values) for one in plan.settings]
    text = write_settings(plan.settings, comments, translator.translate("init-heading"))
    files = {PurePosixPath(FILE_NAME): text, **plan.files}
    if not arguments.json:
        _show(plan, comments, translator, folder, count=len(survey.markdown))
    is_written = arguments.yes or (not arguments.json and _confirm(translator))
    if is_written:
        write_files({folder / path: written.encode() for path, written in files.items()})
    if arguments.json:
        active = {one.key: one.value for one in plan.settings if one.is_active}
        named = [str(folder / path) for path in files]
        print_json({"written": is_written, "files": named, "settings": active, "next": plan.next})
    elif not is_written:
        print_message("init-declined", translator)
    elif not arguments.quiet:
        print_message("init-done", translator, path=FILE_NAME, issue=plan.next)
    return EXIT_DONE


def _refuse_other_settings(folder: Path) -> None:
    """Raise SettingsError where this folder or one above it has settings: they hold here."""
    _, path = find_settings(folder)
    if path is None and os.path.lexists(folder / FILE_NAME):  # a broken link, or a folder
        path = folder / FILE_NAME
    if path is not None:
        raise SettingsError(Problem("init-there", {"path": str(path)}))


def _propose(folder: Path, survey: FolderSurvey, found: PatternProposal) -> _Plan:
    """Return the settings of a folder that has issues."""
    issues = IssueFolder(folder, folder, found.pattern)
    newest = read_newest(issues)
    label = find_summary_label(newest)
    if label:
        newest = read_newest(issues, NewsletterSettings(words=WordsSettings(summary=(label,))))
    titles = [title for title in map(read_title, newest) if title]
    name, reason = _propose_name(folder, survey, titles, is_series=found.issues[-1].order[:2] != _UNORDERED)
    digests = sum(issue.is_digest for issue in newest)
    kind, why = ("digest", "init-kind-digest") if digests * 2 > len(newest) else ("article", "init-kind-article")
    counts: dict[str, object] = {"count": digests if kind == "digest" else len(newest) - digests, "all": len(newest)}
    names = [*issues.map_all()]
    first, last = names[0], names[-1]
    author = find_shared(issue.front_matter.values.get("author", "") for issue in newest)
    settings = [
        *_propose_licence(survey),
        _propose_id(folder, survey),
        ProposedSetting("newsletter.name", name, reason),
        ProposedSetting("newsletter.kind", kind, why, counts),
        *([ProposedSetting("newsletter.author", author, "init-author")] if author else []),
        *_propose_source(survey, found),
    ]
    if needs_title_form(found.pattern, titles):
        settings.append(ProposedSetting("newsletter.title", f"{name} 第 {{number}} 期：{{title}}", "init-title"))
    settings += _propose_words(label, find_shared_sections(newest) if kind == "digest" else ())
    span: dict[str, object] = {"count": len(names), "first": first, "last": last}
    settings += [ProposedSetting("issues.pattern", found.pattern, "init-pattern", span), *_propose_qr(survey)]
    issue_paths = {issue.path for issue in found.issues}
    others = tuple(path for path in survey.markdown if path not in issue_paths)
    return _Plan(_complete(settings), {}, last, others)


def _begin(folder: Path, survey: FolderSurvey, translator: Translator) -> _Plan:
    """Return the settings of a folder without issues, and a first one."""
    name = folder.name or FILE_NAME
    day = datetime.now().astimezone().date().isoformat()
    pattern = f"{_FIRST_FOLDER}/{{date}}.md"
    settings = [
        *_propose_licence(survey),
        _propose_id(folder, survey),
        ProposedSetting("newsletter.name", name, "init-name-folder"),
        ProposedSetting("newsletter.kind", "digest", "init-kind-new"),
        _make_source_example(pattern),
        ProposedSetting("issues.pattern", pattern, "init-pattern-new"),
        *_propose_qr(survey),
    ]
    words = {part: translator.translate(f"init-issue-{part}") for part in ("intro", "section", "entry", "summary")}
    issue = write_first_issue(name, day, words)
    return _Plan(_complete(settings), {PurePosixPath(_FIRST_FOLDER, f"{day}.md"): issue}, day)


def _propose_name(folder: Path, survey: FolderSurvey, titles: Sequence[str], *, is_series: bool) -> tuple[str, str]:
    """Return the newsletter's name and the id of the sentence that says where it was found.

    The titles of a series begin with its name; those of posts may begin alike by chance.
    """
    names = [("init-name-titles", propose_name(titles)), ("init-name-site", read_site_name(survey.site_settings))]
    names = names if is_series else names[::-1]
    names += [("init-name-readme", read_heading(survey.readme)), ("init-name-folder", folder.name.strip() or FILE_NAME)]
    return next((name, reason) for reason, name in names if name)


def _propose_id(folder: Path, survey: FolderSurvey) -> ProposedSetting:
    repository = parse_remote(survey.remote.url) if survey.remote else None
    # Without a remote nothing tells two folders of one name apart.
    value = propose_id(repository.path if repository else "", f"{folder.name}-{token_hex(_ID_BYTES)}")
    return ProposedSetting("newsletter.id", value, "init-id")


def _propose_source(survey: FolderSurvey, found: PatternProposal) -> list[ProposedSetting]:
    """Return the address of an issue's file in the remote repository, else an example."""
    remote = survey.remote
    if remote is not None:
        url = propose_source_url(parse_remote(remote.url), remote.branch, remote.folder, found.pattern)
        if url:
            return [ProposedSetting("newsletter.source_url", url, "init-source", {"branch": remote.branch})]
    return [_make_source_example(found.pattern)]


def _make_source_example(pattern: str) -> ProposedSetting:
    fields = "-".join(f"{{{name}}}" for name in IssuePattern(pattern).field_names)
    example = f"https://example.com/{fields}" if fields else ""
    return ProposedSetting("newsletter.source_url", example, "init-source-none", is_active=False)


def _propose_words(label: str, sections: tuple[str, ...]) -> list[ProposedSetting]:
    """Return the newsletter's own words, where they are not ours."""
    words = [ProposedSetting("newsletter.words.summary", label, "init-summary")] if label else []
    if sections and not {*sections} <= {*SECTIONS}:
        words.append(ProposedSetting("newsletter.words.sections", sections, "init-sections"))
    return words


def _propose_licence(survey: FolderSurvey) -> list[ProposedSetting]:
    licence = parse_licence(survey.readme)
    return [ProposedSetting("licence", licence.spdx, "init-licence")] if licence else []


def _propose_qr(survey: FolderSurvey) -> list[ProposedSetting]:
    picture = next(iter(survey.qr_pictures), None)
    return [ProposedSetting("follow.picture", picture.as_posix(), "init-qr")] if picture else []


def _complete(settings: Sequence[ProposedSetting]) -> list[ProposedSetting]:
    """Return settings with examples of those that are missing, table by table."""
    tables = {one.key.rpartition(".")[0] for one in settings}
    keys = {one.key for one in settings}
    missing = [
        one for one in _EXAMPLES if one.key not in keys and not (one.key == "follow.qr" and "follow.picture" in keys)
    ]
    order = [*dict.fromkeys([*sorted(tables, key=_ORDER.index), "follow"])]
    return sorted([*settings, *missing], key=lambda one: order.index(one.key.rpartition(".")[0]))


_ORDER = ("", "newsletter", "newsletter.words", "issues", "follow")  # of the tables in the file


def _show(plan: _Plan, comments: Sequence[str], translator: Translator, folder: Path, *, count: int) -> None:
    """Print what was found and why each setting has its value."""
    message = "init-first" if plan.files else "init-found"
    print(translator.translate(message, folder=str(folder), count=count))
    for setting, comment in zip(plan.settings, comments, strict=True):
        if setting.is_active:
            value = setting.value if isinstance(setting.value, str) else ", ".join(setting.value)
            print(f"  {setting.key} = {value}\n      {comment}")
    if plan.others:
        shown = ", ".join(map(str, plan.others[:_SHOWN_OTHERS]))
        print(translator.translate("init-others", count=len(plan.others), paths=shown))
    for path in plan.files:
        print(f"  {path}\n      {translator.translate('init-issue-why')}")


def _confirm(translator: Translator) -> bool:
    """Return whether somebody at a terminal agrees that the files are written."""
    if sys.stdin is None or not sys.stdin.isatty():
        return False
    print(translator.translate("init-ask", path=FILE_NAME), end=" ", file=sys.stderr, flush=True)
    answer = sys.stdin.readline()
    return bool(answer) and answer.strip().lower() in ("", "y", "yes", "是")

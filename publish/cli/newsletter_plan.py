"""Plan the settings of a newsletter by what its folder holds, and its first issue where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from secrets import token_hex
from typing import NamedTuple

from publish.adapters.config.settings_file import FILE_NAME
from publish.adapters.storage.folder_survey import FolderSurvey
from publish.adapters.storage.issue_folder import IssueFolder
from publish.cli.newest_issues import read_newest
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
from publish.steps.write_settings import ProposedSetting

_UNORDERED = (date.min, -1)  # of an issue whose path has neither date nor number
_ID_BYTES = 3  # of chance in an id
_FIRST_FOLDER = "issues"
_ORDER = ("", "newsletter", "newsletter.words", "issues", "follow")  # of the tables in the file
_EXAMPLES = (
    ProposedSetting("newsletter.account", "", "init-account", is_active=False),
    ProposedSetting("follow.qr", "", "init-qr-none", is_active=False),
)
"""Settings that nothing in a folder tells."""


class NewsletterPlan(NamedTuple):
    """What is written, and what to build then."""

    settings: list[ProposedSetting]
    files: dict[PurePosixPath, str]  # beside the settings
    next: str  # name of the newest issue
    others: tuple[PurePosixPath, ...] = ()  # Markdown files that are no issues


def plan_newsletter(folder: Path, survey: FolderSurvey, translator: Translator) -> NewsletterPlan:
    """Return the settings of a newsletter in a folder; without issues it begins with a first one."""
    found = propose_pattern(survey.markdown)
    return _propose(folder, survey, found) if found else _begin(folder, survey, translator)


def _propose(folder: Path, survey: FolderSurvey, found: PatternProposal) -> NewsletterPlan:
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
    names = [*issues.map_all()] or [issue.name for issue in found.issues]
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
    return NewsletterPlan(_complete(settings), {}, last, others)


def _begin(folder: Path, survey: FolderSurvey, translator: Translator) -> NewsletterPlan:
    """Return the settings of a folder without issues, and a first one."""
    name = _name_folder(folder)
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
    return NewsletterPlan(_complete(settings), {PurePosixPath(_FIRST_FOLDER, f"{day}.md"): issue}, day)


def _propose_name(folder: Path, survey: FolderSurvey, titles: Sequence[str], *, is_series: bool) -> tuple[str, str]:
    """Return the newsletter's name and the id of the sentence that says where it was found.

    The titles of a series begin with its name; those of posts may begin alike by chance.
    """
    names = [("init-name-titles", propose_name(titles)), ("init-name-site", read_site_name(survey.site_settings))]
    names = names if is_series else names[::-1]
    names += [("init-name-readme", read_heading(survey.readme)), ("init-name-folder", _name_folder(folder))]
    return next((name, reason) for reason, name in names if name)


def _name_folder(folder: Path) -> str:
    """Return the name of a folder; that of the settings file where it has none, as the root of a disk."""
    return folder.name.strip() or FILE_NAME


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
    """Return settings with an example of each that nothing in a folder tells, table by table."""
    has_picture = any(one.key == "follow.picture" for one in settings)
    examples = (one for one in _EXAMPLES if not (one.key == "follow.qr" and has_picture))
    return sorted([*settings, *examples], key=lambda one: _ORDER.index(one.key.rpartition(".")[0]))

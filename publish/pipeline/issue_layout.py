"""An article before it is written for its targets."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import NamedTuple

from publish.core.article import Counts
from publish.core.exceptions import TimeLimitExceededError
from publish.core.issue import Issue
from publish.core.problem import Problem
from publish.core.target import Target
from publish.lint import apply_rule_config, check_blocking_rules
from publish.newsletter.labels import parse_with_files
from publish.pipeline.load_pictures import find_changed
from publish.pipeline.locate_problems import explain_timeout, parse_issue_file
from publish.pipeline.resolve_cover import Cover, make_cover
from publish.pipeline.styled_page import BuildInputs, StyledPage, build_styled_page
from publish.steps.article_metadata import check_title
from publish.steps.cover import choose_cover_text


class Layout(NamedTuple):
    """A styled article with its cover, counts and problems."""

    issue: Issue
    page: StyledPage
    cover: Cover
    counts: Counts
    problems: list[Problem]
    with_files: tuple[str, ...] | None  # as its front matter names them


class PageLayout(NamedTuple):
    """A styled article without its cover, and the problems found."""

    issue: Issue
    page: StyledPage
    problems: list[Problem]


def lay_out(text: str, path: PurePosixPath, inputs: BuildInputs, target: Target = Target.PASTE) -> Layout:
    """Return the styled article of an issue for a target, its cover, and the problems found.

    What is pasted, sent and fitted has one layout; errors are those of `build_article`.
    """
    issue, page, problems = lay_out_page(text, path, inputs, target)
    body, number = page.body, inputs.services.issues.identify(path).number
    try:
        cover_text = choose_cover_text(issue, body.texts, inputs.settings, number)
        cover = make_cover(issue, cover_text, page, path, inputs)
    except TimeLimitExceededError as error:
        raise explain_timeout(error, path) from error
    sections, entries, briefs = len(issue.sections), len(issue.entries), len(issue.briefs)
    counts = Counts(sections, entries, briefs, body.reference_count, len(body.pictures))
    return Layout(issue, page, cover, counts, [*problems, *cover.problems], parse_with_files(issue.front_matter))


def lay_out_page(text: str, path: PurePosixPath, inputs: BuildInputs, target: Target = Target.PASTE) -> PageLayout:
    """Return the styled article of an issue for a target, without its cover; errors are those of `build_article`."""
    settings = inputs.settings
    try:
        issue = parse_issue_file(text, path, inputs.name_issue(path), settings.newsletter)
        page = build_styled_page(issue, path, inputs, target)
        body, identity = page.body, inputs.services.issues.identify(path)
        judged = apply_rule_config(
            [*check_title(issue, body.texts, settings, identity), *body.problems], text, settings
        )
        problems = [
            *check_blocking_rules(issue, text, settings),
            *page.unused,
            *judged,
            *(missing.problem for missing in page.missing_pictures),
            *find_changed(body, page.found),
        ]
    except TimeLimitExceededError as error:
        raise explain_timeout(error, path) from error
    return PageLayout(issue, page, problems)

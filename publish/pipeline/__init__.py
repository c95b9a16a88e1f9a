"""The order of the steps from an issue's text to its article."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath

from publish.core.article import ApiArticle, Article, Counts
from publish.core.exceptions import TimeLimitExceededError
from publish.core.html import StyledHtml, Target
from publish.core.picture import Picture
from publish.core.ports import BuildServices
from publish.core.problem import Problem, add_location
from publish.core.settings import Settings
from publish.core.theme import Theme
from publish.lint import apply_rule_config, check_blocking_rules
from publish.pipeline.load_pictures import find_changed, find_placed
from publish.pipeline.locate_problems import explain_timeout, parse_issue_file
from publish.pipeline.resolve_cover import make_cover
from publish.pipeline.styled_page import StyledPage, build_styled_page
from publish.pipeline.variants import build_api_variants, collect_violations, serialize_variant
from publish.steps.article_metadata import check_title
from publish.steps.serialize import serialize_html
from publish.steps.transforms.inherited_styles import strip_attributes
from publish.steps.transforms.picture_attributes import embed_pictures, replace_pictures_by_placeholders
from publish.wechat.filters import simulate_filters

_KEY_CHARS = 24


def build_article(text: str, path: PurePosixPath, settings: Settings, theme: Theme, services: BuildServices) -> Article:
    """Build the article of one issue.

    Relative pictures are found from `path`, the issue's path in the repository; settings and issue apply their options
    to `theme`.

    Raises:
        IssueError: The issue cannot be parsed, has an invalid theme option, or the caller's time limit was reached.
        ArticleError: The article would be damaged.
        SettingsError: A picture of the settings cannot be loaded, or their accent makes text hard to read.
    """
    page, cover, counts, problems = _lay_out(text, path, settings, theme, services)
    shown = page.shown
    variants = build_api_variants(page.tree)
    key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_KEY_CHARS]  # no text holds its own hash
    embedding = replace_pictures_by_placeholders(page.tree, shown.values(), key)
    pasted = serialize_variant(page.tree, Target.PASTE)
    return Article(
        name=path.stem,
        metadata=page.metadata,
        html=pasted.html,
        parts=tuple(
            ApiArticle(each.html, each.shortened, find_placed(each.placeholders, shown, page.body.pictures))
            for each in variants
        ),
        pictures=tuple({picture.name: picture for picture in shown.values()}.values()),
        counts=counts,
        problems=(*add_location(problems, path.name), *collect_violations(pasted, variants, path.stem)),
        filter_reports=simulate_filters(pasted.html),
        cover=cover,
        missing_pictures=tuple(page.missing_pictures),
        embedding=embedding,
    )


def render_article(
    text: str, path: PurePosixPath, settings: Settings, theme: Theme, services: BuildServices
) -> StyledHtml:
    """Return the HTML to paste, with its pictures embedded; arguments and errors are those of `build_article`."""
    page, *_ = _lay_out(text, path, settings, theme, services)
    embed_pictures(page.tree, page.shown.values())
    strip_attributes(page.tree)
    return serialize_html(page.tree)


def _lay_out(
    text: str, path: PurePosixPath, settings: Settings, theme: Theme, services: BuildServices
) -> tuple[StyledPage, Picture, Counts, list[Problem]]:
    """Return the styled page, its cover, and the problems found so far."""
    try:
        issue = parse_issue_file(text, path)
        page = build_styled_page(issue, path, settings, theme, services)
        cover, cover_problems = make_cover(issue, settings, page.theme, path, services)
        body = page.body
        problems = [
            *check_blocking_rules(issue, text, settings),
            *page.unused,
            *apply_rule_config([*check_title(issue, settings), *body.problems], text, settings),
            *(missing.problem for missing in page.missing_pictures),
            *find_changed(body, page.found),
            *cover_problems,
        ]
        sections, entries, briefs = len(issue.sections), len(issue.entries), len(issue.briefs)
        counts = Counts(sections, entries, briefs, body.reference_count, len(body.pictures))
    except TimeLimitExceededError as error:
        raise explain_timeout(error, path) from error
    return page, cover, counts, problems

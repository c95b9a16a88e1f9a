"""Results of the commands with which issues are written, checked and built."""

from __future__ import annotations

from typing import NotRequired, TypeAlias

from publish.contract.json_object import JsonObject
from publish.core.article import ApiForm
from publish.core.picture import PictureChange
from publish.core.picture_post import SentKind
from publish.core.problem import Severity
from publish.core.settings import Comments

# --- build ------------------------------------------------------------------------------------


class CountsJson(JsonObject):
    """What an article consists of."""

    sections: int
    entries: int
    briefs: int
    references: int
    pictures: int


class ReadingJson(JsonObject):
    """How long an article takes to read."""

    words: int
    """Characters of Chinese, and words of other languages."""
    minutes: int


class FieldLengthJson(JsonObject):
    """Length of a field of an article, in the unit in which WeChat limits it."""

    chars: NotRequired[int]
    bytes: NotRequired[int]
    limit: int


class SentPartJson(JsonObject):
    """Length and form of an article as it is sent."""

    chars: int
    bytes: int
    limit: int
    form: ApiForm
    shortened: list[str]


class ContentLengthJson(JsonObject):
    """Length of the article that is pasted."""

    chars: int


class LengthsJson(JsonObject):
    """Lengths of an article and of its fields, with WeChat's limits."""

    title: FieldLengthJson
    author: FieldLengthJson
    digest: FieldLengthJson
    source_url: FieldLengthJson
    content: ContentLengthJson
    api: list[SentPartJson]


class CoverJson(JsonObject):
    """The cover of an article."""

    file: str
    width: int
    height: int
    crops: dict[str, str]
    """Crops of the cover by their ratio, as the platform takes them."""


class ChangesJson(JsonObject):
    """How many things of an article WeChat keeps, rewrites and drops."""

    kept: int
    rewritten: int
    lost: int
    to_upload: int


class PictureJson(JsonObject):
    """A picture of an article."""

    name: str
    width: int
    height: int
    bytes: int
    changes: list[PictureChange]


class PostPictureJson(JsonObject):
    """A picture of a picture post: a file, or the address of one that is fetched when it is sent."""

    file: NotRequired[str]
    width: NotRequired[int]
    height: NotRequired[int]
    url: NotRequired[str]


class PostLengthJson(JsonObject):
    """Length of a picture post's text."""

    chars: int
    limit: int


class PostJson(JsonObject):
    """The picture post of an issue."""

    kind: SentKind
    text: str
    length: PostLengthJson
    pictures: list[PostPictureJson]
    crops: dict[str, str]


class ArticleJson(JsonObject):
    """An article as `article.json` describes it, without its problems."""

    name: str
    title: str
    author: str
    digest: str
    source_url: str
    comments: Comments
    ai_notice: str
    counts: CountsJson
    reading: ReadingJson
    lengths: LengthsJson
    cover: CoverJson
    filters: dict[str, ChangesJson]
    """What each of WeChat's filters does to it: `editor` when it is pasted, `store` when it is sent."""
    pictures: list[PictureJson]
    post: NotRequired[PostJson]
    missing_pictures: list[str]


class BuiltArticleJson(ArticleJson):
    """An article that was built, or that an earlier build made of the same sources."""

    folder: str
    """Folder of its files."""
    page: str
    """Path of its preview page."""


class BuiltIssues(JsonObject):
    """Result of `publish build`."""

    articles: list[BuiltArticleJson]
    failed: list[str]
    """Issues that could not be built; the problems say why."""
    html: NotRequired[str]
    """The article of standard input."""


# --- check ------------------------------------------------------------------------------------


class CheckedIssueJson(JsonObject):
    """Number of problems of an issue; they are among the problems of the reply."""

    file: str
    errors: int
    warnings: int
    infos: int
    fixable: int
    fixed: int
    diff: str
    """The fixes as a unified diff; empty without `--fix` and `--diff`."""


class CheckedIssues(JsonObject):
    """Result of `publish check`."""

    issues: list[CheckedIssueJson]


# --- rules ------------------------------------------------------------------------------------


class RuleJson(JsonObject):
    """A rule about issues, or about the markup of articles."""

    rule: str
    severity: Severity
    profiles: list[str]
    """Kinds of issues, or forms of articles, that the rule is about."""
    message: str
    fixable: bool
    example: NotRequired[str]
    sources: NotRequired[list[str]]
    """What is known of WeChat's behaviour comes from there."""
    seen: NotRequired[str]
    confidence: NotRequired[str]


class RulesResult(JsonObject):
    """Result of `publish rules`."""

    rules: list[RuleJson]


# --- themes -----------------------------------------------------------------------------------


class ThemeJson(JsonObject):
    """A theme."""

    name: str
    purpose: str
    file: str
    own: bool
    """Whether it is the newsletter's own."""
    chosen: bool
    """Whether the settings name it."""
    accent: str | None


class ListedThemes(JsonObject):
    """Result of `publish themes list`."""

    themes: list[ThemeJson]


class BegunTheme(JsonObject):
    """Result of `publish themes new`."""

    name: str
    file: str
    like: str
    accent: str | None


class DroppedJson(JsonObject):
    """A part of an imported style sheet that was left out."""

    line: int
    text: str
    reason: str


class RepairJson(JsonObject):
    """A colour of an imported theme that was changed so that its text can be read."""

    line: int
    path: str
    before: str
    after: str


class ImportedThemeResult(JsonObject):
    """Result of `publish themes import`."""

    name: str
    file: str
    format: str
    taken: int
    dropped: list[DroppedJson]
    repaired: list[RepairJson]


class ComparedThemes(JsonObject):
    """Result of `publish themes compare`."""

    file: str
    themes: list[str]


ThemesResult: TypeAlias = ListedThemes | BegunTheme | ImportedThemeResult | ComparedThemes

# --- new, archive, init -----------------------------------------------------------------------


class NewResult(JsonObject):
    """Result of `publish new`."""

    file: str
    after: str | None
    """The issue whose structure it takes over."""


class ArchiveResult(JsonObject):
    """Result of `publish archive`."""

    written: list[str]
    stale: list[str]
    """With `--check`, the files that differ from what would be written."""


class InitResult(JsonObject):
    """Result of `publish init`."""

    written: bool
    files: list[str]
    settings: dict[str, str | list[str]]
    next: str
    """The newest issue, to be built next."""


class PreviewResult(JsonObject):
    """Result of `publish preview`, printed once the page can be opened."""

    url: str

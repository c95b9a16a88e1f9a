"""Labels, names and patterns of the newsletter's own format."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import PurePosixPath

from publish.core.issue import FrontMatter, IssueKind
from publish.core.lazy_pattern import lazy_pattern
from publish.core.picture_post import SentKind
from publish.core.settings import Comments

ARCHIVE_NAME = "往期回顾"
INTRO_START = lazy_pattern(r">\s*导读")
INTRO_LABEL = lazy_pattern(r"导读\s*[：:]?\s*")
NOTE_LABEL = lazy_pattern(r"注\s*[：:]")
SUMMARY_LABEL = lazy_pattern(r"(?P<label>摘要\s*[：:])\s*")
CLAIM = lazy_pattern(r"本[次期](?:内容)?\s*(\d{1,4})\s*条")
CLAIM_SENTENCE = lazy_pattern(CLAIM.pattern.replace(r"\d{1,4}", r"\d{1,4}|[NＮ]") + r"\s*[。，,；;：:]?\s*")
"""The claim as a sentence; in 本期N条 the build fills in the number."""
SECTION_MARK = lazy_pattern(r"[「【](?P<name>[^「」【】]{2,8})[」】]\s*")
"""The name of a section in a 导读: 「新闻」, 【论文】."""
PAPER_LABELS = ("标题", "论文")  # labels of an entry's paper
PLAIN_LABELS = frozenset({"链接", "论文链接", "论文", "标题", "地址", "原文", "文章"})
"""Labels that add nothing to the name of a reference."""
CONTACT_ROLES = {
    "wechat": "公众号", "wechatid": "公众号", "公众号": "公众号", "微信": "公众号", "微信号": "公众号",
    "editor": "编辑", "编辑": "编辑", "主编": "编辑", "project": "项目", "项目": "项目",
}  # fmt: skip
"""Role of a contact line in a trailer, by its label in lower case without spaces."""
TEXT_FIELDS = frozenset({"标题", "论文", "作者", "单位"})
"""Labels whose value is text; every other label needs an address."""

THEME_KEY = "theme"
PUBLISH_AT = "publish_at"
WITH_KEY = "with"
"""The files that go out with an issue in one draft, by their paths from its folder."""
NAMED_THEME = lazy_pattern(r"""^[ \t"']*theme["']?[ \t]*[:=][ \t]*["']?([^"'\s]+)""", re.MULTILINE | re.IGNORECASE)
"""The theme in front matter; a match in other text only costs a look-up."""

FRONT_MATTER_KEYS = frozenset(
    {
        "layout", "title", "author", "digest", "source_url", "comments", "cover", "licence", "license", THEME_KEY,
        "accent", "text_size", "density", "headings", "code_theme", "indent", "justify", PUBLISH_AT, "math", "code",
        "breaks", "cover_focus", "ai", WITH_KEY,
    }
)  # fmt: skip
"""`layout` belongs to the site generator that shares the folder, and is ignored."""

_BETWEEN_FILES = lazy_pattern("[,，、]")

DIGEST_NAMES = ("digest", "description", "summary", "excerpt")
"""The names of the digest: ours, and those of Hexo, Hugo, Jekyll and Pelican."""

TAG_KEYS = ("tags", "categories")
"""The names of what an issue is about in Hexo, Hugo, Jekyll and Obsidian."""

DATE_KEY = "date"
"""The day of an issue whose file name has none; another form than ours belongs to another program."""

KIND_KEY = "kind"
"""How an issue is read, or that it becomes a picture post."""
KINDS: Mapping[str, IssueKind] = {"digest": "digest", "article": "article"}
"""The values of that key; any other belongs to another program, as Hugo's `page` does."""

SENT_KINDS: Mapping[str, SentKind] = {"pictures": SentKind.PICTURES, "cards": SentKind.CARDS}
"""Other values of that key: an issue that becomes a picture post rather than an article."""

YES_WORDS = frozenset({"true", "yes", "on", "1", "是", "开"})
NO_WORDS = frozenset({"", "false", "no", "off", "0", "否", "关"})
"""The words of switches in front matter, in lower case."""

HELD_KEYS = frozenset({"draft", "published", "status"})
"""By these keys the site generators hold a page back."""

FOREIGN_KEYS = frozenset(
    {
        "authors", "comment", "layouts", "licenses", "publish", "publish_date", "published_at", "published_date",
        "publishdate",
    }
)  # fmt: skip
"""Keys of the site generators that look like a misspelt one of ours, and are none; in lower case."""

COMMENTS = {
    "closed": Comments.CLOSED, "关闭": Comments.CLOSED,
    "followers": Comments.FOLLOWERS, "粉丝": Comments.FOLLOWERS, "仅粉丝": Comments.FOLLOWERS,
    "false": Comments.CLOSED, "true": Comments.OPEN,
    "open": Comments.OPEN, "开放": Comments.OPEN, "所有人": Comments.OPEN,
}  # fmt: skip
"""Who may comment, by the values of `publish.toml` and front matter."""
CANONICAL_LABELS = frozenset(
    {
        "链接", "标题", "代码", "论文", "地址", "项目", "文章", "主页", "文档", "博客", "原文", "视频回放", "在线PDF",
        "作者", "单位",
    }
)  # fmt: skip
"""Labels that the newsletter uses regularly."""
LABEL_ALIASES = {
    "论文链接": "论文", "论文地址": "论文", "文章链接": "文章", "原文链接": "原文", "项目地址": "项目",
    "项目链接": "项目", "项目主页": "主页", "开源地址": "代码", "代码地址": "代码", "代码链接": "代码",
    "开源代码": "代码",
}  # fmt: skip
"""The canonical label of each synonym."""
OPEN_SOURCE = "开源项目"
PAPERS = "论文"
SECTIONS = ("业界新闻", PAPERS, OPEN_SOURCE, "博文")  # in the order that the newsletter has used since its first issue
LINK_NOTE = "注：个别链接打不开，请点击文末【阅读原文】跳转"
REPOSITORY_NOTE = (
    "注：每条内容前缀为github地址的仓库拥有者和仓库名，补全地址后为`github.com/<repo_owner>/<repo_name>`。"
)
"""The standard wording of the newsletter's two notes."""

_MAX_LABEL_CHARS = 12
FIELD = lazy_pattern(
    rf"(?P<label>(?P<name>[^\s：:，。；、？！\[\]()（）<>`*|]{{1,{_MAX_LABEL_CHARS}}})\s*[：:])\s*(?P<value>\S.*)"
)
_MAX_SUBJECT_CHARS = 24
_SUBJECT_PART = r"[^：:，。；\[\]*`<>!]"
_SPOKEN = "(?<!表示)(?<!指出)(?<!认为)(?<!透露)(?<!宣布)(?<!写道)(?<![称说道问答])"
BRIEF_SUBJECT = lazy_pattern(
    rf"(?=.{{1,{_MAX_SUBJECT_CHARS}}}?[：:])({_SUBJECT_PART}+?(?:，{_SUBJECT_PART}+?{_SPOKEN})?)\s*(?:：|:(?!\d|//))\s*(?=\S)"
)
"""The subject of a hot-news line, before its colon: at most two clauses, and no sentence that leads up to speech."""
SOURCE_SEPARATOR = lazy_pattern(r"(?<!\\)[|｜丨]")
MAX_SOURCE_CHARS = 48
TITLE_DATE = lazy_pattern(
    r"^(?P<name>.*?)[(（](?P<date>\d{4}-\d{2}-\d{2})[)）](?P<separator>\s*[：:]?\s*)(?P<subtitle>.*)$"
)
_WRITTEN_DATE = lazy_pattern(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", re.ASCII)
ISSUE_NAME = lazy_pattern(r"\d{4}-\d{2}-\d{2}")
NEWSLETTER_ID = lazy_pattern(r"[a-z0-9][a-z0-9._-]{2,63}")
"""Id of a newsletter; ledgers store it, and drafts in the account its hash."""


def parse_with_files(front_matter: FrontMatter) -> tuple[str, ...] | None:
    """Return the files that go out with an issue; None where its front matter says nothing of them."""
    value = front_matter.values.get(WITH_KEY)
    return None if value is None else tuple(filter(None, map(str.strip, _BETWEEN_FILES.split(value))))


def parse_sent_kind(front_matter: FrontMatter) -> SentKind:
    """Return what an issue is sent as, by its front matter."""
    return SENT_KINDS.get(front_matter.values.get(KIND_KEY, "").strip().lower(), SentKind.ARTICLE)


def parse_comments(text: str) -> Comments | None:
    """Return who may comment; None for an unknown value."""
    return COMMENTS.get(text.strip().lower())


def parse_issue_date(name: str) -> date | None:
    """Return the date in a file name; None for a name that is not a date."""
    try:
        return date.fromisoformat(name) if ISSUE_NAME.fullmatch(name) else None
    except ValueError:
        return None


def parse_written_date(text: str) -> date | None:
    """Return the day at the beginning of a date in front matter: `2026-03-02 10:00:00 +0800`, `2026/3/2`."""
    match = _WRITTEN_DATE.match(text)
    try:
        return date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        return None


def is_impossible_date(name: str) -> bool:
    """Return whether a name looks like a date that is not in the calendar, such as 2021-02-30."""
    return name.isascii() and ISSUE_NAME.fullmatch(name) is not None and parse_issue_date(name) is None


def name_issue(issue: str) -> str:
    """Return the name of an issue on the command line: its date, else the path of its file."""
    name = PurePosixPath(issue).name
    return name if parse_issue_date(name) else f"{issue}.md"


ACCOUNT_LABEL = lazy_pattern(r"wechat|公众号|微信", re.IGNORECASE)
QR_PICTURE = lazy_pattern(r"!\[(?P<alt>[^\]]*)\]\((?P<path>[^)\s]+)\)\s*$")
QR_WORD = lazy_pattern(r"qr[-_ ]?code|qrcode|二维码", re.IGNORECASE)
CONTACT = lazy_pattern(
    r"(?:[-*]\s+)?(?P<label>wechat(?:\s*id)?|editor|project|公众号|微信号?|编辑|主编|项目|邮箱|e-?mail)\s*[：:]\s*(?P<value>\S.*)$",
    re.IGNORECASE,
)
LICENCE_ADDRESS = lazy_pattern(r"https?://creativecommons\.org/(?:licenses|publicdomain)/[^\s\"'<>)]+")

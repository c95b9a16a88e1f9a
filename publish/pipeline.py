"""The order of the steps."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import replace
from pathlib import PurePath, PurePosixPath

from publish.errors import IssueError, OverdueError, PictureError, SettingsError
from publish.facts.accent import find_accent
from publish.facts.licences import Licence, describe_licence, find_licence, read_licence
from publish.facts.links import is_public_picture, is_relative
from publish.facts.newsletter import CONTACT_ROLES
from publish.facts.text import is_wide
from publish.facts.wechat import MAX_CONTENT_CHARS
from publish.model import (
    ApiArticle,
    Article,
    Body,
    Contact,
    Counts,
    Frame,
    Issue,
    Picture,
    Problem,
    Settings,
    Severity,
    Theme,
    Tree,
)
from publish.ports import World
from publish.steps.adapt import adapt_markup, hold_places, strip_attributes
from publish.steps.assemble import assemble_page
from publish.steps.check import check_issue
from publish.steps.cover import CoverWords, choose_words
from publish.steps.fit import fit_length, split_article
from publish.steps.headline import derive_headline
from publish.steps.read import read_issue
from publish.steps.render import render_body
from publish.steps.style import inline_styles
from publish.steps.survive import survive_layers
from publish.steps.write import measure_html, write_html

SETTINGS_FILE = "publish.toml"
_LAST_SIGN = "\u2e7f"
"""Up to here wide characters are quotes and dashes, which Latin text has, too."""


def build_article(text: str, path: PurePosixPath, settings: Settings, theme: Theme, world: World) -> Article:
    """Build the article of one issue.

    Args:
        text: The issue's Markdown.
        path: Where it lies, relative to the repository; pictures are looked for beside it.
        settings: What the newsletter says of itself.
        theme: How the article looks.
        world: Everything outside.

    Raises:
        IssueError: The issue cannot be read, or whoever called us ran out of time.
        ArticleError: The article would be damaged.
        SettingsError: A picture that the settings name cannot be had.
    """
    try:
        return _follow_recipe(text, path, settings, theme, world)
    except OverdueError as error:
        values = {"limit": f"{error.seconds:g}"}
        raise IssueError(Problem("issue-slow", values, file=path.name, line=error.line or 1)) from error


def _follow_recipe(text: str, path: PurePosixPath, settings: Settings, theme: Theme, world: World) -> Article:
    issue = _read(text, path)
    headline = derive_headline(issue, settings)
    published = world.issues.load_published()
    body = render_body(issue, source_url=settings.source_url, published=published)
    pictures, missing = _load_pictures(body, path, world)
    frame, unframed = _draw_frame(issue, settings, path, world)
    cover, uncovered = _make_cover(issue, settings, theme, path, world)
    page = assemble_page(issue, body, headline, frame)
    styles = world.styles.load(theme.key)
    known = len(styles)
    tree = inline_styles(page, theme, styles)
    if len(styles) > known:
        world.styles.save(theme.key)
    shown = pictures | frame.pictures
    tree = adapt_markup(tree, shown)
    parts = _make_parts(tree)
    strip_attributes(tree)
    html = write_html(tree)
    problems = [*check_issue(issue), *body.problems, *missing, *unframed, *uncovered, *_find_overlong(parts)]
    return Article(
        name=path.stem,
        headline=headline,
        html=html,
        parts=parts,
        pictures=tuple({picture.name: picture for picture in shown.values()}.values()),
        counts=Counts(
            len(issue.sections), len(issue.entries), len(issue.briefs), body.reference_count, len(body.pictures)
        ),
        problems=tuple(_place(problems, path.name)),
        survival=survive_layers(html),
        cover=cover,
    )


def _make_parts(tree: Tree) -> tuple[ApiArticle, ...]:
    """Return the article as the API takes it: in one, or in two where it is too long even at its plainest."""
    twin = deepcopy(tree)
    hold_places(twin)
    fitted = _fit(deepcopy(twin))
    if len(fitted.html) < MAX_CONTENT_CHARS:
        return (fitted,)
    return tuple(_fit(part) for part in split_article(twin, measure_html))


def _fit(tree: Tree) -> ApiArticle:
    shortened = fit_length(tree, measure_html)
    strip_attributes(tree)
    return ApiArticle(write_html(tree), shortened)


def _find_overlong(parts: Iterable[ApiArticle]) -> list[Problem]:
    longest = max(len(part.html) for part in parts)
    if longest < MAX_CONTENT_CHARS:
        return []
    values = {"chars": longest, "limit": MAX_CONTENT_CHARS}
    return [Problem("article-long", values, rule="W80", severity=Severity.WARNING)]


def _read(text: str, path: PurePosixPath) -> Issue:
    try:
        return read_issue(text, path.stem)
    except IssueError as error:
        raise IssueError(*_place(error.problems, path.name)) from error


def _place(problems: Iterable[Problem], file: str) -> list[Problem]:
    return sorted((replace(problem, file=file) for problem in problems), key=lambda problem: problem.line or 0)


def _load_pictures(body: Body, path: PurePosixPath, world: World) -> tuple[dict[str, Picture], list[Problem]]:
    pictures: dict[str, Picture] = {}
    problems = []
    for use in body.pictures:
        if is_public_picture(use.source):
            continue
        if not is_relative(use.source):
            problems.append(Problem("picture-address", {"url": use.source}, line=use.line))
            continue
        try:
            pictures[use.source] = world.pictures.load(use.source, path.parent.as_posix())
        except PictureError as error:
            problems += [replace(problem, line=use.line) for problem in error.problems]
    return pictures, problems


def _draw_frame(issue: Issue, settings: Settings, path: PurePosixPath, world: World) -> tuple[Frame, list[Problem]]:
    licence = _choose_licence(issue, settings)
    qr, problems = _find_qr(issue, settings, path, world)
    back_issues = world.issues.find_back_issues(issue.date, settings.archive_limit) if issue.date else []
    frame = Frame(
        back_issues=tuple(back_issues),
        qr=qr,
        contacts=_gather_contacts(issue, settings),
        badge=_draw_badge(licence, world) if licence else None,
        licence=describe_licence(licence) if licence else "",
    )
    return frame, problems


def _choose_licence(issue: Issue, settings: Settings) -> Licence | None:
    """Return the licence the issue states, else the newsletter's: nothing is relicensed."""
    stated = issue.front_matter.values.get("licence") or issue.front_matter.values.get("license")
    own = issue.trailer.licence_url if issue.trailer else None
    if stated or own:
        return find_licence(stated or "") or read_licence(own or "")
    return find_licence(settings.licence)


def _draw_badge(licence: Licence, world: World) -> Picture:
    def draw() -> Picture:
        from publish.steps.badge import draw_badge  # pillow is heavy, and rarely needed

        return draw_badge(licence)

    return world.pictures.draw(f"badge {licence.spdx}", draw)


def _find_qr(
    issue: Issue, settings: Settings, path: PurePosixPath, world: World
) -> tuple[Picture | None, list[Problem]]:
    """Return the QR code of the settings, else the picture that the issue itself shows."""
    if settings.qr_picture:
        return _load_own(settings.qr_picture, world), []
    if settings.qr:
        return _draw_qr(settings, world), []
    own = issue.trailer.qr if issue.trailer else None
    try:
        return (world.pictures.load(own, path.parent.as_posix()) if own else None), []
    except PictureError as error:
        return None, list(error.problems)


def _draw_qr(settings: Settings, world: World) -> Picture:
    logo = _load_own(settings.logo, world).data if settings.logo else None

    def draw() -> Picture:
        from publish.steps.qr import draw_qr  # qrcode and pillow are heavy, and rarely needed

        try:
            return draw_qr(settings.qr, logo)
        except SettingsError as error:
            raise SettingsError(*_place(error.problems, SETTINGS_FILE)) from error

    return world.pictures.draw(f"qr {settings.qr} {hashlib.sha256(logo or b'').hexdigest()}", draw)


def _load_own(source: str, world: World) -> Picture:
    """Return a picture that the settings name; without it there is no article."""
    try:
        return world.pictures.load(source, ".")
    except PictureError as error:
        raise SettingsError(*_place(error.problems, SETTINGS_FILE)) from error


def _make_cover(
    issue: Issue, settings: Settings, theme: Theme, path: PurePosixPath, world: World
) -> tuple[Picture, list[Problem]]:
    """Return the cover that the issue names; where it names none that can be had, one drawn for it."""
    stated = issue.front_matter.values.get("cover")
    problems: list[Problem] = []
    if stated:
        try:
            return _crop_cover(stated, path, world), []
        except PictureError as error:
            problems = [replace(problem, line=issue.front_matter.lines["cover"]) for problem in error.problems]
    words = choose_words(issue, settings)
    return _draw_cover(words, issue, theme, world), [*problems, *_find_unwritten(words, world)]


def _crop_cover(source: str, path: PurePosixPath, world: World) -> Picture:
    if not is_relative(source):
        raise PictureError(Problem("cover-address", {"url": source}))
    data = world.pictures.load(source, path.parent.as_posix()).data

    def crop() -> Picture:
        from publish.steps.cover.crop import crop_cover  # pillow is heavy, and rarely needed

        return crop_cover(data, source)

    return world.pictures.draw(f"cover of {hashlib.sha256(data).hexdigest()}", crop)


def _draw_cover(words: CoverWords, issue: Issue, theme: Theme, world: World) -> Picture:
    accent, typeface = find_accent(theme.css), world.fonts.find()

    def draw() -> Picture:
        from publish.steps.cover.draw import draw_cover  # pillow is heavy, and rarely needed

        return draw_cover(words, issue.date, accent, typeface)

    return world.pictures.draw(f"cover {issue.date} {tuple(words)} {accent} {typeface}", draw)


def _find_unwritten(words: CoverWords, world: World) -> list[Problem]:
    """Return what to install where the cover's Chinese had to be left out."""
    typeface = world.fonts.find()
    chinese = any(is_wide(char) and char > _LAST_SIGN for text in (*words.names[:1], *words.lines) for char in text)
    if not chinese or (typeface and typeface.chinese):
        return []
    if typeface is None:
        return [Problem("cover-font-missing", severity=Severity.WARNING)]
    return [Problem("cover-font-poor", {"path": PurePath(typeface.bold.path).name}, severity=Severity.WARNING)]


def _gather_contacts(issue: Issue, settings: Settings) -> tuple[Contact, ...]:
    """Return the contact lines of the settings; those of the issue fill what they leave open."""
    stated = {"公众号": settings.account, "编辑": settings.editor, "项目": settings.project}
    for contact in issue.trailer.contacts if issue.trailer else ():
        label = contact.label.lower().replace(" ", "")
        role = CONTACT_ROLES.get(label, contact.label)
        if not stated.get(role):
            stated[role] = contact.value
    return tuple(Contact(label, value) for label, value in stated.items() if value)

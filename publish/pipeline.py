"""The order of the steps."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import replace
from pathlib import PurePosixPath

from publish.errors import IssueError, OverdueError, PictureError, SettingsError
from publish.facts.licences import Licence, describe_licence, find_licence, read_licence
from publish.facts.links import is_public_picture, is_relative, upgrade_address
from publish.facts.newsletter import CONTACT_ROLES
from publish.facts.survival import is_embedded
from publish.facts.wechat import MAX_ANIMATION_BYTES, MAX_CONTENT_CHARS
from publish.model import (
    ApiArticle,
    Article,
    Body,
    Contact,
    Counts,
    Frame,
    Gap,
    Issue,
    Picture,
    PictureChange,
    PlacedPicture,
    Problem,
    Settings,
    Severity,
    Theme,
    Tree,
)
from publish.ports import World
from publish.steps.adapt import adapt_markup, embed_pictures, hold_places, strip_attributes
from publish.steps.assemble import assemble_page
from publish.steps.check import check_issue
from publish.steps.fit import fit_length, split_article
from publish.steps.headline import derive_headline
from publish.steps.read import read_issue
from publish.steps.render import render_body
from publish.steps.style import inline_styles
from publish.steps.survive import survive_layers
from publish.steps.write import measure_html, write_html

SETTINGS_FILE = "publish.toml"


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
    pictures, gaps = _load_pictures(body, path, world)
    frame, unframed = _draw_frame(issue, settings, path, world)
    page = assemble_page(issue, body, headline, frame)
    styles = world.styles.load(theme.key)
    known = len(styles)
    tree = inline_styles(page, theme, styles)
    if len(styles) > known:
        world.styles.save(theme.key)
    shown = pictures | frame.pictures
    tree = adapt_markup(tree, shown)
    parts = _make_parts(tree, shown, body)
    embed_pictures(tree, shown.values())
    strip_attributes(tree)
    html = write_html(tree)
    gaps += unframed
    problems = [
        *check_issue(issue),
        *body.problems,
        *(gap.problem for gap in gaps),
        *_find_changed(body, pictures),
        *_find_overlong(parts),
    ]
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
        gaps=tuple(gap._replace(problem=replace(gap.problem, file=path.name)) for gap in gaps),
    )


def _make_parts(tree: Tree, shown: Mapping[str, Picture], body: Body) -> tuple[ApiArticle, ...]:
    """Return the article as the API takes it: in one, or in two where it is too long even at its plainest."""
    twin = deepcopy(tree)
    placed = _place_pictures(hold_places(twin), shown, body)
    fitted = _fit(deepcopy(twin), placed)
    if len(fitted.html) < MAX_CONTENT_CHARS:
        return (fitted,)
    return tuple(_fit(part, placed) for part in split_article(twin, measure_html))


def _place_pictures(held: Mapping[str, str], shown: Mapping[str, Picture], body: Body) -> list[PlacedPicture]:
    """Return what stands behind each placeholder."""
    lines = {upgrade_address(use.source): use.line for use in reversed(body.pictures)}
    named = {picture.name: (picture, lines.get(source)) for source, picture in shown.items()}
    return [
        PlacedPicture(placeholder, named[source][0], line=named[source][1])
        if source in named
        else PlacedPicture(placeholder, None, source, lines.get(source))
        for placeholder, source in held.items()
    ]


def _fit(tree: Tree, placed: Iterable[PlacedPicture]) -> ApiArticle:
    shortened = fit_length(tree, measure_html)
    strip_attributes(tree)
    html = write_html(tree)
    return ApiArticle(html, shortened, tuple(picture for picture in placed if picture.placeholder in html))


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


def _load_pictures(body: Body, path: PurePosixPath, world: World) -> tuple[dict[str, Picture], list[Gap]]:
    pictures: dict[str, Picture] = {}
    gaps = []
    for use in body.pictures:
        if is_public_picture(use.source):
            continue
        if not is_relative(use.source) and not is_embedded(use.source):
            gaps.append(Gap(use.source, Problem("picture-address", {"url": use.source}, line=use.line)))
            continue
        try:
            pictures[use.source] = world.pictures.load(use.source, path.parent.as_posix())
        except PictureError as error:
            gaps += [Gap(use.source, replace(problem, line=use.line)) for problem in error.problems]
    return pictures, gaps


def _find_changed(body: Body, pictures: Mapping[str, Picture]) -> list[Problem]:
    """Return where readers see less than the author did."""
    lines = {use.source: use.line for use in reversed(body.pictures)}
    problems = []
    for source, picture in pictures.items():
        if PictureChange.FIRST_FRAME in picture.changes:
            values = {"path": source, "limit": MAX_ANIMATION_BYTES // 1_000_000}
            problems.append(Problem("picture-first-frame", values, line=lines[source], severity=Severity.WARNING))
        if PictureChange.GLYPHS_MISSING in picture.changes:
            values = {"path": source}
            problems.append(Problem("picture-glyphs", values, line=lines[source], severity=Severity.WARNING))
    return problems


def _draw_frame(issue: Issue, settings: Settings, path: PurePosixPath, world: World) -> tuple[Frame, list[Gap]]:
    licence = _choose_licence(issue, settings)
    qr, gaps = _find_qr(issue, settings, path, world)
    back_issues = world.issues.find_back_issues(issue.date, settings.archive_limit) if issue.date else []
    frame = Frame(
        back_issues=tuple(back_issues),
        qr=qr,
        contacts=_gather_contacts(issue, settings),
        badge=_draw_badge(licence, world) if licence else None,
        licence=describe_licence(licence) if licence else "",
    )
    return frame, gaps


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


def _find_qr(issue: Issue, settings: Settings, path: PurePosixPath, world: World) -> tuple[Picture | None, list[Gap]]:
    """Return the QR code of the settings, else the picture that the issue itself shows."""
    if settings.qr_picture:
        return _load_own(settings.qr_picture, world), []
    if settings.qr:
        return _draw_qr(settings, world), []
    own = issue.trailer.qr if issue.trailer else None
    try:
        return (world.pictures.load(own, path.parent.as_posix()) if own else None), []
    except PictureError as error:
        return None, [Gap(own or "", problem) for problem in error.problems]


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


def _gather_contacts(issue: Issue, settings: Settings) -> tuple[Contact, ...]:
    """Return the contact lines of the settings; those of the issue fill what they leave open."""
    stated = {"公众号": settings.account, "编辑": settings.editor, "项目": settings.project}
    for contact in issue.trailer.contacts if issue.trailer else ():
        label = contact.label.lower().replace(" ", "")
        role = CONTACT_ROLES.get(label, contact.label)
        if not stated.get(role):
            stated[role] = contact.value
    return tuple(Contact(label, value) for label, value in stated.items() if value)

"""Tell how well the text of an article can be read in a theme, before there is an article."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple, cast

import cssselect
from lxml import etree

from publish.core.html import Tree
from publish.core.problem import Problem, Severity
from publish.newsletter.class_names import CLASS_NAMES
from publish.newsletter.container_names import BOXES
from publish.wechat.contrast import DEFAULT_TEXT, ENOUGH, LEAST, PAGE, Contrast, lay_over, measure_contrast
from publish.wechat.dark_mode import parse_colour

_CODE = (*(hook for hook in CLASS_NAMES if hook.startswith("code-")), "line-number", "bar")
_WORDS = ("strong", "em", "del", "mark", "code", "sup.ref")
_TEXTS = (
    "p.subtitle", "p.tagline", "p.note", "p.lead-in", "p",
    "section.intro>p.promise", "section.intro>p", "section.briefs>p.brief",
    *(f"section.section>{tag}" for tag in ("h2", "h3", "h4", "h5", "h6", "p", "p.note", "ul>li", "ol>li")),
    *(f"section.section>section.entry>{tag}" for tag in ("h3.title", "p", "p.meta", "p.field", "ul>li", "ol>li")),
    *(f"section.section>blockquote>{tag}" for tag in ("p", "ul>li")),
    *(f"section.section>table>{tag}" for tag in ("thead>tr>th", "tbody>tr>td")),
    *(f"section.section>section.{box}>{text}" for box in BOXES for text in ("p.alert", "p", "ul>li")),
    "section.section>dl>dt", "section.section>dl>dd",
    "section.section>section.card>p", "section.section>section.card>p.cited",
    *(f"section.section>table.comparison>{tag}" for tag in ("thead>tr>th", "tbody>tr>td>p", "tbody>tr>td>ul>li")),
    "section.toc>p.toc-item", "section.toc>p.toc-inner",
    "section.section>table.gallery>tbody>tr>td>figcaption",
    "section.section>figure>figcaption",
    "section.references>h2", "section.archive>h2",
    "section.references>p.group", "section.references>p.reference",
)  # fmt: skip
_ALONE = (
    "section.intro>p>strong.mark", "section.briefs>p.brief>span.marker", "section.section>h2>span.count",
    "section.section>section.entry>p.meta>span.source", "section.section>section.entry>p.meta>span.tag",
    "section.section>section.entry>p.field>span.label",
    "p>span.ruby", "p>kbd",
    *(f"section.section>pre>code>span.{hook}" for hook in _CODE),
    *(f"section.section>pre>code>span.bar>span.{hook}" for hook in ("bar-red", "bar-yellow", "bar-green")),
    "section.section>pre.scroll>code",
    "section.section>pre>code", "section.section>blockquote>pre>code", "section.section>section.entry>pre>code",
    "section.references>p.reference>span.number", "section.references>p.reference>span.address>span.host",
    "section.archive>p.back-issue>span.date",
    "section.follow>p.caption", "section.follow>p.contact>span.label", "section.follow>p.hint", "section.licence>p",
)  # fmt: skip

SAMPLE_PATHS = (
    *(place for text in _TEXTS for place in (text, *(f"{text}>{word}" for word in _WORDS))),
    *(f"{text}>a{inner}" for text in _TEXTS for inner in ("", *(f">{word}" for word in _WORDS[:-1]))),
    *_ALONE,
)
"""Paths of tags and classes from the article's root down to a text."""


INK, GROUND = "color", "background-color"

_RULE = re.compile(r"(?P<selector>[^{}\n]+)\{(?P<declarations>[^{}]*)\}")
_STEPS_SHOWN = 2


class ThemeDeclaration(NamedTuple):
    """One declaration of a theme."""

    selector: str
    name: str
    value: str
    line: int | None = None
    """Where it stands in the theme's file."""


class TextSample(NamedTuple):
    """How one text of an article is painted, its colours as the theme writes them."""

    place: str
    foreground: str
    backgrounds: tuple[str, ...]
    """The backgrounds behind it, the outermost first."""
    line: int | None
    """Of the declaration that decides; None where the theme says nothing."""


def parse_declared(css: str) -> list[ThemeDeclaration]:
    """Return the declarations of a resolved theme in order."""
    return [
        ThemeDeclaration(rule["selector"], name, value)
        for rule in _RULE.finditer(css)
        for name, _, value in (declaration.partition(":") for declaration in rule["declarations"].split(";"))
    ]


def find_text_samples(declared: Iterable[ThemeDeclaration]) -> list[TextSample]:
    """Return every way in which a theme paints a text of an article, each once."""
    page = _build_page()
    elements = list(page.iter())  # lxml makes each element's proxy anew unless somebody holds it
    painted = _cascade(page, [paint for paint in declared if paint.name in (INK, GROUND)])
    default = ThemeDeclaration("", INK, str(DEFAULT_TEXT))
    looks: dict[object, TextSample] = {}
    for look in _walk(elements[0], painted, (default, ()), default):
        looks.setdefault((look.foreground, look.backgrounds, look.line), look)
    return list(looks.values())


def measure_sample(look: TextSample, dye: Callable[[str], str]) -> Contrast:
    """Return a text's contrast in both schemes, its colours dyed first."""
    colours = (parse_colour(dye(background).lower()) for background in look.backgrounds)
    *_, behind = accumulate(filter(None, colours), lay_over, initial=PAGE)
    return measure_contrast(parse_colour(dye(look.foreground).lower()) or DEFAULT_TEXT, behind)


def describe_sample(look: TextSample, contrast: Contrast) -> str:
    """Return where a text stands and how far it stands out, never rounded up: `h2 a ☀ 3.1:1 ☾ 12.4:1`."""
    light, dark = (int(ratio * 10) / 10 for ratio in contrast)
    return f"{look.place} ☀ {light:.1f}:1 ☾ {dark:.1f}:1"


def find_low_contrast(declared: Iterable[ThemeDeclaration], dye: Callable[[str], str]) -> list[Problem]:
    """Return what cannot be read or is hard to read, the worst of each line of the theme."""
    worst: dict[int | None, tuple[float, TextSample, Contrast]] = {}
    for look in find_text_samples(declared):
        contrast = measure_sample(look, dye)
        if min(contrast) < min(ENOUGH, worst[look.line][0] if look.line in worst else ENOUGH):
            worst[look.line] = (min(contrast), look, contrast)
    return [
        Problem(
            "theme-illegible" if least < LEAST else "theme-faint",
            severity=Severity.ERROR if least < LEAST else Severity.WARNING,
            line=line,
            excerpt=describe_sample(look, contrast),
        )
        for line, (least, look, contrast) in worst.items()
    ]


def _build_page() -> Tree:
    """Return an article that holds one text of every place."""
    root = etree.Element("section", {"class": "article"})
    built: dict[str, Tree] = {"": root}
    for place in SAMPLE_PATHS:
        above = ""
        for step in place.split(">"):
            path = f"{above}>{step}"
            if path not in built:
                tag, _, hook = step.partition(".")
                built[path] = etree.SubElement(built[above], tag, {"class": hook} if hook else {})
            above = path
    return root


def _cascade(page: Tree, paints: Iterable[ThemeDeclaration]) -> dict[Tree, dict[str, ThemeDeclaration]]:
    """Return which declaration holds on each element: the most specific, then the last."""
    painted: dict[Tree, dict[str, ThemeDeclaration]] = {}
    weights: dict[tuple[Tree, str], tuple[int, int, int]] = {}
    translator = cssselect.HTMLTranslator()
    for paint in paints:
        for selector in cssselect.parse(paint.selector):
            weight = selector.specificity()
            for element in cast("list[Tree]", page.xpath(translator.selector_to_xpath(selector))):
                if weight >= weights.get((element, paint.name), (0, 0, 0)):
                    weights[element, paint.name] = weight
                    painted.setdefault(element, {})[paint.name] = paint
    return painted


def _walk(
    element: Tree,
    painted: dict[Tree, dict[str, ThemeDeclaration]],
    above: tuple[ThemeDeclaration, tuple[str, ...]],
    decides: ThemeDeclaration,
) -> Iterator[TextSample]:
    """Yield the looks of an element and of all it holds."""
    foreground, backgrounds = above
    own = painted.get(element, {})
    if GROUND in own:
        backgrounds, decides = (*backgrounds, own[GROUND].value), own[GROUND]
    if INK in own:
        foreground = decides = own[INK]
    yield TextSample(_name_place(element), foreground.value, backgrounds, decides.line)
    for child in element:
        yield from _walk(child, painted, (foreground, backgrounds), decides)


def _name_place(element: Tree) -> str:
    """Return an element and what it stands in, as one would select it."""
    path = [element, *element.iterancestors()][:_STEPS_SHOWN]
    return " ".join(f"{step.tag}.{step.get('class')}" if step.get("class") else str(step.tag) for step in path[::-1])

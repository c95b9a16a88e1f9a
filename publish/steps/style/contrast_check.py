"""Check the contrast of a theme's text on sample elements of an article, before there is an article."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple, TypeAlias, cast

import cssselect
from lxml import etree

from publish.core.html import Tree
from publish.core.problem import Problem, Severity
from publish.core.theme import ACCENT_MARK, Decoration, Theme, ThemeDeclaration, ThemeRule
from publish.newsletter.class_names import CLASS_NAMES
from publish.newsletter.container_names import BOXES
from publish.steps.style import add_sample
from publish.steps.style.decorations import decorate
from publish.wechat.contrast import DEFAULT_TEXT, ENOUGH, LEAST, PAGE, Contrast, blend, measure_contrast
from publish.wechat.dark_mode import parse_colour

_CODE = (*(name for name in CLASS_NAMES if name.startswith("code-")), "line-number", "bar")
_WORDS = ("strong", "em", "del", "mark", "code", "sup.ref")
_TEXTS = (
    "p.subtitle", "p.reading", "p.ai-notice", "p.tagline", "p.note", "p.lead-in", "p",
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
    *(f"section.section>pre>code>span.{name}" for name in _CODE),
    *(f"section.section>pre>code>span.bar>span.{name}" for name in ("bar-red", "bar-yellow", "bar-green")),
    "section.section>pre.scroll>code", "section.section>p.swipe",
    "section.section>pre>code", "section.section>blockquote>pre>code", "section.section>section.entry>pre>code",
    "section.references>p.reference>span.number", "section.references>p.reference>span.address>span.host",
    "section.archive>p.back-issue>span.date",
    "section.follow>p.caption", "section.follow>p.contact>span.label", "section.follow>p.hint", "section.licence>p",
)  # fmt: skip

SAMPLE_PATHS = (
    *(path for text in _TEXTS for path in (text, *(f"{text}>{word}" for word in _WORDS))),
    *(
        f"{text}>{link}{inner}"
        for text in _TEXTS
        for link in ("a", "span.link")
        for inner in ("", *(f">{word}" for word in _WORDS[:-1]))
    ),
    *(f"{text}>a.link" for text in _TEXTS),
    *_ALONE,
)
"""Paths of tags and classes from the article's root down to a text."""

FOREGROUND, BACKGROUND = "color", "background-color"

_STEPS_SHOWN = 2

_Winners: TypeAlias = dict[tuple[Tree, str], ThemeDeclaration]  # by element and property


class TextSample(NamedTuple):
    """The colours of one text of an article, as the theme writes them."""

    path: str  # the element and its parent: `h2 a`
    foreground: str
    backgrounds: tuple[str, ...]  # the backgrounds behind it, the outermost first
    line: int | None  # the line of the deciding declaration; None where the theme has none
    ink_line: int | None = None  # the line of the foreground
    ground_line: int | None = None  # the line of the innermost background
    steps: tuple[str, ...] = ()  # all elements from the article down


def find_text_samples(rules: Iterable[ThemeRule], decorations: Sequence[Decoration] = ()) -> list[TextSample]:
    """Return the text samples of an article in a theme, one of each combination of colours and line."""
    samples: dict[str, Tree] = {"": etree.Element("section", {"class": "article"})}
    for path in SAMPLE_PATHS:
        add_sample(f">{path}", samples)
    decorate(samples[""], decorations)
    winners = _cascade(samples[""], rules)
    found: dict[object, TextSample] = {}
    for sample in _walk(samples[""], winners, TextSample("", str(DEFAULT_TEXT), (), None)):
        found.setdefault(sample[1:4], sample)
    return list(found.values())


def measure_sample(sample: TextSample, recolor: Callable[[str], str]) -> Contrast:
    """Return a text's contrast in both schemes, its colours changed by a function first."""
    colours = (parse_colour(recolor(background).lower()) for background in sample.backgrounds)
    *_, behind = accumulate(filter(None, colours), blend, initial=PAGE)
    return measure_contrast(parse_colour(recolor(sample.foreground).lower()) or DEFAULT_TEXT, behind)


def describe_sample(sample: TextSample, contrast: Contrast) -> str:
    """Return path and contrast of a text, never rounded up: `h2 a ☀ 3.1:1 ☾ 12.4:1`."""
    light, dark = (int(ratio * 10) / 10 for ratio in contrast)
    return f"{sample.path} ☀ {light:.1f}:1 ☾ {dark:.1f}:1"


def list_contrasts(theme: Theme) -> list[tuple[TextSample, Contrast]]:
    """Return every text of a theme with its contrast, the faintest first."""
    samples = find_text_samples(theme.rules, theme.decorations)
    measured = [
        (sample, measure_sample(sample, lambda value: value.replace(ACCENT_MARK, theme.accent))) for sample in samples
    ]
    return sorted(measured, key=lambda pair: min(pair[1]))


def find_low_contrast(theme: Theme) -> list[Problem]:
    """Return illegible and hardly legible text, the worst of each line of the theme."""
    worst: dict[int | None, tuple[float, TextSample, Contrast]] = {}
    for sample, contrast in list_contrasts(theme):
        if min(contrast) < min(ENOUGH, worst[sample.line][0] if sample.line in worst else ENOUGH):
            worst[sample.line] = (min(contrast), sample, contrast)
    return [
        Problem(
            "theme-illegible" if least < LEAST else "theme-faint",
            severity=Severity.ERROR if least < LEAST else Severity.WARNING,
            line=line,
            excerpt=describe_sample(sample, contrast),
        )
        for line, (least, sample, contrast) in worst.items()
    ]


def _cascade(page: Tree, rules: Iterable[ThemeRule]) -> _Winners:
    """Return the winning colours of each element: the most specific, then the last."""
    matching = []
    for rule in rules:
        colours = [one for one in rule.declarations if one.name in (FOREGROUND, BACKGROUND)]
        matching += [(selector, colours) for selector in cssselect.parse(rule.selector) if colours]
    winners: _Winners = {}
    for selector, colours in sorted(matching, key=lambda pair: pair[0].specificity()):
        path = cssselect.HTMLTranslator().selector_to_xpath(selector)
        for element in cast("list[Tree]", page.xpath(path)):
            winners.update(((element, one.name), one) for one in colours)
    return winners


def _walk(element: Tree, winners: _Winners, parent: TextSample) -> Iterator[TextSample]:
    """Yield the samples of an element and its descendants; colours are inherited."""
    step = f"{element.tag}.{element.get('class')}" if element.get("class") else str(element.tag)
    steps = (*parent.steps, step)
    sample = parent._replace(path=" ".join(steps[-_STEPS_SHOWN:]), steps=steps)
    background = winners.get((element, BACKGROUND))
    if background and background.value != "transparent":
        sample = sample._replace(
            backgrounds=(*sample.backgrounds, background.value), line=background.line, ground_line=background.line
        )
    if foreground := winners.get((element, FOREGROUND)):
        sample = sample._replace(foreground=foreground.value, line=foreground.line, ink_line=foreground.line)
    yield sample
    for child in element:
        yield from _walk(child, winners, sample)

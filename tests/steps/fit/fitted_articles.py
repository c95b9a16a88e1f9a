"""Real articles, pasted and fitted, and which of their styles fitting kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import PurePosixPath
from typing import NamedTuple

from publish.core.html import Tree
from publish.core.style_attribute import get_style, split_style
from publish.core.target import FITTED_CHARS
from publish.pipeline.issue_layout import lay_out
from publish.pipeline.styled_page import BuildInputs
from publish.steps.fit import fit_article
from publish.steps.fit.declarations import shorten_equally
from publish.steps.serialize import count_chars
from publish.steps.transforms.picture_attributes import insert_placeholders
from tests.articles import SETTINGS, Sample, make_sample_world
from tests.themes import load_themes

MARK = "data-number"  # names an element before and after fitting
HEADS = {"h2", "h3", "h4", "title", "intro", "promise", "mark"}
ASIDES = {"ref", "count", "link", "decoration"}
_INHERITED = ("color", "font-size", "line-height", "letter-spacing", "text-align", "font-weight", "word-break")
_PAGE = {"color": "#000000e6", "font-size": "17px", "line-height": "1.6", "text-align": "justify", "font-weight": "400"}
_PAGE_BY_TAG = {
    **{f"h{level}": {"font-weight": "400", "font-size": "16px"} for level in range(1, 7)},
    "a": {"color": "#576b95", "text-decoration": "none"},
    "strong": {"font-weight": "bold"},
    "sup": {"font-size": "small"},
    "th": {"font-weight": "bold", "text-align": "center", "word-break": "break-all"},
    "td": {"background-color": "transparent", "word-break": "break-all"},
    "code": {"background-color": "transparent", "font-size": "small"},
    "table": {"width": "100%", "border-collapse": "collapse"},
    "ul": {"list-style-type": "disc"},
    "ol": {"list-style-type": "decimal"},
}
_PAGE_EVERYWHERE = {"max-width": "100%", "box-sizing": "border-box", "overflow-wrap": "break-word"}


class Look(NamedTuple):
    """How one element looks in WeChat's page: every property that it does not owe to the page."""

    tag: str
    zone: frozenset[str]
    own: dict[str, str]
    text: dict[str, str]  # empty for an element without text


class Fitted(NamedTuple):
    """An article before and after fitting."""

    before: Tree
    after: Tree
    given_up: tuple[str, ...]


def lay_out_sample(sample: Sample) -> Tree:
    """Return the styled article of a sample."""
    inputs = BuildInputs(SETTINGS, load_themes()[sample.theme.stem], make_sample_world())
    path = PurePosixPath("issues", sample.issue.name)
    return lay_out(sample.issue.read_text(encoding="utf-8"), path, inputs).page.make_tree()


@cache
def fit_sample(sample: Sample, limit: int = FITTED_CHARS) -> Fitted:
    """Return the article of a sample before and after it is fitted; its elements are marked."""
    tree = lay_out_sample(sample)
    insert_placeholders(tree)
    for number, element in enumerate(tree.iter()):
        element.set(MARK, str(number))
    before = deepcopy(tree)
    return Fitted(before, tree, fit_article(tree, measure, limit))


def measure(tree: Tree) -> int:
    """Return the number of characters without classes and marks."""
    marks = sum(len(f' {MARK}="{element.get(MARK)}"') for element in tree.iter() if element.get(MARK))
    return count_chars(tree) - marks


def list_looks(tree: Tree) -> dict[str, Look]:
    """Return the look of each marked element."""
    return dict(_walk(tree, {}, frozenset()))


def _walk(element: Tree, inherited: dict[str, str], above: frozenset[str]) -> Iterator[tuple[str, Look]]:
    tag = str(element.tag)
    style = split_style(shorten_equally(element.get("style", "")))
    page = _PAGE_BY_TAG.get(tag, {})
    text = {name: style.get(name, page.get(name, inherited.get(name, ""))) for name in _INHERITED}
    text["font-weight"] = "bold" if text["font-weight"] in ("600", "700", "bold") else text["font-weight"]
    defaults = {**_PAGE_EVERYWHERE, **page}
    own = {name: value for name, value in style.items() if name not in _INHERITED and defaults.get(name) != value}
    name = element.get("class", "")
    zone = above | {tag, "decoration" if name.startswith("decoration-") else name}
    shown = bool((element.text or "").strip()) or any((child.tail or "").strip() for child in element)
    yield str(element.get(MARK)), Look(tag, zone, own, {**text} if shown else {})
    for child in element:
        yield from _walk(child, text, zone)


def is_head(look: Look) -> bool:
    """Return whether an element is a heading or a title, or stands in the 导读."""
    return bool(look.zone & HEADS) and not look.zone & ASIDES


class Kept(NamedTuple):
    """How many declarations with an effect an article had, and how many of them fitting kept."""

    had: int
    kept: int
    lost: Counter[str]


def compare_styles(fitted: Fitted) -> Kept:
    """Count the declarations that make an element look other than WeChat's page would."""
    looks, left = list_looks(fitted.before), list_looks(fitted.after)
    parents = {str(child.get(MARK)): str(element.get(MARK)) for element in fitted.before.iter() for child in element}
    had, lost = 0, Counter[str]()
    for mark, look in looks.items():
        now = left.get(mark)
        around = mark
        while around not in left:  # it was unwrapped: its text stands in an element around it
            around = parents[around]
        for name, value in look.own.items():
            had += 1
            passed_on = now is None and look.tag == "section" and name == "margin"
            if not passed_on and not _is_kept(name, value, now):
                lost[name] += 1
        for name, value in look.text.items():
            if value in ("", _PAGE.get(name)):
                continue
            had += 1
            if left[around].text.get(name) != value:
                lost[name] += 1
    return Kept(had, had - lost.total(), lost)


def _is_kept(name: str, value: str, now: Look | None) -> bool:
    if now is None:
        return value in ("0", "")
    return now.own.get(name) == value or (name == "margin" and (name in now.own or value == "0"))


def list_heads(tree: Tree) -> dict[str, dict[str, str]]:
    """Return size, weight and ink of every text in a head, and ground and rule of every head, by its mark."""
    found = {}
    for mark, look in list_looks(tree).items():
        if is_head(look):
            text = {name: look.text[name] for name in ("color", "font-size", "font-weight") if look.text}
            rules = {name: value for name, value in look.own.items() if name.startswith(("border", "background"))}
            found[mark] = text | {name: value for name, value in rules.items() if name != "border-radius"}
    return found


def list_struck(tree: Tree) -> list[str]:
    """Return the texts that are struck or underlined."""
    lines = ("line-through", "underline")
    return ["".join(map(str, e.itertext())) for e in tree.iter() if get_style(e).get("text-decoration") in lines]

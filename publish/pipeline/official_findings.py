"""What WeChat's own checker finds in an article, with our element and line, beside what we find there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from lxml import html

from publish.core.article import PASTED_FILE, ApiForm, Article, name_sent_file
from publish.core.html import Tree
from publish.core.lazy_pattern import lazy_pattern
from publish.core.problem import Problem, Severity, Terms
from publish.core.structure_finding import StructureFinding
from publish.core.text import drop_unwritable, strip_markup
from publish.wechat.element_path import FRAGMENT, ElementPaths

MESSAGES = {
    "animate-begin": "official-animate-begin",
    "caret-color": "official-caret-color",
    "darkmode-low-contrast": "official-darkmode-low-contrast",
    "darkmode-no-gradient": "official-darkmode-no-gradient",
    "darkmode-whitelist": "official-darkmode-whitelist",
    "font-family": "official-font-family",
    "height": "official-height",
    "height-nodisplay": "official-height-nodisplay",
    "line-height": "official-line-height",
    "line-height-overlapping": "official-line-height",
    "nest-level": "official-nest-level",
    "nestNodes": "official-nest-level",
    "node-leaf": "official-node-leaf",
    "opacity": "official-opacity",
    "pre": "official-pre",
    "redundant-node": "official-redundant-node",
    "span-leaf": "official-span-leaf",
    "text-align": "official-text-align",
    "width": "official-width",
}
"""The sentence about each rule of the checker."""
_OTHER = "official-other"
_OFFICIAL = {_OTHER, "official-more", *MESSAGES.values()}
_NOTHING = Terms(("official-ours-nothing",))
_MIN_WORDS = 2  # characters of a text by which a line is looked for
_MAX_WORDS = 40
_MAX_FINDINGS = 300  # of one article that are shown; nobody mends more at once
_SPACES = lazy_pattern(r"\s+")

_Key = tuple[str, str, str]


class CheckedHtml(NamedTuple):
    """HTML for the checker, with what we know of it."""

    html: str  # with a placeholder for each picture
    picture_lines: Mapping[str, int | None]  # lines of the issue by placeholder
    own: tuple[Problem, ...]  # our problems of its elements


def list_checked(article: Article) -> list[CheckedHtml]:
    """Return the HTML of an article in the form in which it is sent first: one text, or two."""
    parts = []
    for number, part in enumerate(article.parts, 1):
        file = PASTED_FILE if article.sent.form is ApiForm.WHOLE else name_sent_file(number)
        own = (problem for problem in article.problems if problem.element and str(problem.file).endswith(f"/{file}"))
        parts.append(CheckedHtml(part.html, {placed.placeholder: placed.line for placed in part.pictures}, tuple(own)))
    return parts


def compare_findings(findings: Iterable[StructureFinding], checked: CheckedHtml, text: str) -> Iterator[Problem]:
    """Yield the checker's findings and our own, with the lines of the issue's text where they can be told."""
    elements = _ArticleElements(checked, text)
    listed = list(findings)
    yield from _explain_findings(listed[:_MAX_FINDINGS], checked.own, elements)
    if len(listed) > _MAX_FINDINGS:
        yield Problem(
            "official-more", {"count": len(listed), "limit": _MAX_FINDINGS}, "official-more", Severity.WARNING
        )
    for problem in checked.own:
        yield problem._replace(file=None, line=elements.locate(problem.element))


def is_official(problem: Problem) -> bool:
    """Return whether a problem is one of the checker's findings."""
    return problem.message in _OFFICIAL


class _ArticleElements:
    """The elements of an article, by what the checker shows of them, with their lines in the issue."""

    def __init__(self, checked: CheckedHtml, text: str) -> None:
        self._root: Tree = html.fragment_fromstring(checked.html, create_parent=FRAGMENT)
        self._paths = ElementPaths()
        self._picture_lines = checked.picture_lines
        self._lines = [_squeeze(strip_markup(line)) for line in text.split("\n")]
        self._by_key: defaultdict[_Key, list[Tree]] = defaultdict(list)
        self._by_path: dict[str, Tree] = {}
        self._taken: Counter[_Key] = Counter()
        for element in self._root.iterdescendants("*"):
            words = _read_words(element)
            for key in {_make_key(element, words), _make_key(element, "")}:
                self._by_key[key].append(element)
            self._by_path[self._paths.find(element)] = element

    def find(self, outer_html: str) -> Tree | None:
        """Return the element that the checker shows; of equal ones, each time the next."""
        shown_in = html.fragment_fromstring(drop_unwritable(outer_html), create_parent=FRAGMENT)
        shown = next(shown_in.iterdescendants("*"), None)
        if shown is None:
            return None
        key = _make_key(shown, _read_words(shown))
        found = self._by_key.get(key, []) if any(key[1:]) else []
        number = self._taken[key]
        self._taken[key] += 1
        return found[min(number, len(found) - 1)] if found else None

    def name(self, element: Tree) -> str:
        """Return an element's path."""
        return self._paths.find(element)

    def locate(self, path: str | None) -> int | None:
        """Return the line of the issue from which an element comes; None where it cannot be told."""
        element = self._by_path.get(path or "")
        if element is None:
            return None
        for image in element.iter("img"):
            if line := self._picture_lines.get(image.get("src", "")):
                return line
        return self._find_line(max(map(_squeeze, map(str, element.itertext())), key=len, default=""))

    def _find_line(self, words: str) -> int | None:
        if len(words) < _MIN_WORDS:
            return None
        return next((number for number, line in enumerate(self._lines, 1) if words[:_MAX_WORDS] in line), None)


def _explain_findings(
    findings: Iterable[StructureFinding], own: Sequence[Problem], elements: _ArticleElements
) -> Iterator[Problem]:
    """Yield the checker's findings as problems that name what we find in the same place."""
    for finding in findings:
        element = elements.find(finding.html)
        path = None if element is None else elements.name(element)
        ours = _find_beside(path, own)
        values = {
            "key": finding.rule,
            "words": finding.words or "–",
            "ours": ", ".join(ours) if ours else _NOTHING,
        }
        message = MESSAGES.get(finding.rule, _OTHER)
        yield Problem(message, values, message, Severity.WARNING, line=elements.locate(path), element=path)


def _find_beside(path: str | None, own: Sequence[Problem]) -> list[str]:
    """Return the rules that we find broken in an element or inside it; where there are none, round it."""
    if path is None:
        return []
    inside = {problem.rule for problem in own if f"{problem.element}>".startswith(f"{path}>")}
    around = {problem.rule for problem in own if f"{path}>".startswith(f"{problem.element}>")}
    return sorted(str(rule) for rule in inside or around)


def _make_key(element: Tree, words: str) -> _Key:
    style = _SPACES.sub("", element.get("style", "")).rstrip(";")
    return str(element.tag), style or element.get("src", ""), words


def _read_words(element: Tree) -> str:
    return _squeeze("".join(map(str, element.itertext())))


def _squeeze(text: str) -> str:
    return _SPACES.sub("", text)

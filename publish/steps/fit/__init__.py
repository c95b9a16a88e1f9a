"""Fit an article into a length that WeChat accepts, losing what readers see last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy

from publish.core.html import Tree
from publish.core.style_attribute import get_style, set_style
from publish.steps.fit.choose_styles import Chooser, StyleChoice
from publish.steps.fit.declarations import ATTRIBUTE_CHARS, shorten_declarations
from publish.steps.fit.inline_margins import replace_margins_by_spaces
from publish.steps.fit.join_markers import join_markers
from publish.steps.fit.last_steps import join_archive, shorten_references
from publish.steps.fit.outline import OutlinedElement, outline_elements
from publish.steps.fit.page_defaults import drop_page_defaults
from publish.steps.fit.unwrap_tags import drop_bare_tags, drop_idle_margins, drop_link_attributes, write_strong
from publish.wechat.elements import BLOCKS

_LAST_STEPS: tuple[tuple[str, Callable[[Tree], None]], ...] = (
    ("fit-references", shorten_references),
    ("fit-archive", join_archive),
)
_ROUNDS, _MAX_ROUNDS = 4, 12  # more only where nothing has fitted yet
_CLOSE = 100  # characters under the limit that another round would hardly use


_MESSAGES = {
    "background-color": "fit-tints",
    "border-radius": "fit-corners",
    "color": "fit-colours",
    "font-family": "fit-fonts",
    "font-size": "fit-sizes",
    "font-weight": "fit-weights",
    "letter-spacing": "fit-letter-spacing",
    "line-height": "fit-line-heights",
    "text-align": "fit-alignment",
}
"""What readers call a property: ids of messages."""


def fit_article(tree: Tree, measure: Callable[[Tree], int], limit: int) -> tuple[str, ...]:
    """Shorten an article in place until it is at most `limit` long, or nothing is left to give up.

    Args:
        tree: The transformed article with its class names.
        measure: Returns the length of a serialized tree, in characters or in bytes.
        limit: The greatest length.

    Returns:
        What gave way, as ids of messages: groups of properties, then steps that rewrite the article.
    """
    if measure(tree) <= limit:
        return ()
    shorten_declarations(tree)
    drop_page_defaults(tree)
    drop_link_attributes(tree)
    drop_idle_margins(tree)
    steps = ["fit-indents"] if _costs_look(tree, measure, limit) and join_markers(tree) else []
    given_up = _fit_styles(tree, measure, limit)
    for name, step in _LAST_STEPS:
        if measure(tree) <= limit:
            break
        step(tree)
        steps.append(name)
    return (*given_up, *steps)


def _costs_look(tree: Tree, measure: Callable[[Tree], int], limit: int) -> bool:
    """Return whether an article stays too long without the elements that change nothing."""
    trial = deepcopy(tree)
    drop_bare_tags(trial)
    return measure(trial) > limit


def _fit_styles(tree: Tree, measure: Callable[[Tree], int], limit: int) -> tuple[str, ...]:
    """Write the styles that fit; each round corrects the estimate of what elements take that are unwrapped."""
    chooser = Chooser(outline_elements(tree))
    room = limit - _measure_markup(chooser.nodes, measure)
    best, length = chooser.drop(frozenset(chooser.candidates)), 0
    for number in range(_MAX_ROUNDS):
        choice = chooser.choose(room)
        chars = _measure_choice(choice, tree, measure)
        if length < chars <= limit:
            best, length = choice, chars
        is_close = limit - _CLOSE < chars <= limit or (chars <= limit and not choice.dropped)
        if is_close or (length and number >= _ROUNDS):
            break
        room = choice.chars + limit - chars - (_CLOSE if chars > limit else 0)
    if chooser.loses_heads(best):  # the estimates may have missed by a few characters
        headed = chooser.drop_all_but_heads()
        best = headed if _measure_choice(headed, tree, measure) <= limit else best
    _write_styles([node.element for node in chooser.nodes], best)
    return tuple(sorted({_name_message(candidate.name) for candidate in best.dropped}))


def _measure_choice(choice: StyleChoice, tree: Tree, measure: Callable[[Tree], int]) -> int:
    """Return the length of an article with the styles of a choice."""
    trial = deepcopy(tree)
    _write_styles(list(trial.iter()), choice)
    return measure(trial)


def _name_message(name: str) -> str:
    if name.startswith(("margin", "padding")):
        return "fit-spaces"
    if name.startswith("border") and name != "border-radius":
        return "fit-lines"
    return _MESSAGES.get(name, "fit-details")


def _measure_markup(nodes: Sequence[OutlinedElement], measure: Callable[[Tree], int]) -> int:
    """Return the number of characters without style attributes."""
    styles = [ATTRIBUTE_CHARS + len(node.element.get("style", "")) for node in nodes if node.element.get("style")]
    return measure(nodes[0].element) - sum(styles)


def _write_styles(elements: Sequence[Tree], choice: StyleChoice) -> None:
    for element, style in zip(elements, choice.styles, strict=True):
        before = get_style(element)
        if element.tag not in BLOCKS and any(name.startswith("margin") for name in before.keys() - style.keys()):
            replace_margins_by_spaces(element, before, style)
        set_style(element, style)
    if choice.dropped:
        write_strong(elements)
    drop_bare_tags(elements[0])

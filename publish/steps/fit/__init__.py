"""Bring an article under the length that the platform's API takes, losing as little as possible."""

from __future__ import annotations

from collections.abc import Callable

from publish.model.markup import Tree
from publish.steps.fit.declarations import shorten_declarations
from publish.steps.fit.foot import join_archive, shorten_references
from publish.steps.fit.inherit import inherit_styles
from publish.steps.fit.plain import drop_code_colours, drop_inline_styles, drop_nuances, drop_styles
from publish.steps.fit.split import split_article
from publish.steps.fit.tags import drop_bare_tags, drop_link_marks

__all__ = ["fit_length", "split_article"]

COMFORTABLE_CHARS = 18_000
"""Enough: the addresses of uploaded pictures differ in length, and so may what an editor adds."""

_STEPS: tuple[tuple[str, Callable[[Tree], None]], ...] = (
    # What a reader cannot see.
    ("declarations", shorten_declarations),
    ("tags", drop_bare_tags),
    ("inheritance", inherit_styles),
    ("links", drop_link_marks),
    # What a reader can do without.
    ("code", drop_code_colours),
    ("nuances", drop_nuances),
    ("references", shorten_references),
    ("archive", join_archive),
    ("lines", drop_inline_styles),
    ("styles", drop_styles),
)


def fit_length(tree: Tree, measure: Callable[[Tree], int]) -> tuple[str, ...]:
    """Shorten an article step by step, the gentlest first, until it is short enough; the tree is changed in place.

    Args:
        tree: The adapted article, its hooks still there.
        measure: How many characters a tree takes once written.

    Returns:
        The names of the steps that were taken.
    """
    done = []
    for name, shorten in _STEPS:
        if measure(tree) <= COMFORTABLE_CHARS:
            break
        shorten(tree)
        done.append(name)
    return tuple(done)

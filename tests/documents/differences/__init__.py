"""The differences on purpose between our rendering and markdown-it-py's, each in a function that carries it out.

A difference changes one side so that both say the same, and returns in how many places. What is left is a fault of
ours; a difference that no document needs is none any more.
"""

from __future__ import annotations

from tests.documents.differences.blocks import IN_BLOCKS
from tests.documents.differences.links import IN_LINKS
from tests.documents.differences.texts import IN_DOCUMENT, IN_MARKUP
from tests.documents.differences.words import IN_WORDS

IN_TREES = (*IN_BLOCKS, *IN_LINKS, *IN_WORDS)
DIFFERENCES = (*IN_DOCUMENT, *IN_MARKUP, *IN_TREES)

__all__ = ["DIFFERENCES", "IN_DOCUMENT", "IN_MARKUP", "IN_TREES"]

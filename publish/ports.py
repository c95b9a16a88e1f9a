"""What the pipeline needs from the world."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol, TypeAlias

from publish.model import BackIssue, Draft, DraftArticle, DraftPage, Picture, Problem, Publication, PublicationPage

Problems: TypeAlias = tuple[Problem, ...]
"""What keeps one thing of several from being had."""

"""The order of the outside acts; talks to ports only."""

from __future__ import annotations

from publish.delivery.articles import plan_articles
from publish.delivery.draft import push_draft

__all__ = ["plan_articles", "push_draft"]

"""Lists of all issues: a README table, an Atom feed, a JSON index."""

from __future__ import annotations

from publish.steps.archive.atom_feed import render_feed
from publish.steps.archive.json_index import IndexEntry, index_entries
from publish.steps.archive.readme_table import compare_table, find_table, put_table, render_table

__all__ = ["IndexEntry", "compare_table", "find_table", "index_entries", "put_table", "render_feed", "render_table"]

"""Where text stands in an article: what a theme is measured on before any issue is at hand."""

from __future__ import annotations

from publish.newsletter.class_names import HOOKS
from publish.newsletter.container_names import BOXES

_CODE = (*(hook for hook in HOOKS if hook.startswith("code-")), "line-number", "bar")
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

PLACES = (
    *(place for text in _TEXTS for place in (text, *(f"{text}>{word}" for word in _WORDS))),
    *(f"{text}>a{inner}" for text in _TEXTS for inner in ("", *(f">{word}" for word in _WORDS[:-1]))),
    *_ALONE,
)
"""Paths of tags and classes from the article's root down to a text."""

"""Where the rules come from."""

from __future__ import annotations

SOURCES = {
    "SPEC": "the platform's specification for what other editors' HTML may hold (verify-article-structure-spec)",
    "ENGINE": "the platform's own checker, in the same repository, read and run",
    "FIX": "21 published articles in that repository: what survived",
    "DM": "mp-darkmode, the platform's dark mode, with about 15 published articles",
    "API": "the platform's documents of draft/add and of material, with answers of its staff",
    "PROBE-A": "drafts opened in the editor and read back (mbeditor)",
    "PROBE-B": "drafts sent, read back, and some looked at on a phone (wxart)",
    "PROBE-C": "articles pasted and looked at on a phone (VellumStyle)",
    "PROBE-D": "reports of FishPai, 橙墨, md2wechat-tool and wechat-typeset",
    "ARCH": "published articles archived with their markup",
    "RUN": "our own runs of the checker in Chromium, and of mp-darkmode on about 90 colours",
    "TOOLS": "what a dozen converters to WeChat arrived at by themselves, and why",
}
"""The key that a rule names, and what stands behind it."""

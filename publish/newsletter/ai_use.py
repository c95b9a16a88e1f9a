"""What of an article a machine made, and the sentence that declares it.

Whoever publishes content that was generated has to mark it so that readers see it, with words such as AI and 生成
(人工智能生成合成内容标识办法 and GB 45438-2025, in force since 2025-09-01).
"""

from __future__ import annotations

from collections.abc import Mapping

from publish.core.issue import AiUse

AI_KEY = "ai"
AI_WORDS: Mapping[str, AiUse] = {
    "text": "text", "文字": "text", "pictures": "pictures", "图片": "pictures", "both": "both", "全部": "both",
    "none": "none", "无": "none",
}  # fmt: skip
"""What was generated, by the values of front matter."""

AI_NOTICES: Mapping[AiUse, str] = {
    "text": "本文文字由 AI 生成", "pictures": "本文图片由 AI 生成", "both": "本文文字与图片由 AI 生成", "none": "",
}  # fmt: skip
"""The line of an article that declares it; empty where nothing was generated."""


def parse_ai_use(text: str) -> AiUse | None:
    """Return what was generated; None for an unknown word."""
    return AI_WORDS.get(text.strip().lower())

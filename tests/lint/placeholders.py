"""Placeholders in the cases of the lint rules."""

PLACEHOLDERS = {
    "HEAD": "# 周报 (2020-06-17)\n\n> 导读：说说这一期。\n\n## 业界新闻\n",
    "ENTRY": "- [甲 | 源](WX/a)  \n摘要：甲乙。",
    "␣": " ",
    "WX": "https://mp.weixin.qq.com/s",
}
"""Head and entry break no rule; `␣` is a visible space."""


def expand_placeholders(text: str) -> str:
    """Return the Markdown of a case."""
    for placeholder, markdown in PLACEHOLDERS.items():
        text = text.replace(placeholder, markdown)
    return text

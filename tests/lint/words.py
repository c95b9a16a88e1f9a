"""What the pairs of the newsletter's rules leave out."""

WORDS = {
    "HEAD": "# 周报 (2020-06-17)\n\n> 导读：说说这一期。\n\n## 业界新闻\n",
    "ENTRY": "- [甲 | 源](WX/a)  \n摘要：甲乙。",
    "␣": " ",
    "WX": "https://mp.weixin.qq.com/s",
}
"""What stands for what in a pair: an issue that no rule objects to, and a space one can see."""


def write(text: str) -> str:
    """Return the Markdown of one side of a pair."""
    for word, meaning in WORDS.items():
        text = text.replace(word, meaning)
    return text

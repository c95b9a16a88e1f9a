"""The pages that list the platform's error codes, made from the catalogue of messages."""

from __future__ import annotations

from publish.i18n.translator import Translator
from publish.wechat.api_errors import REFUSALS, RetryAdvice, find_refusal

_HEADS = {
    "en": """\
# What WeChat's error codes mean

Made from the messages of the program by `make golden`. A refused call tells the code with its `rid`;
`publish doctor --rid RID` shows for seven days what WeChat saw of it. What is refused has done nothing.
*Repeated* calls are sent again by themselves, once; no other is.

| Code | What is wrong | What to do | Repeated |
|---|---|---|---|
""",
    "zh": """\
# 微信的错误码是什么意思

由程序里的提示信息生成（`make golden`）。被拒的调用会给出错误码和 `rid`；七天之内，
`publish doctor --rid RID` 能查到微信看到了什么。被拒的调用什么也没有做。
标明“重试”的调用会自动再发一次，别的都不会。

| 错误码 | 哪里不对 | 怎么办 | 重试 |
|---|---|---|---|
""",
}
_REPEATED = {
    "en": {RetryAdvice.RENEWED: "with a new token", RetryAdvice.LATER: "after a pause"},
    "zh": {RetryAdvice.RENEWED: "换新 token 后", RetryAdvice.LATER: "过一会儿"},
}


def render_error_codes(language: str) -> str:
    """Return the page of a language: every code with its meaning, codes of one meaning in one row."""
    translator = Translator(language)
    dash = " — " if language == "en" else "——"
    rows: dict[str, list[int]] = {}
    for code in sorted(REFUSALS):
        rows.setdefault(REFUSALS[code].message, []).append(code)
    lines = []
    for message, codes in rows.items():
        what, _, remedy = translator.template(message).partition(dash)
        repeated = _REPEATED[language].get(find_refusal(codes[0], "").repeat, "")
        cells = (", ".join(map(str, codes)), what, remedy, repeated)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n")
    return _HEADS[language] + "".join(lines)

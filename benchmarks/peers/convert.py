"""The peers that Python runs: `convert.py PEER once OUT THEME ISSUE` or `convert.py PEER warm ROUNDS THEME ISSUE…`.

Runs in the peers' own environment, where nothing of ours is.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

Convert = Callable[[str], str]


def make_xie() -> Convert:
    """Return what xie offers to other programs."""
    from xie.api import convert

    return lambda text: str(convert(text).html)


def make_md2wechat() -> Convert:
    """Return the converter of md2wechat, without the upload that its command cannot leave out."""
    from skills.md2wechat.libs.converter import MarkdownToWeChatConverter

    return lambda text: str(MarkdownToWeChatConverter().convert(text))


PEERS = {"xie": make_xie, "md2wechat": make_md2wechat}


def main(peer: str, mode: str, argument: str, _theme: str, *issues: str) -> None:
    """Convert one issue to a file, or all of them again and again."""
    convert = PEERS[peer]()
    texts = [Path(issue).read_text(encoding="utf-8") for issue in issues]
    if mode == "once":
        Path(argument).write_text(convert(texts[0]), encoding="utf-8")
    else:
        samples = [time_all(convert, texts) for _ in range(int(argument))]
        sys.stdout.write(json.dumps(samples))


def time_all(convert: Convert, texts: list[str]) -> float:
    """Return the mean CPU seconds of an issue."""
    start = time.process_time()
    for text in texts:
        convert(text)
    return (time.process_time() - start) / len(texts)


if __name__ == "__main__":
    main(*sys.argv[1:])

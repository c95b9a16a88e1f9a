from __future__ import annotations

from importlib.metadata import distribution
from pathlib import Path

from emoji import EMOJI_DATA, STATUS

from publish.steps.render import emoji_codes
from publish.steps.render.emoji_codes import load_emoji_codes

TABLE = Path(emoji_codes.__file__).with_name("emoji_codes.txt")
HEAD = "Emoji and their short codes, as Unicode and GitHub call them; from the package `emoji`, whose licence is:"


def list_codes() -> dict[str, list[str]]:
    """Return the short codes of each emoji that is written as it should be."""
    return {
        emoji: [data["en"].lower(), *data.get("alias", ())]
        for emoji, data in EMOJI_DATA.items()
        if data["status"] <= STATUS["fully_qualified"]
    }


def make_table() -> str:
    """Return the table, under the licence of what it is made from."""
    [licence] = [file for file in distribution("emoji").files or () if file.name.startswith("LICENSE")]
    comments = [HEAD, "", *licence.read_text().splitlines()]
    lines = [" ".join([emoji, *codes]) for emoji, codes in list_codes().items()]
    return "\n".join([*(f"# {line}".rstrip() for line in comments), *lines, ""])


def test_table_is_that_of_the_package(update_golden: bool) -> None:
    if update_golden:
        TABLE.write_text(make_table(), encoding="utf-8")

    assert TABLE.read_text(encoding="utf-8") == make_table()


def test_every_short_code_is_its_emoji() -> None:
    assert load_emoji_codes() == {code: emoji for emoji, codes in list_codes().items() for code in codes}


def test_table_has_the_codes_that_people_write() -> None:
    codes = load_emoji_codes()

    assert [codes[f":{name}:"] for name in ("tada", "smile", "+1")] == ["🎉", "😄", "👍"]

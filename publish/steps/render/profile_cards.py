"""Cards of Official Accounts in an author's HTML: complete ones stay, each alone in a block of its own."""

from __future__ import annotations

from lxml import html

from publish.wechat.elements import PROFILE_CARD
from publish.wechat.profile_card import find_card_faults


def settle_cards(root: html.HtmlElement) -> tuple[str, ...]:
    """Write the complete cards as WeChat's editor does and remove the others; return what those lack."""
    faults: dict[str, None] = {}
    for card in list(root.iter(PROFILE_CARD)):
        found = find_card_faults(dict(card.items()))
        faults |= dict.fromkeys(found)
        (_remove_card if found else _write_card)(card)
    return tuple(faults)


def _remove_card(card: html.HtmlElement) -> None:
    """Remove a card, and the block that held nothing else."""
    removed = _find_own_block(card)
    (card if removed is None else removed).drop_tree()


def _write_card(card: html.HtmlElement) -> None:
    """Empty a card of what WeChat's page draws in it, and put it into a block of its own."""
    for child in list(card):
        child.drop_tree()
    card.text = None
    block = _find_own_block(card)
    if block is None:
        block = card.makeelement("section")
        block.tail, card.tail = card.tail, None
        card.getparent().replace(card, block)
        block.append(card)
    for line_break in block.findall("br"):  # the editor's own, behind the card
        line_break.drop_tree()
    block.text = card.tail = None


def _find_own_block(card: html.HtmlElement) -> html.HtmlElement | None:
    """Return the section that holds a card and nothing else but blanks and breaks; None if there is none."""
    block = card.getparent()
    if block.tag != "section" or any(child is not card and child.tag != "br" for child in block):
        return None
    texts = (block.text, *(child.tail for child in block))
    return block if not any(text and text.strip() for text in texts) else None

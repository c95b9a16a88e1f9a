"""WeChat's card of an Official Account, as its editor writes it; both of WeChat's filters keep a complete one.

Source: the cards of the published articles in verify-article-structure-spec and mp-darkmode.
"""

from __future__ import annotations

from collections.abc import Mapping

from publish.core.lazy_pattern import lazy_pattern
from publish.wechat.elements import PROFILE_CARD_ATTRIBUTES
from publish.wechat.limits import is_wechat_picture

CARD_CLASS = "js_uneditable custom_select_card mp_profile_iframe"
"""The class by which the page finds the card."""
PLUGIN = "mpprofile"

_ACCOUNT_ID = lazy_pattern(r"[A-Za-z0-9+/]{8,40}={0,2}")  # a number in base64: `MzI5MTczODI3Ng==`


def find_card_faults(attributes: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of the attributes that a card lacks, or whose values no card has."""
    checks = {
        "data-pluginname": attributes.get("data-pluginname") == PLUGIN,
        "data-id": _ACCOUNT_ID.fullmatch(attributes.get("data-id", "")) is not None,
        "data-nickname": bool(attributes.get("data-nickname", "").strip()),
        "data-headimg": is_wechat_picture(attributes.get("data-headimg", "")),
    }
    return tuple(name for name, is_right in checks.items() if not is_right)


def ends_card(name: str) -> bool:
    """Return whether an attribute makes WeChat delete the card that has it: a `data-` attribute of somebody else."""
    return name.startswith("data-") and name not in PROFILE_CARD_ATTRIBUTES

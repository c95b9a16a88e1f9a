"""What a repeated call of the platform does: the table by which one without an answer is repeated, or never."""

from __future__ import annotations

from enum import StrEnum


class Effect(StrEnum):
    """What comes of a call that is carried out twice."""

    NONE = "asked"
    """It only asks."""
    SAME = "again"
    """The same as once, or at most a picture that nothing shows."""
    TWICE = "look"
    """A second draft, a second publication: WeChat knows no key by which it would tell them apart."""


EFFECTS = {
    "stable_token": Effect.NONE,
    "media/uploadimg": Effect.SAME,
    "material/add_material": Effect.SAME,  # though each counts in the library: the ledger keeps one from a second time
    "material/get_materialcount": Effect.NONE,
    "draft/add": Effect.TWICE,
    "draft/update": Effect.SAME,
    "draft/get": Effect.NONE,
    "draft/batchget": Effect.NONE,
    "draft/count": Effect.NONE,
    "draft/delete": Effect.SAME,
    "freepublish/submit": Effect.TWICE,
    "freepublish/get": Effect.NONE,
    "freepublish/batchget": Effect.NONE,
    "message/mass/sendall": Effect.TWICE,  # its key is worth a day: whoever repeats it must count the hours
    "message/mass/get": Effect.NONE,
    "openapi/quota/get": Effect.NONE,
    "openapi/rid/get": Effect.NONE,
}


def find_effect(endpoint: str) -> Effect:
    """Return what a second call does; the worst where nothing is known."""
    return EFFECTS.get(endpoint, Effect.TWICE)

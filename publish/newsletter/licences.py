"""Creative Commons licences: names, addresses and sentences."""

from __future__ import annotations

import re
from typing import NamedTuple

from publish.core.lazy_pattern import lazy_pattern

_ELEMENT_NAMES = {"by": "署名", "sa": "相同方式共享", "nd": "禁止演绎", "nc": "非商业性使用"}
_VERSION_NAMES = {"1.0": "通用", "2.0": "通用", "2.5": "通用", "3.0": "未本地化版本", "4.0": "国际"}
_FAMILY = ("by", "by-sa", "by-nd", "by-nc", "by-nc-sa", "by-nc-nd")

# Ported licences (`/3.0/cn/`, `igo`, `scotland`) have other texts and are not supported.
_ADDRESS = lazy_pattern(
    r"(?:https?:)?//(?:www\.)?creativecommons\.org/(?:licenses|publicdomain)/"
    r"(?P<elements>[a-z-]+)/(?P<version>\d+\.\d+)(?!\d)(?!/(?:[a-z]{2}|igo|scotland)\b)",
    re.ASCII | re.IGNORECASE,
)

_BUTTON = lazy_pattern(
    r"https?://(?:i\.creativecommons\.org|licensebuttons\.net)/[a-z]/[\w./-]*/(?P<width>\d{2})x(?P<height>\d{2})\.png",
    re.ASCII | re.IGNORECASE,
)


class Licence(NamedTuple):
    """A version of a Creative Commons licence."""

    spdx: str
    elements: tuple[str, ...]  # conditions in the order of the address: `("by", "sa")`; `("zero",)` has none
    version: str
    url: str
    name: str  # the full name in Chinese

    @property
    def label(self) -> str:
        """Return the short name, such as `CC BY-SA 4.0`."""
        name = "CC0" if self.elements == ("zero",) else f"CC {'-'.join(self.elements).upper()}"
        return f"{name} {self.version}"


def find_licence(spdx: str) -> Licence | None:
    """Return the licence with an SPDX id, in any case."""
    return _BY_SPDX.get(spdx.strip().lower())


def parse_licence(text: str) -> Licence | None:
    """Return the first known licence whose address is in a text."""
    keys = (_to_key(address["elements"].lower().split("-"), address["version"]) for address in _ADDRESS.finditer(text))
    return next((_BY_ADDRESS[key] for key in keys if key in _BY_ADDRESS), None)


def find_button_size(url: str) -> tuple[int, int] | None:
    """Return width and height in pixels of a licence's button on the web, whose address names them; None for others."""
    size = _BUTTON.fullmatch(url)
    return (int(size["width"]), int(size["height"])) if size else None


def list_current_licences() -> tuple[str, ...]:
    """Return the SPDX ids that Creative Commons recommends today."""
    return tuple(spdx for spdx in list_licences() if spdx.endswith("-4.0") or spdx == "CC0-1.0")


def list_licences() -> tuple[str, ...]:
    """Return the SPDX ids of all supported licences."""
    return tuple(licence.spdx for licence in _LICENCES)


def describe_licence(licence: Licence) -> str:
    """Return the sentence that licenses a work; it contains the licence's name."""
    if licence.elements == ("zero",):
        return f"在法律允许的范围内，作者已依据{licence.name}声明，放弃对本作品的全部著作权及邻接权。"
    return f"本作品采用{licence.name}进行许可。"


def _licence(elements: str, version: str) -> Licence:
    # Only version 1.0 has this order, in its title and its address.
    ordered = "by-nd-nc" if (elements, version) == ("by-nc-nd", "1.0") else elements
    names = "-".join(_ELEMENT_NAMES[element] for element in ordered.split("-"))
    return Licence(
        spdx=f"CC-{elements.upper()}-{version}",
        elements=tuple(ordered.split("-")),
        version=version,
        url=f"https://creativecommons.org/licenses/{ordered}/{version}/",
        name=f"知识共享{names} {version} {_VERSION_NAMES[version]}许可协议",
    )


def _to_key(elements: list[str] | tuple[str, ...], version: str) -> tuple[tuple[str, ...], str]:
    # The site accepts the elements in any order.
    return tuple(sorted(elements)), version


_ZERO = Licence(
    spdx="CC0-1.0",
    elements=("zero",),
    version="1.0",
    url="https://creativecommons.org/publicdomain/zero/1.0/",
    name="知识共享 CC0 1.0 通用公共领域贡献",
)
_LICENCES = (*(_licence(elements, version) for version in _VERSION_NAMES for elements in _FAMILY), _ZERO)
_BY_SPDX = {licence.spdx.lower(): licence for licence in _LICENCES}
_BY_ADDRESS = {_to_key(licence.elements, licence.version): licence for licence in _LICENCES}

import pytest

from publish.newsletter.licences import (
    Licence,
    describe_licence,
    find_button_size,
    find_licence,
    list_current_licences,
    list_licences,
    parse_licence,
)


def licence(spdx: str) -> Licence:
    found = find_licence(spdx)
    assert found
    return found


def test_known_licences_returns_all_versions_and_cc0() -> None:
    elements = ("BY", "BY-SA", "BY-ND", "BY-NC", "BY-NC-SA", "BY-NC-ND")
    versions = ("1.0", "2.0", "2.5", "3.0", "4.0")

    expected = {f"CC-{element}-{version}" for element in elements for version in versions} | {"CC0-1.0"}

    assert len(list_licences()) == len(expected)
    assert set(list_licences()) == expected


def test_find_licence_returns_all_fields_of_a_licence() -> None:
    assert find_licence("CC-BY-SA-4.0") == Licence(
        spdx="CC-BY-SA-4.0",
        elements=("by", "sa"),
        version="4.0",
        url="https://creativecommons.org/licenses/by-sa/4.0/",
        name="知识共享署名-相同方式共享 4.0 国际许可协议",
    )


def test_find_licence_returns_all_fields_of_cc0() -> None:
    assert find_licence("CC0-1.0") == Licence(
        spdx="CC0-1.0",
        elements=("zero",),
        version="1.0",
        url="https://creativecommons.org/publicdomain/zero/1.0/",
        name="知识共享 CC0 1.0 通用公共领域贡献",
    )


@pytest.mark.parametrize("spdx", ["cc-by-sa-4.0", "CC-by-SA-4.0", " CC-BY-SA-4.0\n"])
def test_find_licence_ignores_case_and_spaces(spdx: str) -> None:
    assert find_licence(spdx) is licence("CC-BY-SA-4.0")


@pytest.mark.parametrize("spdx", ["", "MIT", "CC-BY-SA-9.9", "CC-SA-1.0", "CC0-4.0"])
def test_find_licence_returns_none_for_an_unknown_id(spdx: str) -> None:
    assert find_licence(spdx) is None


@pytest.mark.parametrize("spdx", list_licences())
def test_parse_licence_recognizes_the_address_of_every_licence(spdx: str) -> None:
    assert parse_licence(licence(spdx).url) is licence(spdx)


@pytest.mark.parametrize(
    "text",
    [
        "http://creativecommons.org/licenses/by-sa/4.0/",
        "https://creativecommons.org/licenses/by-sa/4.0",
        "//www.creativecommons.org/licenses/by-sa/4.0/",
        "HTTPS://CreativeCommons.org/licenses/BY-SA/4.0/",
        "https://creativecommons.org/licenses/by-sa/4.0/deed.zh",
        "https://creativecommons.org/licenses/by-sa/4.0/legalcode.zh-hans",
        "本作品采用[署名](https://creativecommons.org/licenses/by-sa/4.0)进行许可。",
        "见https://creativecommons.org/licenses/by-sa/4.0。",
        '<a rel="license" href="http://creativecommons.org/licenses/by-sa/4.0/"><img alt="许可协议" /></a>',
    ],
)
def test_parse_licence_recognizes_variants_of_an_address(text: str) -> None:
    assert parse_licence(text) is licence("CC-BY-SA-4.0")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "CC BY-SA 4.0",
        "https://creativecommons.org/licenses/",
        "https://creativecommons.org/licenses/by-sa/9.9/",
        "https://creativecommons.org/licenses/by-sa/4.01/",
        "https://creativecommons.org/licenses/sa/1.0/",
        "https://creativecommons.org/publicdomain/mark/1.0/",
        "https://creativecommons.org.example.com/licenses/by/4.0/",
        "https://i.creativecommons.org/l/by-sa/4.0/88x31.png",
    ],
)
def test_parse_licence_returns_none_for_an_unknown_address(text: str) -> None:
    assert parse_licence(text) is None


@pytest.mark.parametrize("port", ["cn/", "cn", "cn/deed.zh", "igo/", "scotland/"])
def test_parse_licence_returns_none_for_ported_licences(port: str) -> None:
    assert parse_licence(f"https://creativecommons.org/licenses/by/3.0/{port}") is None


def test_parse_licence_returns_the_first_known_of_several() -> None:
    text = "https://creativecommons.org/licenses/by/9.9/ https://creativecommons.org/licenses/by/2.0/ "

    assert parse_licence(text + "https://creativecommons.org/licenses/by/3.0/") is licence("CC-BY-2.0")


@pytest.mark.parametrize("elements", ["by-nd-nc", "by-nc-nd"])
def test_parse_licence_accepts_the_elements_in_any_order(elements: str) -> None:
    assert parse_licence(f"https://creativecommons.org/licenses/{elements}/1.0/") is licence("CC-BY-NC-ND-1.0")


@pytest.mark.parametrize(
    ("spdx", "label"),
    [
        ("CC-BY-4.0", "CC BY 4.0"),
        ("CC-BY-NC-ND-4.0", "CC BY-NC-ND 4.0"),
        ("CC-BY-NC-ND-1.0", "CC BY-ND-NC 1.0"),
        ("CC0-1.0", "CC0 1.0"),
    ],
)
def test_licence_label_is_the_short_name(spdx: str, label: str) -> None:
    assert licence(spdx).label == label


@pytest.mark.parametrize(
    ("spdx", "name"),
    [
        ("CC-BY-1.0", "知识共享署名 1.0 通用许可协议"),
        ("CC-BY-NC-SA-2.0", "知识共享署名-非商业性使用-相同方式共享 2.0 通用许可协议"),
        ("CC-BY-NC-2.5", "知识共享署名-非商业性使用 2.5 通用许可协议"),
        ("CC-BY-ND-3.0", "知识共享署名-禁止演绎 3.0 未本地化版本许可协议"),
        ("CC-BY-NC-ND-1.0", "知识共享署名-禁止演绎-非商业性使用 1.0 通用许可协议"),
    ],
)
def test_licence_name_contains_version_and_jurisdiction(spdx: str, name: str) -> None:
    assert licence(spdx).name == name


def test_describe_licence_returns_the_licence_sentence() -> None:
    sentence = describe_licence(licence("CC-BY-SA-4.0"))

    assert sentence == "本作品采用知识共享署名-相同方式共享 4.0 国际许可协议进行许可。"


def test_describe_licence_returns_the_waiver_for_cc0() -> None:
    sentence = describe_licence(licence("CC0-1.0"))

    assert sentence.startswith("在法律允许的范围内，作者已依据知识共享 CC0 1.0 通用公共领域贡献声明，放弃")


@pytest.mark.parametrize("spdx", list_licences())
def test_describe_licence_contains_the_licence_name(spdx: str) -> None:
    assert licence(spdx).name in describe_licence(licence(spdx))


def test_current_licences_returns_the_newest_versions() -> None:
    assert len(list_current_licences()) == 7
    assert {"CC-BY-4.0", "CC0-1.0"} < set(list_current_licences())


@pytest.mark.parametrize(
    ("url", "size"),
    [
        ("https://i.creativecommons.org/l/by-sa/4.0/88x31.png", (88, 31)),
        ("http://licensebuttons.net/l/by/3.0/cn/80x15.png", (80, 15)),
        ("https://i.creativecommons.org/l/by-sa/4.0/", None),
        ("https://i.creativecommons.org.example.org/l/by/4.0/88x31.png", None),
        ("https://example.org/88x31.png", None),
    ],
)
def test_find_button_size_reads_the_address_of_a_button(url: str, size: tuple[int, int] | None) -> None:
    assert find_button_size(url) == size

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from publish.core.exceptions import IssueError
from publish.core.settings import Settings
from publish.core.urls import is_wechat_article, show_address
from publish.pipeline import build_article
from publish.pipeline.styled_page import BuildInputs
from tests.documents.comparison import Comparison, compare
from tests.documents.contents import read_contents
from tests.documents.differences import DIFFERENCES
from tests.documents.differences.marks import find_lost_words
from tests.documents.differences.texts import take_front_matter
from tests.documents.formulas import find_our_formulas, find_their_formulas
from tests.documents.packages import NPM, PYPI, Document, Package, load_packages, read_documents
from tests.documents.places import PLACES, REFUSALS
from tests.documents.renderings import PLACE, drop_numbers, render_for_wechat, render_ours
from tests.fakes import make_services
from tests.themes import load_themes

MIN_PACKAGES = 20
MIN_DOCUMENTS = 300
SHARE = 10  # one document of so many is tried every time, at least one of each package; `--soak` tries all
EACH_PACKAGE = [
    pytest.param(each, id=each.label, marks=[pytest.mark.npm] if each.registry == NPM else [])
    for each in load_packages()
]
REFUSED = {refusal.document: refusal.problem for refusal in REFUSALS}
EXPECTED = {place.document: dict(place.kinds) for place in PLACES}

read_known_documents = cache(read_documents)


@cache
def compare_known(document: Document) -> Comparison:
    return compare(document.text)


@pytest.fixture
def documents(package: Package, pytestconfig: pytest.Config) -> list[Document]:
    """Return the documents of a package that this run tries; those that deviate are always among them."""
    listed = read_known_documents(package)
    if pytestconfig.getoption("--soak"):
        return listed
    return [each for number, each in enumerate(listed) if number % SHARE == 0 or str(each) in EXPECTED | REFUSED]


@pytest.mark.parametrize("package", EACH_PACKAGE)
def test_package_ships_as_many_documents_as_the_lock_says(package: Package) -> None:
    assert len(read_known_documents(package)) == package.files


@pytest.mark.parametrize("package", EACH_PACKAGE)
def test_document_builds(package: Package, documents: list[Document]) -> None:
    services, themes = make_services(), [*load_themes().values()]
    first = len(package.name) % len(themes)  # another theme for each package

    for number, document in enumerate(documents, first):
        inputs = BuildInputs(Settings(), themes[number % len(themes)], services)
        refused = ""
        try:
            assert build_article(document.text, PLACE, inputs).html, document
        except IssueError as error:
            refused = error.problems[0].message
        assert refused == REFUSED.get(str(document), ""), document


@pytest.mark.parametrize("package", EACH_PACKAGE)
def test_document_says_what_another_parser_reads(documents: list[Document]) -> None:
    deviating = {}

    for document in documents:
        kinds = Counter(deviation.kind for deviation in compare_known(document).deviations)
        if kinds != EXPECTED.get(str(document), {}):
            deviating[str(document)] = compare_known(document).deviations

    assert deviating == {}


@pytest.mark.parametrize("package", EACH_PACKAGE)
def test_translation_keeps_the_words_of_a_document(documents: list[Document]) -> None:
    """Another parser reads the translated marks; what stands outside them must be in what it reads."""
    lost = {str(document): find_lost_words(take_front_matter(document.text)) for document in documents}

    assert {name: words for name, words in lost.items() if words} == {}


@pytest.mark.parametrize("package", EACH_PACKAGE)
def test_document_lists_the_addresses_of_its_links(documents: list[Document]) -> None:
    """The comparison keeps links as links; readers have their texts, and their addresses in a list."""
    for document in documents:
        kept = read_contents(drop_numbers(render_ours(document.text)))
        body, addresses = render_for_wechat(document.text)
        words = read_contents(drop_numbers(body)).words

        assert words == kept.words[: len(words)], document
        assert {simplify(address) for address in addresses} == {
            simplify(show_address(address)) for address, _ in kept.links if not is_wechat_article(address)
        }, document


@pytest.mark.parametrize("package", EACH_PACKAGE)
def test_document_has_the_formulas_that_another_parser_finds(package: Package) -> None:
    with_dollars = [each for each in read_known_documents(package) if each.text.count("$") > 1]

    ours = {str(document): find_our_formulas(document.text) for document in with_dollars}

    assert ours == {str(document): find_their_formulas(document.text) for document in with_dollars}


def simplify(address: str) -> str:
    """Return an address as the comparison of links has it: one that stays is upgraded."""
    return address.removeprefix("http://").rstrip("/").lower()


@pytest.mark.npm
@pytest.mark.soak
def test_difference_is_needed_by_some_document() -> None:
    unneeded = dict.fromkeys(difference.name for difference in DIFFERENCES)

    for package in load_packages():
        for document in read_known_documents(package):
            whole = compare_known(document)
            for name in [each for each in unneeded if whole.used[each]]:
                if compare(document.text, without=name).deviations != whole.deviations:
                    del unneeded[name]

    assert list(unneeded) == []


@pytest.mark.parametrize("package", EACH_PACKAGE)
def test_place_names_a_document_of_its_package(package: Package) -> None:
    named = {document for document in EXPECTED | REFUSED if document.startswith(f"{package.label}:")}

    assert named <= {str(document) for document in read_known_documents(package)}


def test_place_names_a_package_of_the_lock() -> None:
    labels = {package.label for package in load_packages()}

    assert [document for document in EXPECTED | REFUSED if document.partition(":")[0] not in labels] == []


def test_lock_names_enough_documents_of_enough_projects() -> None:
    packages = load_packages()

    assert {package.registry for package in packages} == {PYPI, NPM}
    assert len(packages) >= MIN_PACKAGES
    assert sum(package.files for package in packages) >= MIN_DOCUMENTS

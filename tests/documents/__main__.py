"""Print what the comparison of foreign documents covers and finds: `python -m tests.documents`."""

from __future__ import annotations

from collections import Counter

from tests.documents.comparison import compare
from tests.documents.contents import Contents
from tests.documents.differences import DIFFERENCES
from tests.documents.formulas import find_our_formulas
from tests.documents.packages import load_packages, read_documents
from tests.documents.places import PLACES


def main() -> None:
    """Print the numbers of documents, of what was compared, and of each difference."""
    documents = [document for package in load_packages() for document in read_documents(package)]
    compared: Counter[str] = Counter()
    places: Counter[str] = Counter()
    touched: Counter[str] = Counter()
    deviating = 0
    for document in documents:
        comparison = compare(document.text)
        compared.update({kind: len(getattr(comparison.ours, kind)) for kind in Contents._fields})
        places.update(comparison.used)
        touched.update(name for name, count in comparison.used.items() if count)
        deviating += bool(comparison.deviations)
    formulas = sum(len(find_our_formulas(document.text)) for document in documents if document.text.count("$") > 1)
    print(f"{len(documents)} documents of {len(load_packages())} packages, {deviating} of them deviate\n")
    print("compared: " + ", ".join(f"{count} {kind}" for kind, count in compared.items()) + f", {formulas} formulas\n")
    for name, reason, _ in DIFFERENCES:
        print(f"{places[name]:6} in {touched[name]:4} documents  {name}: {reason}")
    print()
    for place in PLACES:
        print(
            f"{place.document} ({', '.join(f'{count} {kind}' for kind, count in place.kinds.items())}): {place.reason}"
        )


if __name__ == "__main__":
    main()

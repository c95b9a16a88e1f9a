import pytest

from publish.core.problem import Problem, add_location


def test_add_location_sets_file_and_line_and_sorts_by_line() -> None:
    problems = [Problem("b", line=7), Problem("a"), Problem("c", line=2)]

    located = add_location(problems, "a.md")

    assert [(problem.message, problem.file, problem.line) for problem in located] == [
        ("a", "a.md", None),
        ("c", "a.md", 2),
        ("b", "a.md", 7),
    ]


@pytest.mark.parametrize(
    ("file", "alias", "found"),
    [
        (None, None, ("a.md", 3)),
        ("publish.toml", None, ("publish.toml", 9)),
        ("publish.toml", "publish.toml", ("a.md", 3)),
        ("plain.css", "publish.toml", ("plain.css", 9)),
    ],
)
def test_add_location_keeps_that_of_another_file(file: str | None, alias: str | None, found: tuple[str, int]) -> None:
    problem = Problem("a", file=file, line=9)

    [located] = add_location([problem], "a.md", 3, alias=alias)

    assert (located.file, located.line) == found


def test_add_location_sets_a_line_alone() -> None:
    [located] = add_location([Problem("a", file="b.css", line=9)], line=3)

    assert (located.file, located.line) == ("b.css", 3)

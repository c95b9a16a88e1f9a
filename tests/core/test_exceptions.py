import pickle

import pytest

import publish.core.exceptions
from publish.core.exceptions import IssueError, PlatformError, PublishError
from publish.core.problem import Problem

ERRORS = PublishError.__subclasses__()


def test_publish_error_carries_every_problem() -> None:
    problems = (Problem("issue-empty"), Problem("issue-nul", line=3))

    error = IssueError(*problems)

    assert error.problems == problems
    assert str(error) == "issue-empty; issue-nul"


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_docstring_tree_shows_every_error_with_its_exit_code(error: type[PublishError]) -> None:
    tree = publish.core.exceptions.__doc__ or ""

    [line] = [line for line in tree.splitlines() if f"── {error.__name__} " in line]

    assert line.endswith(f"exit {error.exit_code}")


def test_platform_error_keeps_its_fields_when_pickled() -> None:
    error = PlatformError(Problem("issue-empty"), code=45009, message="reach max", rid="1-2-3", endpoint="draft/add")

    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own, made a line above

    assert (again.code, again.message, again.rid, again.endpoint) == (45009, "reach max", "1-2-3", "draft/add")
    assert again.problems == error.problems

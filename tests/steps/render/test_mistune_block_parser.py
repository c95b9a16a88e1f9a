from __future__ import annotations

import pytest

from publish.newsletter.container_names import MAX_CONTAINER_LINES
from publish.steps.parse import parse_issue
from publish.steps.render import render_body


@pytest.mark.parametrize(("more", "closed"), [(-2, True), (1, False)])
def test_container_end_is_searched_in_a_limited_number_of_lines(more: int, closed: bool) -> None:
    text = "- ::: tip\n" + "  文\n" * (MAX_CONTAINER_LINES + more) + "  :::\n"

    body = render_body(parse_issue(text, "plain"))

    assert ('<section class="tip">' in body.html, [problem.message for problem in body.problems]) == (
        closed,
        [] if closed else ["container-open"],
    )

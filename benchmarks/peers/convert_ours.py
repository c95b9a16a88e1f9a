"""Our side of `convert.py`, under the same command line: `warm ROUNDS THEME ISSUE…`, in a repository."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from benchmarks.ours import load_build_setup
from benchmarks.workbench import change_text, load_sources


def main(_mode: str, rounds: str, theme: str) -> None:
    """Build all issues of the repository we stand in again and again."""
    repository = Path.cwd()
    context = load_build_setup(repository, Path(theme).stem)
    sources = load_sources(repository / context.settings.newsletter.issues)
    samples = []
    for _ in range(int(rounds)):
        changed = [change_text(source) for source in sources]
        start = time.process_time()
        for source in changed:
            context.build(source)
        samples.append((time.process_time() - start) / len(sources))
    sys.stdout.write(json.dumps(samples))


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Exit codes beside those that errors carry."""

EXIT_DONE = 0
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130
EXIT_TERMINATED = 143

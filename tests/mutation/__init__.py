"""Whether the tests notice what is broken: the program is broken in one place at a time, and the tests are run."""

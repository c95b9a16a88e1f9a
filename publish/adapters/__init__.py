"""The only code that reads and writes disk and network; `cli` hands it the environment."""

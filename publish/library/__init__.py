"""The program as a library: what `publish` exports, and what the command line shares with it."""

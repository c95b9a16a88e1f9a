"""The things that travel; frozen, and importing nothing of ours."""

"""The rules about a newsletter, one module for each group."""

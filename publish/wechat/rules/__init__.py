"""The rules about markup, one module for each group."""

"""The only code that touches disk, network and environment."""

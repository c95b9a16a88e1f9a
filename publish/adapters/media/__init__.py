"""Pictures, fonts and the programs that draw."""

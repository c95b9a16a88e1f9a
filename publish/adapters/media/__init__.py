"""Pictures, fonts, and the programs that draw diagrams and SVG."""

"""The JSON that commands print, as types; what is made of them: its JSON Schema."""

"""The newsletter's vocabulary: labels, licences, sources, class names and options, with functions that parse them."""

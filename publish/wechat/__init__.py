"""Behaviour of WeChat: limits, elements, CSS, dark mode, error codes, filters, and a validator of markup."""

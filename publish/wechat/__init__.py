"""What WeChat does: limits, elements, CSS, dark mode, error codes, filters and rules for markup."""

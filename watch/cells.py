"""Text on its way into a spreadsheet."""

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """The text as text, also where a spreadsheet would read a formula."""
    return f"'{text}" if text.startswith(DANGEROUS) else text

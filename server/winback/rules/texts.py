"""Texts as the browser counts them: one character for each UTF-16 code unit."""


def code_units(text: str) -> str:
    """The same text with each character beyond U+FFFF as its two surrogates, so that length, `.` and parts agree."""
    if text.isascii():
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    return "".join(map(chr, (low | high << 8 for low, high in zip(units[::2], units[1::2], strict=True))))

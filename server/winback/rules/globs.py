"""Paths and addresses with `*`, in linear steps for every pattern."""


def glob(pattern: str, text: str) -> bool:
    """`*` stands for any run of characters, also none; everything else, `?` too, for itself. The whole text must fit."""
    head, *inner = pattern.split("*")
    if not inner:
        return text == head
    if not text.startswith(head):
        return False
    tail = inner.pop()
    at = len(head)
    for part in inner:
        found = text.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return len(text) - at >= len(tail) and text.endswith(tail)

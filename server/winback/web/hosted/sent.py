"""The fields of a form, or of an address."""

from urllib.parse import parse_qs

_MOST_FIELDS = 500


def fields_of(text: str) -> dict[str, list[str]]:
    """None where there are more than any form of ours has. PostgreSQL keeps no NUL."""
    try:
        found = parse_qs(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return {}
    return {name: [value.replace("\0", "") for value in values] for name, values in found.items()}

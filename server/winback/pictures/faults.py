"""Why an uploaded file is not taken: a closed list."""

from typing import Any

LARGEST_FILE = 20 * 1024 * 1024
MOST_PIXELS = 50_000_000  # what the largest cameras of phones make


def said(text: str) -> str:
    """The text itself: marks it for the translators."""
    return text


FAULTS = {
    "empty": said("The file is empty."),
    "too_large": said("The file is larger than {megabytes} MB."),
    "not_a_picture": said("This file is no JPEG, PNG, GIF, WebP or AVIF."),
    "svg": said("SVG is not taken, for it can carry scripts: save the picture as PNG or WebP."),
    "damaged": said("The picture is damaged or cut off: it can't be read to its end."),
    "too_many_pixels": said("The picture has more than {megapixels} million pixels."),
    "too_heavy": said("The picture takes too long or too much memory to be read."),
    "library_full": said(
        "The site's library is full: {megabytes} MB are all that it may hold. Delete what is not used any more."
    ),
    "too_many_pictures": said(
        "The site's library is full: it may hold {most} pictures. Delete what is not used any more."
    ),
}


class NotTaken(Exception):
    """One of FAULTS, with what its sentence names."""

    def __init__(self, reason: str, **values: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = {
            "megabytes": LARGEST_FILE // (1024 * 1024),
            "megapixels": MOST_PIXELS // 1_000_000,
            **values,
        }

    @property
    def text(self) -> str:
        """The sentence before its values are put in, for translators."""
        return FAULTS[self.reason]

    @property
    def message(self) -> str:
        return self.text.format(**self.values)


class PressBusy(Exception):
    """Too many pictures are being read; the same one will pass later."""

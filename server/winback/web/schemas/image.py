"""A picture in a message: one of the site's library, or one that lies elsewhere."""

from typing import Any

from marshmallow import fields, post_load, validate

from .fields import Flag, Strict, Whole, matching, words
from .links import source

PICTURE = r"^[0-9a-f]{32}$"


class Pictured(Strict):
    """A `picture` of the library, whose size the server fills in, or the address of one that lies elsewhere."""

    src = source(load_default="")
    picture = matching(PICTURE, "The id of a picture in the site's library.", allow_none=True)
    alt = words(300, load_default=dict)
    decorative = Flag()
    width = Whole(1, 10000)
    height = Whole(1, 10000)
    widths = fields.List(Whole(1, 10000), validate=[validate.Length(max=5)])

    @post_load
    def _is_one_picture(self, data: dict[str, Any], **rest: Any) -> dict[str, Any]:
        if data.get("picture"):
            return {**data, "src": ""}
        gone = ("picture", "widths", "width", "height") if "widths" in data else ("picture",)
        return {name: value for name, value in data.items() if name not in gone}

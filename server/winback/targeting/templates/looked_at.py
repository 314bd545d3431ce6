"""In the page: the products that one looked at last, with nothing in the way."""

from .base import Template, content, everyone_with, fact, heading, products, step, theme, words

LOOKED_AT = step(
    "looked_at",
    heading(words("You looked at these", "최근 본 상품")),
    products("viewed", 4),
)

TEMPLATE = Template(
    id="looked_at",
    moment="browse",
    name="Looked at last",
    purpose="Lead back to products that a visitor has looked at, inside your page",
    kind="message",
    needs=("place",),
    content=content(
        triggers=[{"on": "page_load"}],
        audience=everyone_with(fact("event.view_item", "gte", 2)),
        frequency={"per_session": None, "after_close_days": 7, "after_conversion_days": None},
        control=0.1,
        variants={
            "a": {"format": "inline", "selector": "", "theme": theme("paper"), "steps": [LOOKED_AT]},
        },
    ),
)

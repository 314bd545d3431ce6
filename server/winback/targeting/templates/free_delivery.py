"""A cart that is nearly worth free delivery: said once, at the edge of the page."""

from .base import Template, button, content, everyone_with, fact, heading, paragraph, picture, step, theme, words

NEARLY = step(
    "nearly",
    heading(words("Free delivery is near", "무료 배송까지 조금 남았어요")),
    paragraph(
        words(
            "A little more in your cart, and we send it to you free of charge.",
            "조금만 더 담으시면 배송비 없이 보내 드려요.",
        )
    ),
    button("cart", words("See my cart", "장바구니 보기"), "link", url="/cart"),
    picture("van", "left"),
)

TEMPLATE = Template(
    id="free_delivery",
    moment="cart",
    name="Nearly free delivery",
    purpose="Tell people how near their cart is to free delivery",
    kind="message",
    claims=("delivery", "cart_page"),
    content=content(
        triggers=[{"on": "time", "seconds": 5}],
        audience=everyone_with(fact("cart.value", "gte", 30), fact("cart.value", "lt", 50)),
        frequency={"after_close_days": 7, "after_conversion_days": 7},
        control=0.1,
        variants={"a": {"format": "bar", "theme": theme("forest", "bottom"), "steps": [NEARLY]}},
    ),
)

"""A full cart and no purchase: a way back to it, or an answer to the usual doubts."""

from .base import (
    Template,
    button,
    content,
    everyone_with,
    fact,
    heading,
    paragraph,
    picture,
    products,
    step,
    theme,
    words,
)

THEME = theme("forest", "center")
LATER = button("later", words("Remind me another time", "다음에 알려 주세요"), "later", "link")

BASKET = picture("basket", "left")
REMINDER = step(
    "reminder",
    heading(words("Your cart is still here", "장바구니에 담아 두셨어요")),
    paragraph(
        words(
            "We have kept everything just as you left it. It takes about a minute to finish.",
            "고르신 상품을 그대로 보관하고 있어요. 1분이면 주문을 마칠 수 있습니다.",
        )
    ),
    products("cart", 3),
    button("cart", words("Back to my cart", "장바구니로 가기"), "link", url="/cart"),
    LATER,
    BASKET,
)
REASSURANCE = step(
    "reassurance",
    heading(words("Not quite sure yet?", "아직 고민 중이신가요?")),
    paragraph(
        words(
            "Take your time: you can send anything back within 30 days, and we pay for the return.",
            "천천히 결정하세요. 30일 안에 무료로 반품하실 수 있습니다.",
        )
    ),
    button("cart", words("Back to my cart", "장바구니로 가기"), "link", url="/cart"),
    LATER,
    BASKET,
)

TEMPLATE = Template(
    id="cart_saver",
    moment="cart",
    name="Cart saver",
    purpose="Bring people back to a cart that they are about to leave",
    kind="message",
    claims=("cart_page", "returns"),
    content=content(
        triggers=[{"on": "exit_intent"}, {"on": "cart_abandonment", "idle_seconds": 60}],
        audience=everyone_with(fact("cart.value", "gt", 0)),
        control=0.1,
        variants={
            "a": {"format": "popup", "theme": THEME, "steps": [REMINDER]},
            "b": {"format": "popup", "theme": THEME, "steps": [REASSURANCE]},
        },
    ),
)

"""A reason to stay, at the moment of leaving: a discount, or free delivery."""

from .base import (
    Template,
    button,
    content,
    coupon,
    everyone_with,
    fact,
    heading,
    paragraph,
    picture,
    step,
    theme,
    words,
)

THEME = theme("clay", "center")
CODE = coupon(words("Your code", "할인 코드"))
STAY = button("stay", words("Keep looking around", "계속 둘러보기"), "close", "link")
GIFT = picture("gift", "right")
DISCOUNT = step(
    "offer",
    heading(words("10% off your first order", "첫 주문 10% 할인")),
    paragraph(
        words(
            "A small thank-you for stopping by. Enter the code at checkout and the discount is yours.",
            "찾아 주셔서 감사합니다. 결제할 때 아래 코드를 입력하면 바로 할인됩니다.",
        )
    ),
    CODE,
    STAY,
    GIFT,
)
DELIVERY = step(
    "offer",
    heading(words("Delivery is on us", "배송비는 저희가 낼게요")),
    paragraph(
        words(
            "Found something you like? Order with this code and we send it to you free of charge.",
            "마음에 드는 상품이 있으셨나요? 이 코드로 주문하시면 무료로 보내 드립니다.",
        )
    ),
    CODE,
    STAY,
    GIFT,
)

TEMPLATE = Template(
    id="exit_offer",
    moment="exit",
    name="Exit offer",
    purpose="Offer a coupon to people who turn to leave",
    kind="message",
    needs=("code",),
    claims=("discount",),
    content=content(
        triggers=[{"on": "exit_intent"}],
        audience=everyone_with(fact("visitor.orders", "lt", 1)),
        control=0.1,
        variants={
            "a": {"format": "popup", "theme": THEME, "steps": [DISCOUNT]},
            "b": {"format": "popup", "theme": THEME, "steps": [DELIVERY]},
        },
    ),
)

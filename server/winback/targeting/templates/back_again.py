"""Somebody is back after some days: what they looked at, one press away."""

from .base import Template, button, content, everyone_with, fact, heading, paragraph, products, step, theme, words

BACK = step(
    "back",
    heading(words("Good to see you again", "다시 만나 반가워요")),
    paragraph(
        words(
            "Carry on where you left off, or see what has come in since.",
            "보시던 상품부터 이어서 보시거나, 그사이 새로 들어온 상품을 둘러보세요.",
        )
    ),
    products("viewed", 2),
    button("new", words("See what is new", "새 상품 보기"), "link", url="/new"),
    button("no", words("Just looking", "그냥 둘러볼게요"), "close", "link"),
)

TEMPLATE = Template(
    id="back_again",
    moment="welcome",
    name="Welcome back",
    purpose="Show returning visitors what they looked at last time",
    kind="message",
    claims=("new_page",),
    content=content(
        triggers=[{"on": "time", "seconds": 8}],
        audience=everyone_with(fact("visitor.days_away", "gte", 3), fact("cart.value", "eq", 0)),
        frequency={"after_close_days": 14, "after_conversion_days": 30},
        control=0.1,
        variants={"a": {"format": "slide_in", "theme": theme("paper", "right"), "steps": [BACK]}},
    ),
)

"""Somebody hesitates with a full cart: the usual doubts, each with its answer."""

from .base import (
    Template,
    button,
    content,
    everyone_with,
    fact,
    heading,
    options,
    paragraph,
    question,
    step,
    theme,
    when,
    words,
)

BACK_TO_CART = words("Back to my cart", "장바구니로 가기")
DOUBT = step(
    "doubt",
    question(
        "single_choice",
        "doubt",
        words("Is anything unclear before you order?", "주문 전에 궁금한 점이 있으신가요?"),
        options=options(
            delivery=words("When it arrives, and what that costs", "언제 도착하고 배송비는 얼마인지"),
            returns=words("Sending it back", "반품할 수 있는지"),
            other=words("Something else", "다른 점이 궁금해요"),
            nothing=words("All clear", "모두 알고 있어요"),
        ),
        other=False,
    ),
    button("send", words("Go on", "다음"), "next"),
    leads_to="ready",
    logic=[
        when("doubt", "eq", "delivery", "delivery"),
        when("doubt", "eq", "returns", "returns"),
        when("doubt", "eq", "other", "ask"),
    ],
)
DELIVERY = step(
    "delivery",
    heading(words("At your door in 2 to 3 days", "2~3일이면 도착해요"), "delivery_heading"),
    paragraph(
        words(
            "The price of delivery is in your cart before you pay. There is nothing on top.",
            "배송비는 결제 전에 장바구니에서 확인하실 수 있고, 그 밖의 비용은 없어요.",
        ),
        "delivery_text",
    ),
    button("cart1", BACK_TO_CART, "link", url="/cart"),
)
RETURNS = step(
    "returns",
    heading(words("30 days to change your mind", "30일 안에 반품할 수 있어요"), "returns_heading"),
    paragraph(
        words(
            "Send back whatever does not suit you. The return is on us.",
            "마음에 들지 않으시면 편하게 보내 주세요. 반품 배송비는 저희가 부담해요.",
        ),
        "returns_text",
    ),
    button("cart2", BACK_TO_CART, "link", url="/cart"),
)
ASK = step(
    "ask",
    question(
        "open_text",
        "question",
        words("What would you like to know?", "무엇이 궁금하신가요?"),
        placeholder=words("We read every question", "남겨 주신 질문은 모두 읽어 봅니다"),
        max=500,
    ),
    button("send2", words("Send", "보내기"), "next"),
    leads_to="thanks",
)
THANKS = step(
    "thanks",
    heading(words("Thank you for asking", "질문해 주셔서 감사합니다"), "thanks_heading"),
    paragraph(
        words(
            "If you need an answer now, write to us: we are happy to help.",
            "바로 답변이 필요하시면 문의해 주세요. 기꺼이 도와드릴게요.",
        ),
        "thanks_text",
    ),
    button("contact", words("Write to us", "문의하기"), "link", url="/contact"),
    button("done", words("Close", "닫기"), "close", "link"),
)
READY = step(
    "ready",
    heading(words("Then all is set", "준비가 모두 끝났어요"), "ready_heading"),
    paragraph(words("Your cart is as you left it.", "장바구니는 그대로 보관하고 있어요."), "ready_text"),
    button("cart3", BACK_TO_CART, "link", url="/cart"),
)

TEMPLATE = Template(
    id="cart_question",
    moment="cart",
    name="Question at the cart",
    purpose="Ask people who hesitate what is unclear, and answer at once",
    kind="survey",
    claims=("delivery", "returns", "cart_page", "contact_page"),
    content=content(
        triggers=[{"on": "inactivity", "seconds": 40}],
        audience=everyone_with(fact("cart.value", "gt", 0)),
        control=0.1,
        variants={
            "a": {
                "format": "slide_in",
                "theme": theme("paper", "right"),
                "steps": [DOUBT, DELIVERY, RETURNS, ASK, THANKS, READY],
            }
        },
    ),
)

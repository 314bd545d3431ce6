"""Why people leave without buying: one choice, and then what helps with just that."""

from .base import (
    Template,
    button,
    content,
    coupon,
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

REASON = step(
    "reason",
    question(
        "single_choice",
        "reason",
        words("What kept you from ordering today?", "오늘 주문하지 않으신 이유가 무엇인가요?"),
        options=options(
            looking=words("I was only looking", "그냥 둘러보는 중이에요"),
            price=words("The price", "가격이 부담돼요"),
            delivery=words("Delivery time or cost", "배송 기간이나 배송비"),
            not_found=words("I did not find what I wanted", "원하는 상품을 찾지 못했어요"),
        ),
        other=True,
    ),
    button("send", words("Send", "보내기"), "next"),
    leads_to="better",
    logic=[
        when("reason", "eq", "price", "offer"),
        when("reason", "eq", "not_found", "help"),
        when("reason", "eq", "looking", "thanks"),
    ],
)
BETTER = step(
    "better",
    question(
        "open_text",
        "better",
        words("What would have made you stay?", "무엇이 있었다면 주문하셨을까요?"),
        required=False,
        placeholder=words("In your own words, if you like", "자유롭게 적어 주세요"),
        max=1000,
    ),
    button("send2", words("Send", "보내기"), "next"),
    button("skip", words("Skip", "건너뛰기"), "goto:thanks", "link"),
    leads_to="thanks",
)
OFFER = step(
    "offer",
    heading(words("Thank you for being open", "솔직한 답변 감사합니다"), "offer_heading"),
    paragraph(
        words(
            "Perhaps this helps: 10% off, should you order after all.",
            "조금이나마 도움이 되길 바라며, 주문하실 때 쓰실 10% 할인 코드를 드려요.",
        ),
        "offer_text",
    ),
    coupon(words("Your code", "할인 코드")),
    button("close_offer", words("Close", "닫기"), "close", "link"),
)
HELP = step(
    "help",
    question(
        "open_text",
        "wanted",
        words("What were you looking for?", "어떤 상품을 찾으셨나요?"),
        required=False,
        placeholder=words("A few words are plenty", "간단히 적어 주셔도 좋아요"),
        max=500,
    ),
    button("send3", words("Send", "보내기"), "next"),
    button("skip2", words("Skip", "건너뛰기"), "goto:thanks", "link"),
    leads_to="thanks",
)
THANKS = step(
    "thanks",
    heading(words("Thank you, that helps", "큰 도움이 되었습니다")),
    paragraph(
        words(
            "We use answers like yours to decide what to mend first.", "소중한 의견을 바탕으로 하나씩 고쳐 가겠습니다."
        )
    ),
    button("done", words("Close", "닫기"), "close", "secondary"),
)

TEMPLATE = Template(
    id="exit_feedback",
    moment="exit",
    name="Feedback at exit",
    purpose="Learn why people leave without buying, and help where it was the price or the search",
    kind="survey",
    needs=("code",),
    claims=("discount",),
    content=content(
        triggers=[{"on": "exit_intent"}],
        audience=everyone_with(fact("visitor.orders", "lt", 1)),
        variants={
            "a": {
                "format": "popup",
                "theme": theme("paper auto", "center"),
                "steps": [REASON, BETTER, OFFER, HELP, THANKS],
            }
        },
    ),
)

"""Why people leave without buying: one choice, then their own words."""

from .base import Template, button, content, heading, paragraph, step, words

REASON = step(
    "reason",
    {
        "id": "reason",
        "type": "single_choice",
        "label": words("What kept you from ordering today?", "오늘 주문하지 않으신 이유가 무엇인가요?"),
        "options": [
            {"id": "looking", "text": words("I was only looking", "그냥 둘러보는 중이에요")},
            {"id": "price", "text": words("The price", "가격이 부담돼요")},
            {"id": "delivery", "text": words("Delivery time or cost", "배송 기간이나 배송비")},
            {"id": "not_found", "text": words("I did not find what I wanted", "원하는 상품을 찾지 못했어요")},
        ],
        "other": True,
        "required": True,
    },
    button("send", words("Send", "보내기"), "next"),
    leads_to="better",
)
BETTER = step(
    "better",
    {
        "id": "better",
        "type": "open_text",
        "label": words("What would have made you stay?", "무엇이 있었다면 주문하셨을까요?"),
        "placeholder": words("In your own words, if you like", "자유롭게 적어 주세요"),
        "max": 1000,
        "required": False,
    },
    button("send2", words("Send", "보내기"), "next"),
    button("skip", words("Skip", "건너뛰기"), "goto:thanks", "link"),
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
    name="Feedback at exit",
    purpose="Learn why people leave without buying",
    kind="survey",
    content=content(
        triggers=[{"on": "exit_intent"}],
        variants={
            "a": {
                "format": "popup",
                "theme": {"accent": "#5b46b5", "radius": 16, "font": "system", "scheme": "auto", "position": "center"},
                "steps": [REASON, BETTER, THANKS],
            }
        },
    ),
)

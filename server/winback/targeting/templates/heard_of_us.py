"""On the page that thanks for an order: where did they hear of us? What no referrer tells."""

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
    words,
)

HEARD = step(
    "heard",
    question(
        "single_choice",
        "heard",
        words("How did you first hear of us?", "저희를 어떻게 처음 알게 되셨나요?"),
        options=options(
            friend=words("From a friend", "지인에게 들었어요"),
            search=words("In a search", "검색하다가"),
            social=words("On social media", "SNS에서"),
            advertisement=words("By an advertisement", "광고를 보고"),
            press=words("In a magazine or a blog", "잡지나 블로그에서"),
        ),
        other=True,
        shuffle=True,
    ),
    button("send", words("Send", "보내기"), "next"),
    leads_to="thanks",
)
THANKS = step(
    "thanks",
    heading(words("Thank you, and enjoy your order", "감사합니다. 즐거운 쇼핑이 되셨길 바라요")),
    paragraph(words("Your answer tells us where to be.", "어디에서 만나 뵐지 정하는 데 큰 도움이 돼요.")),
)

TEMPLATE = Template(
    id="heard_of_us",
    moment="purchase",
    name="How did you hear of us?",
    purpose="Ask buyers where they found you, on the page that thanks them",
    kind="survey",
    needs=("place",),
    claims=("thanks_page",),
    content=content(
        triggers=[{"on": "page_load"}],
        audience=everyone_with(fact("event.purchase", "gte", 1)),
        frequency={"after_answer_days": None, "after_conversion_days": None, "max_total": 1},
        variants={"a": {"format": "inline", "selector": "", "theme": theme("forest"), "steps": [HEARD, THANKS]}},
    ),
)

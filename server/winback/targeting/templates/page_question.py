"""On a product that one has read about: does the page say enough, and if not, what is missing?"""

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

FOUND = step(
    "found",
    question(
        "single_choice",
        "found",
        words("Does this page tell you what you need to know?", "이 페이지에서 필요한 정보를 찾으셨나요?"),
        options=options(
            yes=words("Yes, all of it", "네, 모두 찾았어요"),
            partly=words("Some of it", "일부만 찾았어요"),
            no=words("Not yet", "아직 못 찾았어요"),
        ),
        other=False,
    ),
    button("send", words("Send", "보내기"), "next"),
    leads_to="thanks",
    logic=[when("found", "in", ["partly", "no"], "missing")],
)
MISSING = step(
    "missing",
    question(
        "open_text",
        "missing",
        words("What would you like to know?", "어떤 점이 더 궁금하신가요?"),
        required=False,
        placeholder=words("Size, material, care, delivery…", "크기, 소재, 관리 방법, 배송…"),
        max=500,
    ),
    button("send2", words("Send", "보내기"), "next"),
    button("skip", words("Skip", "건너뛰기"), "goto:thanks", "link"),
    leads_to="thanks",
)
THANKS = step(
    "thanks",
    heading(words("Thank you", "감사합니다")),
    paragraph(words("Your answer makes this page better.", "남겨 주신 답변으로 이 페이지를 더 좋게 고칠게요.")),
    button("done", words("Close", "닫기"), "close", "secondary"),
)

TEMPLATE = Template(
    id="page_question",
    moment="browse",
    name="Question about a product page",
    purpose="Learn what your product pages leave open",
    kind="survey",
    content=content(
        triggers=[{"on": "scroll", "percent": 70}, {"on": "time", "seconds": 60}],
        audience=everyone_with(fact("event.view_item", "gte", 1)),
        variants={"a": {"format": "slide_in", "theme": theme("forest", "right"), "steps": [FOUND, MISSING, THANKS]}},
    ),
)

"""Would you recommend us? Asked of those who have bought, then why: in other words for each kind of score."""

from .base import (
    Json,
    Template,
    Text,
    button,
    content,
    everyone_with,
    fact,
    heading,
    paragraph,
    question,
    step,
    theme,
    when,
    words,
)

SCORE = step(
    "score",
    question(
        "nps",
        "score",
        words("How likely are you to recommend us to a friend?", "저희를 친구에게 추천하시겠어요?"),
        low=words("Not at all likely", "전혀 아니에요"),
        high=words("Extremely likely", "꼭 추천할게요"),
    ),
    leads_to="why",
    logic=[when("score", "lte", 6, "mend"), when("score", "gte", 9, "love")],
)


def _why(key: str, block: str, label: Text, at: str = "") -> Json:
    return step(
        key,
        question(
            "open_text",
            block,
            label,
            required=False,
            placeholder=words("A sentence is plenty", "한 문장이면 충분해요"),
            max=1000,
        ),
        button(f"send{at}", words("Send", "보내기"), "next"),
        button(f"skip{at}", words("Skip", "건너뛰기"), "goto:thanks", "link"),
        leads_to="thanks",
    )


WHY = _why(
    "why", "reason", words("What is the main reason for your score?", "그 점수를 주신 가장 큰 이유는 무엇인가요?")
)
MEND = _why("mend", "mended", words("What should we do better?", "어떤 점을 고치면 좋을까요?"), "2")
LOVE = _why("love", "loved", words("What do you like best about us?", "어떤 점이 가장 마음에 드셨나요?"), "3")
THANKS = step(
    "thanks",
    heading(words("Thank you", "감사합니다")),
    paragraph(words("We read every answer.", "보내 주신 답변은 모두 읽어 보겠습니다.")),
    button("done", words("Close", "닫기"), "close", "secondary"),
)

TEMPLATE = Template(
    id="nps_bar",
    moment="purchase",
    name="NPS bar",
    purpose="Ask buyers how likely they are to recommend you, and why",
    kind="survey",
    content=content(
        triggers=[{"on": "time", "seconds": 20}],
        audience=everyone_with(fact("visitor.orders", "gte", 1)),
        variants={
            "a": {
                "format": "bar",
                "theme": theme("paper auto", "bottom"),
                "steps": [SCORE, WHY, THANKS, MEND, LOVE],
            }
        },
    ),
)

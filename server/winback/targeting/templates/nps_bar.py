"""Would you recommend us? In a slim bar, then why, then thanks."""

from .base import Template, button, content, heading, paragraph, step, words

SCORE = step(
    "score",
    {
        "id": "score",
        "type": "nps",
        "label": words("How likely are you to recommend us to a friend?", "저희를 친구에게 추천하시겠어요?"),
        "low": words("Not at all likely", "전혀 아니에요"),
        "high": words("Extremely likely", "꼭 추천할게요"),
        "required": True,
    },
    leads_to="why",
)
WHY = step(
    "why",
    {
        "id": "reason",
        "type": "open_text",
        "label": words("What is the main reason for your score?", "그 점수를 주신 가장 큰 이유는 무엇인가요?"),
        "placeholder": words("A sentence is plenty", "한 문장이면 충분해요"),
        "max": 1000,
        "required": False,
    },
    button("send", words("Send", "보내기"), "next"),
    button("skip", words("Skip", "건너뛰기"), "goto:thanks", "link"),
    leads_to="thanks",
)
THANKS = step(
    "thanks",
    heading(words("Thank you", "감사합니다")),
    paragraph(words("We read every answer.", "보내 주신 답변은 모두 읽어 보겠습니다.")),
    button("done", words("Close", "닫기"), "close", "secondary"),
)

TEMPLATE = Template(
    id="nps_bar",
    name="NPS bar",
    purpose="Ask how likely people are to recommend you, and why",
    kind="survey",
    content=content(
        triggers=[{"on": "time", "seconds": 45}],
        variants={
            "a": {
                "format": "bar",
                "theme": {"accent": "#3b5bdb", "radius": 12, "font": "system", "scheme": "auto", "position": "bottom"},
                "steps": [SCORE, WHY, THANKS],
            }
        },
    ),
)

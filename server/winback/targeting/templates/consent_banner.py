"""The banner that asks first: accept and refuse alike, a choice a step away, the policy linked."""

from .base import Template, button, content, heading, paragraph, step, theme, words

ASK = step(
    "ask",
    heading(words("May we learn from your visit?", "방문 기록을 활용해도 될까요?")),
    paragraph(
        words(
            "With your permission we count visits and remember which messages you have seen. "
            "The shop works just as well without, and you can change your mind at any time.",
            "동의해 주시면 방문을 집계하고 이미 보신 메시지를 기억합니다. "
            "동의하지 않아도 모든 기능을 이용하실 수 있으며, 언제든지 선택을 바꿀 수 있습니다.",
        )
    ),
    button("accept", words("Accept all", "모두 동의"), "accept"),
    button("refuse", words("Refuse all", "모두 거부"), "refuse"),
    button("choose", words("Let me choose", "직접 선택"), "goto:choose", "link"),
    button("policy", words("Privacy policy", "개인정보 처리방침"), "link", "link", url=""),
)
CHOOSE = step(
    "choose",
    heading(words("Choose what you agree to", "동의할 항목을 선택해 주세요"), "choose_heading"),
    {"id": "purposes", "type": "purposes"},
    button("save", words("Save my choice", "선택 저장"), "save"),
    button("back", words("Back", "뒤로"), "goto:ask", "link"),
)

TEMPLATE = Template(
    id="consent_banner",
    moment="consent",
    name="Consent banner",
    purpose="Ask for permission before anything is counted or remembered",
    kind="consent",
    content=content(
        triggers=[{"on": "page_load"}],
        variants={
            "a": {
                "format": "bar",
                "theme": theme("paper auto", "bottom"),
                "steps": [ASK, CHOOSE],
            }
        },
    ),
)

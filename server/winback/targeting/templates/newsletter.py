"""An address, given freely: what one gets, what one agrees to, and thanks."""

from .base import Json, Template, Text, button, content, heading, paragraph, picture, question, step, theme, words

THEME = theme("ink", "right")


def _signup(title: Text, text: Text) -> list[Json]:
    return [
        step(
            "signup",
            heading(title),
            paragraph(text),
            question(
                "email",
                "email",
                words("Your email address", "이메일 주소"),
                placeholder=words("you@example.com", "you@example.com"),
                consent_text=words(
                    "Yes, send me news and offers by email. I can unsubscribe at any time.",
                    "이메일로 소식과 혜택 정보를 받는 데 동의합니다. 언제든지 수신을 거부할 수 있습니다.",
                ),
                lists=["newsletter"],
            ),
            button("subscribe", words("Subscribe", "구독하기"), "next"),
            button("no", words("No, thank you", "괜찮습니다"), "close", "link"),
            picture("letter", "above"),
            leads_to="thanks",
        ),
        step(
            "thanks",
            heading(words("Welcome aboard", "구독해 주셔서 감사합니다"), "welcome"),
            paragraph(words("The next letter is on its way to you soon.", "다음 소식지에서 곧 만나요."), "soon"),
            button("done", words("Close", "닫기"), "close", "secondary"),
            picture("letter", "above", "letter"),
        ),
    ]


LETTER = _signup(
    words("One good letter a month", "한 달에 한 번, 좋은 소식"),
    words(
        "New arrivals, the stories behind them, and now and then an offer for readers only.",
        "새로 나온 상품과 그 뒷이야기, 그리고 구독자에게만 드리는 혜택을 보내 드립니다.",
    ),
)
FIRST_TO_KNOW = _signup(
    words("Be the first to know", "새 소식을 가장 먼저"),
    words(
        "Favourites sell out. Leave your address and hear about new arrivals a day before everyone else.",
        "인기 상품은 금방 품절돼요. 새 상품 소식을 하루 먼저 알려 드릴게요.",
    ),
)

TEMPLATE = Template(
    id="newsletter",
    moment="browse",
    name="Newsletter",
    purpose="Invite interested readers to your list, with their consent",
    kind="message",
    claims=("letter",),
    content=content(
        triggers=[{"on": "scroll", "percent": 60}, {"on": "time", "seconds": 60}],
        goal="subscribe",
        days=1,
        control=0.1,
        variants={
            "a": {"format": "slide_in", "theme": THEME, "steps": LETTER},
            "b": {"format": "slide_in", "theme": THEME, "steps": FIRST_TO_KNOW},
        },
    ),
)

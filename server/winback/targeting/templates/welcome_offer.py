"""A first visit: a small discount for an address, and the code at once. Closed, it waits in a tab."""

from .base import (
    Template,
    button,
    content,
    coupon,
    everyone_with,
    fact,
    heading,
    paragraph,
    picture,
    question,
    step,
    theme,
    words,
)

ASK = step(
    "ask",
    heading(words("Nice to meet you: 10% off", "반갑습니다, 첫 주문 10% 할인")),
    paragraph(
        words(
            "Leave your email and we show you the code for your first order right away.",
            "이메일을 남겨 주시면 첫 주문에 쓰실 코드를 바로 보여 드려요.",
        )
    ),
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
    button("show", words("Show me the code", "코드 보기"), "next"),
    button("no", words("No, thank you", "괜찮습니다"), "close", "link"),
    picture("arch", "left"),
    leads_to="code",
)
CODE = step(
    "code",
    heading(words("Here is your code", "코드를 준비했어요"), "code_heading"),
    paragraph(
        words("It stays in view while you look around.", "둘러보시는 동안 화면 아래에 계속 보여 드릴게요."),
        "code_text",
    ),
    coupon(words("10% off your first order", "첫 주문 10% 할인"), remind=True),
    button("start", words("Look around", "둘러보기"), "close"),
    picture("arch", "left", "code_picture"),
)

TEMPLATE = Template(
    id="welcome_offer",
    moment="welcome",
    name="Welcome offer",
    purpose="Greet first-time visitors with a code in return for their address",
    kind="message",
    needs=("code",),
    claims=("discount",),
    content=content(
        triggers=[{"on": "pages", "count": 2}, {"on": "time", "seconds": 25}],
        audience=everyone_with(fact("visitor.returning", "eq", False)),
        control=0.1,
        variants={
            "a": {
                "format": "popup",
                "theme": theme("clay", "center"),
                "teaser": {"text": words("10% off", "10% 할인"), "position": "left"},
                "steps": [ASK, CODE],
            }
        },
    ),
)

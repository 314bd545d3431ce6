"""Published configurations as the server composes them, small enough to be read in a test."""

from __future__ import annotations

from typing import Any

from tests.widget.service import KEY
from winback.targeting import spoken

Json = dict[str, Any]

NOTICE = "sha256-" + "1" * 64
PURPOSES = [
    {
        "key": "analytics",
        "title": {"en": "Measuring visits", "ko": "방문 통계"},
        "text": {"en": "Which pages are looked at, and for how long.", "ko": "어떤 페이지를 얼마나 보는지 알아봅니다."},
    },
    {
        "key": "personalization",
        "title": {"en": "Remembering messages", "ko": "메시지 기억"},
        "text": {
            "en": "Which messages you have seen, so that you see each only once.",
            "ko": "이미 보신 메시지를 기억해 같은 내용을 다시 보여 드리지 않습니다.",
        },
    },
]


def config(base: str, *campaigns: Json, mode: str = "off", **more: Any) -> Json:
    made = {
        "base": base,
        "site": KEY,
        "rev": "0123456789abcdef",
        "chunks": {},
        "consent": {"mode": "off", "notice": None, "days": 180, "purposes": []}
        if mode == "off"
        else {"mode": mode, "notice": NOTICE, "days": 180, "purposes": PURPOSES},
        "holdout": None,
        "currency": "EUR",
        "zone": "Europe/Berlin",
        "language": "en",
        "quiet": [],
        "campaigns": list(campaigns),
        **more,
    }
    return {**spoken.carried(made), **made}


def without(made: Json, *keys: str) -> Json:
    return {key: value for key, value in made.items() if key not in keys}


def words(english: str, korean: str | None = None) -> Json:
    return {"en": english} if korean is None else {"en": english, "ko": korean}


def heading(text: Json) -> Json:
    return {"id": "heading", "type": "heading", "text": text}


def text(said: Json) -> Json:
    return {"id": "text", "type": "text", "text": said}


def button(key: str, text: Json, action: str, style: str = "primary", **more: Any) -> Json:
    return {"id": key, "type": "button", "text": text, "action": action, "style": style, **more}


def step(key: str, *blocks: Json, leads_to: str | None = None) -> Json:
    return {"id": key, "blocks": list(blocks), "next": leads_to}


def arms(**weights: float) -> list[Json]:
    return [{"id": arm, "weight": weight} for arm, weight in weights.items()]


def campaign(key: str, *steps: Json, trigger: Json | None = None, format: str = "popup", **more: Any) -> Json:
    theme = more.pop("theme", {"accent": "#17694c", "radius": 14, "scheme": "light"})
    weights = more.pop("weights", {"a": 1})
    blocks = steps or (step("s1", heading(words("Before you go")), button("ok", words("All right"), "close")),)
    return {
        "id": key,
        "kind": "message",
        "version": 3,
        "priority": 50,
        "triggers": [trigger or {"on": "page_load"}],
        "schedule": {},
        "frequency": {},
        "goal": {"event": "purchase", "window_days": 7},
        "experiment": {
            "hash_version": 2,
            "hash_attribute": "visitor",
            "seed": key,
            "coverage": 1,
            "epoch": 1,
            "arms": arms(**weights),
        },
        "variants": {
            arm: {"format": format, "theme": theme, "steps": list(blocks)}
            for arm in weights
            if arm not in ("control", "holdout")
        },
        **more,
    }


def exit_offer(**more: Any) -> Json:
    return campaign("exit-offer", trigger={"on": "exit_intent"}, **more)


# Stands where nothing else does.
PROBE = campaign("probe", trigger={"on": "event", "name": "probe"}, priority=1)


def consent_banner(format: str = "bar", **more: Any) -> Json:
    ask = step(
        "ask",
        heading(words("May we learn from your visit?", "방문 기록을 활용해도 될까요?")),
        text(
            words(
                "With your permission we count visits and remember which messages you have seen. "
                "The shop works just as well without, and you can change your mind at any time.",
                "동의해 주시면 방문을 집계하고 이미 보신 메시지를 기억합니다. "
                "동의하지 않아도 모든 기능을 이용하실 수 있으며, 언제든지 선택을 바꿀 수 있습니다.",
            )
        ),
        button("accept", words("Accept all", "모두 동의"), "accept"),
        button("refuse", words("Refuse all", "모두 거부"), "refuse", "link"),
        button("choose", words("Let me choose", "직접 선택"), "goto:choose", "link"),
        button("policy", words("Privacy policy", "개인정보 처리방침"), "link", "link", url="/privacy"),
    )
    choose = step(
        "choose",
        heading(words("Choose what you agree to", "동의할 항목을 선택해 주세요")),
        {"id": "purposes", "type": "purposes"},
        button("save", words("Save my choice", "선택 저장"), "save"),
        button("back", words("Back", "뒤로"), "goto:ask", "link"),
    )
    made = campaign("consent", ask, choose, format=format, weights={"a": 1}, **more)
    return {**without(made, "experiment", "goal"), "kind": "consent"}


NPS = {
    "id": "score",
    "type": "nps",
    "label": words(
        "How likely are you to recommend us to a friend?", "친구에게 저희를 추천하실 의향이 얼마나 되시나요?"
    ),
    "low": words("Not at all likely", "전혀 없음"),
    "high": words("Extremely likely", "매우 높음"),
    "required": True,
}
REASON = {
    "id": "reason",
    "type": "single_choice",
    "label": words("What kept you from ordering today?", "오늘 주문하지 않으신 이유가 무엇인가요?"),
    "options": [
        {"id": "looking", "text": words("I was only looking", "그냥 둘러보는 중이에요")},
        {"id": "price", "text": words("The price", "가격이 부담돼요")},
        {"id": "delivery", "text": words("Delivery time or cost", "배송 기간이나 배송비")},
    ],
    "other": True,
    "required": True,
}
WISH = {
    "id": "wish",
    "type": "open_text",
    "label": words("What would have made you stay?", "무엇이 있었다면 주문하셨을까요?"),
    "placeholder": words("In your own words, if you like", "자유롭게 적어 주세요"),
}
ADDRESS = {
    "id": "email",
    "type": "email",
    "label": words("Email address", "이메일 주소"),
    "placeholder": words("name@example.com"),
    "consent_text": words(
        "Yes, send me news and offers by email. I can unsubscribe at any time.",
        "이메일로 소식과 혜택을 받는 데 동의합니다. 언제든지 수신을 거부할 수 있습니다.",
    ),
    "lists": ["newsletter"],
    "required": True,
}
COUPON = {"id": "coupon", "type": "coupon", "label": words("Your code for 10 % off", "10% 할인 코드")}
SEND_SURVEY = button("send", words("Send", "보내기"), "next")
SIZES = [{"id": name.lower(), "text": words(name)} for name in ("Small", "Medium", "Large")]


def question(kind: str, /, **more: Any) -> Json:
    return {"id": "q", "type": kind, "label": words("What do you think?"), "required": True, **more}


def ends(kind: str) -> Json:
    return question(kind, low=words("Very bad"), high=words("Very good"))


EVERY_QUESTION = [
    {**asked, "id": f"q{number}"}
    for number, asked in enumerate(
        [
            ends("csat"),
            ends("ces"),
            question("stars"),
            question("multiple_choice", options=SIZES, other=True),
            question("select", options=SIZES),
            *[question("field", kind=kind) for kind in ("text", "name", "phone", "number", "date")],
            question("checkbox"),
        ]
    )
]
THANKS = step(
    "thanks",
    heading(words("Thank you, that helps", "큰 도움이 되었습니다")),
    button("done", words("Close", "닫기"), "close", "secondary"),
)


def nps_bar(**more: Any) -> Json:
    return campaign(
        "nps",
        step("ask", NPS, button("send", words("Send", "보내기"), "next"), leads_to="thanks"),
        THANKS,
        format="bar",
        **more,
    )

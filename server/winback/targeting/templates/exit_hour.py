"""A discount that is good for an hour from first sight, and says so truly: the clock never begins anew."""

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
    step,
    theme,
    words,
)

HOUR = step(
    "hour",
    heading(words("10% off, if today is the day", "오늘 주문하신다면 10% 할인")),
    paragraph(
        words(
            "Your own code, good for one hour. No hurry: our usual prices are fair afterwards, too.",
            "한 시간 동안 쓰실 수 있는 코드예요. 오늘이 아니어도 괜찮아요. 평소 가격도 정직하니까요.",
        )
    ),
    {
        "id": "countdown",
        "type": "countdown",
        "text": {},
        "mode": "visitor",
        "minutes": 60,
        "end": words("This code has ended.", "코드 사용 시간이 끝났어요."),
    },
    # Without the bar that reminds: a fixed code has no end of its own, and the bar would outlive the hour.
    coupon(words("Your code", "할인 코드")),
    button("stay", words("Keep looking around", "계속 둘러보기"), "close", "link"),
    picture("hourglass", "above"),
)

TEMPLATE = Template(
    id="exit_hour",
    moment="exit",
    name="Offer for an hour",
    purpose="Give people who turn to leave a code of their own with an honest clock",
    kind="message",
    needs=("code",),
    claims=("discount", "hour"),
    content=content(
        triggers=[{"on": "exit_intent"}],
        audience=everyone_with(fact("cart.value", "gt", 0)),
        frequency={"max_total": 1},
        control=0.2,
        variants={"a": {"format": "popup", "theme": theme("berry", "center"), "steps": [HOUR]}},
    ),
)

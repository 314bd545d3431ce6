"""News for everybody who comes in: until when an order still leaves before the holidays."""

from .base import Template, content, step, theme, words

NEWS = step(
    "news",
    {
        "id": "countdown",
        "type": "countdown",
        "text": words(
            "Order in time for the holidays: the last parcel leaves in",
            "연휴 전 마지막 발송까지 남은 시간이에요. 그 안에 주문하시면 연휴 전에 보내 드려요.",
        ),
        "mode": "fixed",
        "end": words(
            "The last parcel before the holidays has left. We send again right afterwards.",
            "연휴 전 발송이 끝났어요. 연휴가 지나면 바로 다시 보내 드릴게요.",
        ),
    },
)

TEMPLATE = Template(
    id="last_orders",
    moment="welcome",
    name="Holiday notice",
    purpose="Tell everyone until when an order still arrives in time",
    kind="message",
    needs=("end",),
    claims=("holidays",),
    content=content(
        triggers=[{"on": "page_load"}],
        frequency={"per_session": None, "after_close_days": 7, "after_conversion_days": None},
        variants={"a": {"format": "bar", "theme": theme("ink", "above"), "steps": [NEWS]}},
    ),
)

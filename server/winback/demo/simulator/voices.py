"""What people write: sentences put together from what shop visitors say, in English and Korean."""

import random

Phrases = dict[str, list[str]]

PRAISE: Phrases = {
    "en": [
        "The {thing} is even nicer than in the pictures.",
        "Arrived in two days and wrapped like a present.",
        "My {thing} pours without a single drip.",
        "You can feel that somebody made it by hand.",
        "Second order, and again everything was perfect.",
        "The card with the potter's name made me smile.",
        "Finally a shop that explains how to use things.",
        "No plastic in the parcel at all, thank you!",
        "Bought the {thing} for my mother and kept it.",
        "Honest descriptions, fair prices, beautiful work.",
        "The tea smells of spring. I ordered more at once.",
    ],
    "ko": [
        "{thing}, 사진보다 실물이 훨씬 예뻐요.",
        "이틀 만에 왔는데 포장이 선물 같았어요.",
        "물줄기가 깔끔하게 끊겨서 정말 마음에 들어요.",
        "손으로 만든 느낌이 그대로 전해집니다.",
        "두 번째 주문인데 이번에도 완벽해요.",
        "도공 이름이 적힌 카드가 참 좋았습니다.",
        "사용법을 이렇게 자세히 알려 주는 가게는 처음이에요.",
        "플라스틱 없는 포장, 감사합니다!",
        "어머니 드리려고 샀다가 제가 쓰고 있어요.",
        "설명이 솔직하고 가격도 적당해요.",
        "차 향이 정말 좋아요. 바로 또 주문했습니다.",
    ],
}
FINE: Phrases = {
    "en": [
        "Good quality, but delivery took a little long.",
        "The {thing} is smaller than I expected.",
        "Nice shop. I would like more photos of the inside.",
        "All fine, only the checkout asks for a lot.",
        "Pretty, though not cheap.",
        "Would be perfect with more sizes.",
        "The colour is a bit darker than on the screen.",
        "I would have liked to choose the delivery day.",
    ],
    "ko": [
        "품질은 좋은데 배송이 조금 오래 걸렸어요.",
        "{thing}, 생각보다 작네요.",
        "좋은 가게예요. 안쪽 사진이 더 있으면 좋겠어요.",
        "다 좋은데 주문할 때 적을 게 많아요.",
        "예쁘지만 싸지는 않아요.",
        "크기가 더 다양하면 완벽할 것 같아요.",
        "화면보다 색이 조금 어두워요.",
        "배송 날짜를 고를 수 있으면 좋겠습니다.",
    ],
}
COMPLAINT: Phrases = {
    "en": [
        "One cup arrived with a chip.",
        "I waited nine days and nobody wrote to me.",
        "The lid of the {thing} does not sit straight.",
        "Too expensive for what it is.",
        "My discount code did not work at first.",
        "The parcel stood in the rain because the courier did not ring.",
        "I could not find out whether it is dishwasher safe.",
    ],
    "ko": [
        "잔 하나에 이가 나간 채로 왔어요.",
        "아흐레를 기다렸는데 연락이 없었습니다.",
        "{thing} 뚜껑이 반듯하게 맞지 않아요.",
        "값에 비해 아쉬워요.",
        "할인 코드가 처음에 적용되지 않았어요.",
        "택배가 비를 맞은 채 문 앞에 있었어요.",
        "식기세척기에 넣어도 되는지 알 수가 없었어요.",
    ],
}
WISHES: dict[str, Phrases] = {
    "looking": {
        "en": [
            "I come here to dream. Keep writing the journal.",
            "Just gathering ideas for our kitchen.",
            "A wish list would help me come back.",
            "Waiting for my birthday!",
        ],
        "ko": [
            "구경만 해도 즐거워요. 이야기 계속 써 주세요.",
            "부엌 꾸밀 아이디어를 찾는 중이에요.",
            "찜 목록이 있으면 다시 오기 좋겠어요.",
            "생일까지 기다리는 중이에요!",
        ],
    },
    "price": {
        "en": [
            "A small set for beginners under 50 euros.",
            "A discount on the first order would have done it.",
            "I love the {thing}, but not for that price.",
            "Seconds with small faults, please.",
        ],
        "ko": [
            "5만 원 아래 입문 세트가 있으면 좋겠어요.",
            "첫 주문 할인이 있었다면 샀을 거예요.",
            "{thing}, 마음에 들지만 이 가격은 부담돼요.",
            "작은 흠이 있는 제품을 싸게 팔아 주세요.",
        ],
    },
    "delivery": {
        "en": [
            "Delivery to Switzerland, please.",
            "I need it by Saturday.",
            "Almost five euros of delivery for one pouch of tea is too much.",
            "Let me see the delivery cost before checkout.",
        ],
        "ko": [
            "제주도 배송비가 얼마인지 모르겠어요.",
            "토요일까지 필요해요.",
            "차 한 봉지에 배송비가 너무 비싸요.",
            "주문 전에 배송비를 알 수 있으면 좋겠어요.",
        ],
    },
    "not_found": {
        "en": [
            "A kettle that goes with the pot.",
            "I was looking for a tea for the evening, without caffeine.",
            "Larger bowls, for noodles.",
            "Do you have lids to buy separately?",
        ],
        "ko": [
            "다관과 어울리는 주전자를 찾고 있었어요.",
            "저녁에 마실 카페인 없는 차를 찾았어요.",
            "국수용 큰 그릇이 있으면 좋겠습니다.",
            "뚜껑만 따로 살 수 있나요?",
        ],
    },
    "other": {
        "en": [
            "My phone is about to die, I'll be back.",
            "The search did not find “gaiwan set”.",
            "I wanted to ask my partner first.",
        ],
        "ko": ["배터리가 없어서요, 다시 올게요.", "검색이 잘 안 돼요.", "남편과 상의해 보려고요."],
    },
}
OTHER_REASONS: Phrases = {
    "en": [
        "I want to ask at home first",
        "comparing with another shop",
        "the page was slow on my phone",
        "not sure about the size",
    ],
    "ko": ["가족과 먼저 상의하려고요", "다른 가게와 비교 중이에요", "휴대폰에서 느렸어요", "크기를 잘 모르겠어요"],
}


def reason_for_score(chance: random.Random, score: int, language: str, thing: str) -> str:
    phrases = PRAISE if score >= 9 else FINE if score >= 7 else COMPLAINT
    return _say(chance, phrases[language], thing, more=0.3)


def wish(chance: random.Random, reason: str, language: str, thing: str) -> str:
    return _say(chance, WISHES[reason][language], thing, more=0.0)


def other_reason(chance: random.Random, language: str) -> str:
    return chance.choice(OTHER_REASONS[language])


def _say(chance: random.Random, phrases: list[str], thing: str, more: float) -> str:
    count = 2 if chance.random() < more else 1
    text = " ".join(chance.sample(phrases, count)).format(thing=thing)
    return text[0].upper() + text[1:]

"""Words by which a text promises something, in the six languages: what `promises.py` looks for.

`figure` lines hold wherever the number stands in the text itself and not in a variable.
The others may be meant otherwise ("feel free", "is under guarantee?"), so a person decides.
"""

import re
from collections.abc import Mapping
from typing import Final

_NUMBER: Final = r"(?<![A-Za-z\d#№.,])\d+(?:[.,]\d+)?(?:\s?[-–]\s?\d+)?"
_MONEY_SIGN: Final = r"[€$£₽¥]"


def _words(*parts: str) -> re.Pattern[str]:
    return re.compile("|".join(parts), re.IGNORECASE)


# A number of days, weeks, months or years.
DAYS: Final[Mapping[str, re.Pattern[str]]] = {
    "en": _words(_NUMBER + r"[ -]?(?:working |business |calendar )?(?:day|week|month|year)s?\b"),
    "ru": _words(_NUMBER + r"[ -]?(?:рабоч\w+ |календарн\w+ )?(?:дн(?:я|ей|и)|день|недел\w+|месяц\w*|год\w*|лет)\b"),
    "zh": _words(r"\d+\s?(?:个)?(?:工作日|天内|日内|天|周|星期|月|年)"),
    "es": _words(_NUMBER + r" ?(?:d[ií]as?|semanas?|mes(?:es)?|años?)\b"),
    "ca": _words(_NUMBER + r" ?(?:dies|dia|setman(?:a|es)|mes(?:os)?|anys?)\b"),
    "fy": _words(_NUMBER + r" ?(?:wurkdagen|dagen|dei|wiken?|moannen?|jier(?:ren)?)\b"),
}
# The same in words, and hours and minutes, which may belong to advice ("wait 5 minutes").
PERHAPS_DAYS: Final[Mapping[str, re.Pattern[str]]] = {
    "en": _words(
        _NUMBER + r"[ -]?(?:hours?|minutes?)\b",
        r"\bwithin (?:a|an|one|two|three|four|five|seven|ten|fourteen|thirty) (?:working |business )?\w+",
        r"\b(?:two|three|four|five|six|seven|ten|fourteen|thirty) (?:working |business )?(?:days|weeks|months|years)\b",
    ),
    "ru": _words(
        _NUMBER + r" ?(?:час\w*|минут\w*)\b",
        r"\b(?:двух|дву|три|тр[её]х|четыр\w+|пят\w+|семи|десят\w+|тридцат\w+) (?:рабоч\w+ )?(?:дн\w+|недел\w+|месяц\w*)\b",
        r"\bв течение (?:дня|суток|недели|часа|месяца)\b",
    ),
    "zh": _words(
        r"\d+\s?(?:个)?(?:小时|分钟)",
        r"[一二两三四五六七八九十]+个?(?:工作日|天内|日内|周内|星期内|月内|小时内|年质保)",
        r"(?:当天|次日|隔天)(?:发|达|到|退)",
    ),
    "es": _words(
        _NUMBER + r" ?(?:horas?|minutos?)\b",
        r"\b(?:dos|tres|cuatro|cinco|siete|diez|catorce|treinta) (?:d[ií]as|semanas|meses|años)\b",
    ),
    "ca": _words(
        _NUMBER + r" ?(?:hores|hora|minuts?)\b",
        r"\b(?:dos|dues|tres|quatre|cinc|set|deu|catorze|trenta) (?:dies|setmanes|mesos|anys)\b",
    ),
    "fy": _words(
        _NUMBER + r" ?(?:oeren|oere|minuten)\b",
        r"\b(?:twa|trije|fjouwer|fiif|sân|tsien|fjirtjin|tritich) (?:wurkdagen|dagen|wiken|moannen|jier)\b",
    ),
}
# 100 % is most often cotton.
PERCENT: Final = _words(
    r"(?!100\b)" + _NUMBER + r" ?(?:[%٪％]|percent|per cent|процент\w*|por ciento|per cent|prosint)",
    r"[1-9](?:\.\d)?折",
)
MONEY: Final = _words(
    rf"{_MONEY_SIGN} ?\d+",
    _NUMBER + rf" ?(?:{_MONEY_SIGN}|EUR\b|USD\b|GBP\b|RUB\b|CNY\b|euros?\b|евро\b|руб\w*\.?|рублей\b|元|欧元|块钱)",
)
FREE: Final[Mapping[str, re.Pattern[str]]] = {
    "en": _words(
        r"\bfor free\b|\bfree of charge\b|\bfree (?:shipping|delivery|returns?|replacement|repair|gift|sample)s?\b|\bat no (?:extra )?cost\b|\bat our (?:expense|cost)\b|\bno charge\b"
    ),
    "ru": _words(r"\bбесплатн\w+|\bза наш сч[её]т\b|\bдаром\b|\bбез доплат\w*"),
    "zh": _words("免费|包邮|免邮|免运费|我们承担运费"),
    "es": _words(
        r"\bgratis\b|\bgratuit[oa]s?\b|\bsin (?:ning[uú]n )?coste\b|\bcorre(?:n)? (?:de|por) (?:nuestra )?cuenta\b"
    ),
    "ca": _words(r"\bgratu[iï]t\w*|\bde franc\b|\bsense cap? ?cost\b|\bva a càrrec nostre\b"),
    "fy": _words(r"\bfergees\b|\bsûnder kosten\b|\bop ús kosten\b"),
}
GUARANTEE: Final[Mapping[str, re.Pattern[str]]] = {
    "en": _words(
        r"\bwe guarantee\b|\bguaranteed\b|\bis (?:covered|under) (?:by )?(?:the |our )?(?:guarantee|warranty)"
    ),
    "ru": _words(r"\bгарантируем\b|\bгарантирую\b|\bгарантированно\b|\bпо гарантии\b|\bна гарантии\b"),
    "zh": _words("保证|质保期内|保修期内|三包"),
    "es": _words(r"\bgarantizamos\b|\bgarantizado\b|\best[aá] en garant[ií]a\b|\bcubiert[oa] por la garant[ií]a\b"),
    "ca": _words(r"\bgarantim\b|\bgarantit\b|\bestà en garantia\b|\bcobert\w* per la garantia\b"),
    "fy": _words(r"\bwy garandearje\b|\bgarandearre\b|\bfalt ûnder de garânsje\b"),
}
REFUND: Final[Mapping[str, re.Pattern[str]]] = {
    "en": _words(
        r"\b(?:we|I)(?:'ll| will|'re going to| shall) (?:fully )?(?:refund|reimburse|replace|compensate|send (?:you )?a (?:new|replacement))|\bmoney[- ]back guarantee\b|\byou(?:'ll| will) (?:get|receive) (?:your money|a (?:full )?refund|a replacement)"
    ),
    "ru": _words(
        r"\b(?:верн[её]м|возвращаем) (?:вам |тебе )?(?:деньги|сумму|стоимость|оплату)|\b(?:возместим|компенсируем|заменим|вышлем нов\w+|пришл[её]м нов\w+)\b|\bвам верн[её]тся\b|\bверну вам деньги\b"
    ),
    "zh": _words("(?:我们|会|将|马上|立即)(?:给您|为您|给你|为你)?(?:退款|赔偿|补发|换新|退钱)"),
    "es": _words(
        r"\b(?:te|le|les|os) (?:devolveremos|reembolsaremos|cambiaremos|compensaremos|enviaremos (?:uno|otro|una|otra))"
    ),
    "ca": _words(r"\b(?:et|us|li) (?:tornarem els diners|reemborsarem|canviarem|compensarem|enviarem un)"),
    "fy": _words(
        r"\bwy betelje\b[^.]*\bwerom\b|\b(?:do krijst|jo krije) (?:it|dyn|jo) jild werom\b|\bwy stjoere\b[^.]*\bin nij"
    ),
}
DISCOUNT: Final[Mapping[str, re.Pattern[str]]] = {
    "en": _words(
        r"\b(?:here(?:'s| is)|enjoy|we(?:'ll| will) (?:give|add|send)(?: you)?|you(?:'ll| will)? (?:get|receive|have)|use) (?:a |an |your |our |the )?(?:\w+ )?(?:discount|voucher|coupon|promo|gift card|store credit)\b"
    ),
    "ru": _words(
        r"\b(?:дарим|держите|вот|ваш|ваша|твой|твоя|даём|даем|получите|сделаем|начислим)(?: \w+)? (?:промокод|скидк|купон|бонус)\w*"
    ),
    "zh": _words("(?:送您|送你|赠送|给您|给你|为您|享受?|可用)[^，。]{0,6}(?:优惠券|优惠码|折扣|代金券|返现)"),
    "es": _words(
        r"\b(?:aqu[ií] tienes?|te (?:damos|regalamos)|le (?:damos|regalamos)|tienes?|disfrut[ae]n?|usa|use) (?:de )?(?:un|una|tu|su|el|nuestro)? ?(?:descuento|cup[oó]n|vale|c[oó]digo)\b"
    ),
    "ca": _words(
        r"\b(?:aquí (?:tens|té)|et (?:donem|regalem)|li (?:donem|regalem)|tens|té|gaudeix|fes servir) (?:de |d')?(?:un|una|el)? ?(?:teu |seu )?(?:descompte|cupó|val|codi)\b"
    ),
    "fy": _words(r"\b(?:hjir is|do krijst|jo krije|brûk|wy jouwe)(?: \w+){0,2} (?:koarting\w*|koepon|tegoedbon)\b"),
}

"""The plain words for times in the customers' other languages, as agents write them: Chinese, Spanish, Catalan, Frisian."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from bot.desk.timewords import DAY, HOUR, MINUTE, TIME_WORDS, Fields, Maker, TimeWord, coming, of_next_week, plus, word

_NUMBERS: Final = {
    "una": 1,
    "un": 1,
    "dos": 2,
    "dues": 2,
    "tres": 3,
    "cuatro": 4,
    "quatre": 4,
    "cinco": 5,
    "cinc": 5,
    "in": 1,
    "ien": 1,
    "twa": 2,
    "trije": 3,
    "fjouwer": 4,
    "fiif": 5,
    "一": 1,
    "两": 2,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
    "十一": 11,
    "十二": 12,
}
_NUMBER: Final = r"\d{1,3}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True))
_UNITS: Final = (
    (r"minutos?|minuts?|minuten|minút|分钟", MINUTE),
    (r"horas?|hor[ae]s?|oere?n?|个?小时", HOUR),
    (r"d[ií]as?|dies?|dagen?|dei|天", DAY),
)
_DAYS: Final = (
    *("lunes|dilluns|moandei", "martes|dimarts|tiisdei", "miércoles|dimecres|woansdei"),
    *("jueves|dijous|tongersdei", "viernes|divendres|freed", "sábado|dissabte|sneon", "domingo|diumenge|snein"),
)
_WEEKDAY: Final = "|".join(f"(?P<w{number}>{names})" for number, names in enumerate(_DAYS))
_PARTS: Final = {"上午": "morning", "早上": "morning", "中午": "noon", "下午": "afternoon", "晚上": "evening"}


def _zh(pattern: str, says: Maker | Fields) -> TimeWord:
    """Make a time word of signs that stand side by side without spaces."""
    maker = says if callable(says) else lambda _: says
    return TimeWord(re.compile(pattern), maker)


def _amount(told: str) -> int:
    return int(told) if told.isdigit() else _NUMBERS[told.lower()]


def _delay(found: re.Match[str]) -> Fields:
    unit: timedelta = next(unit for pattern, unit in _UNITS if re.fullmatch(pattern, found["unit"], re.IGNORECASE))
    return {"delay": _amount(found["number"]) * unit}


def _weekday(found: re.Match[str]) -> Fields:
    number = next(number for number in range(7) if found[f"w{number}"])
    return {"day": of_next_week(number) if found["next"] else coming(number)}


def _zh_weekday(found: re.Match[str]) -> Fields:
    number = "一二三四五六日天".index(found["day"]) % 7 if found["day"] != "天" else 6
    return {"day": of_next_week(number) if found["next"] else coming(number)}


def _zh_clock(found: re.Match[str]) -> Fields:
    hour, part = _amount(found["hour"]), _PARTS.get(found["part"] or "")
    if hour > 23:
        raise ValueError(f"{found[0]!r} is no time of day")
    minute = 30 if found["half"] else int(found["minute"] or 0)
    return {"time": (hour, minute, part is not None or hour > 12), **({"part": part} if part else {})}


def _clock(found: re.Match[str]) -> Fields:
    hour = int(found["hour"])
    if hour > 23:
        raise ValueError(f"{found[0]!r} is no time of day")
    return {"time": (hour, 0, False)}


_BEFORE: Final = r"(?:las |les )?"
MORE_WORDS: Final[Sequence[TimeWord]] = (
    *TIME_WORDS,
    # Chinese
    _zh(r"半个?小时", {"delay": HOUR / 2}),
    _zh(rf"(?P<number>{_NUMBER})\s*(?P<unit>分钟|个?小时|天)", _delay),
    _zh(r"今天", {"day": plus(0), "part": "by_closing"}),
    _zh(r"明天|明日", {"day": plus(1)}),
    _zh(r"后天", {"day": plus(2)}),
    _zh(r"今晚", {"day": plus(0), "part": "evening"}),
    _zh(r"下班前", {"part": "closing"}),
    _zh(r"(?P<next>下)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])", _zh_weekday),
    *(_zh(signs, {"part": part}) for signs, part in _PARTS.items()),
    _zh(
        rf"(?P<part>{'|'.join(_PARTS)})?(?P<hour>\d{{1,2}}|[一二两三四五六七八九十]{{1,2}})[点點](?P<half>半)?(?P<minute>\d{{2}})?",
        _zh_clock,
    ),
    # Spanish, Catalan, Frisian
    word(r"media hora|mitja hora|(?:in )?healoere?", {"delay": HOUR / 2}),
    word(rf"(?P<number>{_NUMBER}) (?P<unit>{'|'.join(pattern for pattern, _ in _UNITS)})", _delay),
    word(r"hoy|avui|hjoed", {"day": plus(0), "part": "by_closing"}),
    word(r"mañana|demà|moarn", {"day": plus(1)}),
    word(r"pasado mañana|demà passat|oermoarn", {"day": plus(2)}),
    word(rf"(?P<next>(?:próximo|proper|oare) )?(?:{_WEEKDAY})", _weekday),
    word(r"por la mañana|al matí|moarns|yn 'e moarn", {"part": "morning"}),
    word(r"mediodía|migdia|(?:de )?middei", {"part": "noon"}),
    word(r"por la tarde|a la tarda|nomiddei|middeis", {"part": "afternoon"}),
    word(r"esta tarde|aquesta tarda|fan 'e middei", {"day": plus(0), "part": "afternoon"}),
    word(r"por la noche|al vespre|jûns", {"part": "evening"}),
    word(r"esta noche|aquest vespre|jûn|fan 'e jûn", {"day": plus(0), "part": "evening"}),
    word(r"final(?:es)? del d[ií]a|ein fan 'e dei", {"part": "closing"}),
    word(rf"(?:antes de|abans de|a|om|foar|tsjin) {_BEFORE}(?P<hour>\d{{1,2}})(?: horas?| oere)?", _clock),
    word(
        r"en|dentro de|antes de(?:l)?|para|hasta|el|al?|las|los|abans de(?:l)?|d['’]aquí a|per a|fins a?|les",
        {},
        leads=True,
    ),
    word(r"oer|foar|tsjin|om|op|binnen|ta", {}, leads=True),
)

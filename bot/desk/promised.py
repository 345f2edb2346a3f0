"""Finds in an agent's own words what they promise a customer by a time: "I'll write by noon", "напишу через час"."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.desk.timewords import SPELT_HOUR
from bot.desk.timewords_more import MORE_WORDS
from bot.desk.when import USUAL_DAY, DayParts, Moment, Phrase, moment_of, phrases_in

# Later than this nobody means a next word; a guarantee or a season is spoken of.
FURTHEST: Final = timedelta(days=45)
# Chinese counts time without a word before it.
SIGN: Final = re.compile(r"[\u3400-\u9fff]")
_BARE_HOUR: Final = re.compile(rf"(?<!\d[:.])\b(?:\d{{1,2}}|{SPELT_HOUR}|one)$", re.IGNORECASE)
_SENTENCE_END: Final = re.compile(r"[!?…]+|\.(?=\s|$)(?<!\d\.)|[。！？\n;；]")
_DEED_RU: Final = (
    r"напиш(?:у|ем)|отпиш(?:усь|емся)|ответ(?:им|ить)|отвечу|(?:пере)?звон(?:ю|им)|позвон(?:ю|им)|вернусь|вернемся|вернёмся"
    r"|верну|вернём|сообщ(?:у|им)|провер(?:ю|им)|уточн(?:ю|им)|узна(?:ю|ем)|пришл(?:ю|ем|ём)|отправ(?:лю|им)|оформ(?:лю|им)"
    r"|сдела(?:ю|ем)|реш(?:у|им)|займ(?:усь|емся|ёмся)|разбер(?:усь|емся|ёмся)|дам|дадим|посмотр(?:ю|им)|свяж(?:усь|емся)"
    r"|расскаж(?:у|ем)|подготов(?:лю|им)|закаж(?:у|ем)|переда(?:м|дим)|оповещу|напомню|выясн(?:ю|им)|закро(?:ю|ем)|пода(?:м|дим)"
    r"|ответ будет|результат будет|будет ответ"
)
_DEED_ES_CA: Final = (
    r"(?:te|le|les|os|us|li|t['’])\s?(?:escrib|llam|respond|respon|avis|confirm|dig|contest|env[ií]|cuent|escri|truc|mir|expli)\w*"
    r"|(?:escribir|llamar|responder|avisar|confirmar|dir|contestar|enviar|mirar|revisar|comprobar|preguntar)(?:é|emos)"
    r"|(?:escriur|trucar|respondr|avisar|confirmar|dir|contestar|enviar|mirar|comprovar|preguntar)(?:é|em)"
    r"|tendr(?:á|ás) (?:una |mi |la )?respuesta|(?:tindràs|tindrà) (?:una |la )?resposta|lo (?:miro|reviso)|ho (?:miro|reviso)"
)
_DEED_FY: Final = (
    r"(?:ik|wy) (?:skriuwe?|bel(?:je)?|stjoer(?:e)?|lit(?:te)?|sjoch|sjogge|freegje|freegje|meld(?:e)?|kom(?:me)?)\b"
    r"|(?:hearst|hearre jo) (?:\w+ )*?fan (?:my|ús)"
)
_PROMISES: Final = re.compile(
    r"\b(?:I['’]ll|I will|we['’]ll|we will|I['’]m going to|we['’]re going to|let me|I promise|we promise|I can have|give me (?:until|till)"
    r"|you hear from (?:me|us)|you['’]ll (?:hear|have (?:an|my|our) (?:answer|reply))|you will (?:hear|have (?:an|my|our) (?:answer|reply))"
    r"|(?:expect|you(?:['’]ll| will) get) (?:an |my |our )(?:answer|reply|update)|update you|get back to you"
    rf"|{_DEED_RU}|{_DEED_ES_CA}|{_DEED_FY})\b"
    r"|我(?:们)?(?:会|明天会|今天会|来|再|马上|就|给|去|帮)|(?:回复|联系|答复|通知|告诉)[您你]|给[您你](?:答复|回复|消息)",
    re.IGNORECASE,
)
# What somebody else does, what was, and where we are: times that are facts.
_FACTS: Final = re.compile(
    r"\b(?:I['’]ll be (?:here|away|out|off|back|in(?! touch)|on|online|at)|I will be (?:here|away|out|off|back|in(?! touch)|on|online|at)"
    r"|we['’]ll be (?:open|closed|here)|we will be (?:open|closed|here)|if (?:you|we) had|won['’]t|will not|не (?:смогу|сможем|буду)"
    r"|буду (?:на|в|здесь)|работа(?:ю|ем)|no (?:podré|podremos)|estar(?:é|emos)|seré|can(?:no|['’])t)\b",
    re.IGNORECASE,
)
_PAST: Final = re.compile(
    r"\b(?:delivered|arrived|shipped|sent|was|were|came|placed|ordered|wrote|paid|gave|received|left|did"
    r"|called|promised|returned|picked up|доставлен\w*|доставил\w*|отправлен\w*|отправил\w*|был\w?|заказал\w*|написал\w*|пришл[аио]"
    r"|вручил\w*|получил\w*|оплатил\w*|оформлен\w*|entregad\w+|enviad\w+|llegó|lliurad\w+|enviat|va arribar|besoarge|ferstjoerd)"
    r"(?:\s+\w+){0,3}\s*$|\b(?:since|from|dated)\s*$|(?:已|昨天)[^，。]*$",
    re.IGNORECASE,
)
# A time alone answers "when will you write?".
_ALONE: Final = 6
_QUESTION: Final = frozenset("?？")
_LEAD_ALONE: Final = re.compile(r"^\W*(?:by|before|until|till|within|in|до|к|через|в течение)\b", re.IGNORECASE)
_SAID_LATER: Final = re.compile(r"\b(?:that|which|who|котор\w+|что|que)\b[^,]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Promise:
    """A time by which a customer was promised something, and the sentence that says so."""

    moment: Moment
    sentence: str


def find_promise(text: str, now: datetime, zone: ZoneInfo, parts: DayParts = USUAL_DAY) -> Promise | None:
    """Find the first promise with a time still to come; None where times are only told."""
    for sentence, asks in _sentences(text):
        if asks or _FACTS.search(sentence):
            continue
        for phrase in _phrases(sentence):
            moment = _moment(sentence, phrase, now, zone, parts)
            if moment is not None and _is_promise(sentence, phrase) and now < moment.at <= now + FURTHEST:
                return Promise(moment, sentence)
    return None


def _is_promise(sentence: str, phrase: Phrase) -> bool:
    before = sentence[: phrase.start]
    if _PAST.search(before) or _SAID_LATER.search(before):
        return False
    if _PROMISES.search(sentence):
        return _is_time(sentence, phrase)
    return bool(_LEAD_ALONE.match(sentence)) and len(sentence.split()) <= _ALONE and not sentence[phrase.end :].strip()


def _is_time(sentence: str, phrase: Phrase) -> bool:
    """A number that only might be an hour or a date counts things; so does a length without "in" before it."""
    following = sentence[phrase.end :].strip()
    told = sentence[phrase.start : phrase.end]
    if "delay" in phrase.fields:
        return phrase.counted or SIGN.search(told) is not None or bool(re.match(r"(?:之?内|以内|后|之后)", following))
    bare_hour = "time" in phrase.fields and _BARE_HOUR.search(told) and ":" not in told
    return not (bare_hour and re.match(r"[^\W\d]", following))


def _moment(sentence: str, phrase: Phrase, now: datetime, zone: ZoneInfo, parts: DayParts) -> Moment | None:
    """Work a phrase out; nobody is called at three in the night, so "at 3" is the afternoon's."""
    told = phrase.fields.get("time")
    if isinstance(told, tuple) and not told[2] and 1 <= told[0] < parts.opens.hour and told[0] + 12 < parts.closes.hour:
        phrase = Phrase(
            phrase.start, phrase.end, {**phrase.fields, "time": (told[0] + 12, told[1], True)}, phrase.counted
        )
    try:
        return moment_of(phrase, now, zone, parts, told=sentence)
    except ValueError:
        return None


def _phrases(sentence: str) -> list[Phrase]:
    try:
        return list(phrases_in(sentence, MORE_WORDS))
    except ValueError:
        return []


def _sentences(text: str) -> list[tuple[str, bool]]:
    """Cut a text into sentences, each with whether it asks."""
    found, start = [], 0
    for end in _SENTENCE_END.finditer(text):
        found.append((text[start : end.start()].strip(), bool(_QUESTION & set(end[0]))))
        start = end.end()
    return [one for one in [*found, (text[start:].strip(), False)] if one[0]]

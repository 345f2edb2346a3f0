"""Whether a message only closes what was said before: "ok thanks" keeps a snooze, a question lifts it."""

import re
from typing import Final

# Ours, as people write them to a shop: what may stand in a message that asks for nothing. Whole phrases where
# a word by itself could be part of a question.
_CLOSING: Final = {
    "en": "ok, okay, k, kk, thanks, thank you, thx, ty, cheers, great, perfect, good, fine, cool, nice, wonderful, "
    "brilliant, super, lovely, alright, all right, got it, noted, understood, will do, sounds good, no problem, "
    "a lot, so much, very much, for your help, for the help, for everything, for letting me know, bye, goodbye, "
    "have a nice day, have a good day, much appreciated, many thanks, you too, take care, yes",
    "ru": "ок, окей, спс, спасибо, большое, огромное, вам, благодарю, хорошо, отлично, супер, понял, поняла, понятно, "
    "ясно, ладно, принято, договорились, замечательно, прекрасно, за помощь, за ответ, за всё, за все, до свидания, "
    "всего доброго, всего хорошего, хорошего дня, и вам, да",
    "zh": "好, 好的, 好吧, 好了, 嗯, 嗯嗯, 行, 可以, 谢谢, 谢谢你, 谢谢您, 谢谢你们, 谢了, 多谢, 感谢, 非常感谢, 十分感谢, "
    "收到, 明白, 明白了, 知道了, 了解, 了解了, 没问题, 辛苦了, 太好了, 再见, 麻烦你了, 麻烦您了",
    "es": "ok, okey, vale, gracias, muchas gracias, muchísimas gracias, mil gracias, perfecto, genial, estupendo, bien, "
    "muy bien, está bien, bueno, entendido, de acuerdo, claro, listo, por todo, por la ayuda, por su ayuda, "
    "por tu ayuda, adiós, hasta luego, buen día, sí",
    "ca": "ok, d'acord, val, gràcies, moltes gràcies, moltíssimes gràcies, mil gràcies, perfecte, genial, fantàstic, bé, "
    "molt bé, està bé, entès, entesos, per tot, per l'ajuda, per la vostra ajuda, adéu, fins aviat, bon dia, sí",
    "fy": "ok, okee, oké, goed, bêst, moai, prachtich, tank, tank jo, tankewol, tige tank, tige by tige, tige, betanke, "
    "bedankt, begrepen, dúdlik, klear, foar de help, foar alles, oant sjen, goeie dei, ja",
}
# Signs of thanks; any other sign may mean something else, and lifts.
_SIGNS: Final = "👍👌🙏🙂😊☺😀😃😄😁🤗❤💙💚🧡💛💜🖤🤍💖💕👏🎉✅🌸🌷💐🫶🤝"
# Between the words; the last are how emoji are joined and coloured.
_BETWEEN: Final = ".,;:!…~-–—()\"'«»“”。，、！；：）（" + "\ufe0f\u200d" + "".join(map(chr, range(0x1F3FB, 0x1F400)))
_TOKEN: Final = re.compile(r"[\u4e00-\u9fff]|[^\W\d_\u4e00-\u9fff]+(?:'[^\W\d_\u4e00-\u9fff]+)*")


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(text))


_PHRASES: Final = frozenset(_tokens(phrase) for phrases in _CLOSING.values() for phrase in phrases.split(","))
_LONGEST: Final = max(map(len, _PHRASES))


def only_thanks(text: str) -> bool:
    """Tell whether a text is made of thanks and goodbyes alone, in any of our languages.

    >>> only_thanks("Ok, thanks a lot! 👍"), only_thanks("ok thanks, and when"), only_thanks("")
    (True, False, False)
    """
    plain = text.casefold().replace("’", "'")
    left = _TOKEN.sub(" ", plain)
    if not text.strip() or any(sign not in _SIGNS and sign not in _BETWEEN and not sign.isspace() for sign in left):
        return False
    return _all_closing(_tokens(plain))


def _all_closing(tokens: tuple[str, ...]) -> bool:
    at = 0
    while at < len(tokens):
        fitting = (size for size in range(_LONGEST, 0, -1) if tokens[at : at + size] in _PHRASES)
        size = next(fitting, 0)
        if not size:
            return False
        at += size
    return True

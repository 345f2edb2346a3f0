"""Words of abuse, in the languages of the library: what holds one of them is never quoted back to its author."""

import re
from collections.abc import Mapping
from typing import Final

# Beginnings of words; `$` ends one where a longer word is harmless. Chinese has no edges of words.
_STEMS: Final[Mapping[str, str]] = {
    "en": "fuck shit$ shits$ shitty bullshit crap$ bitch cunt asshole arsehole bastard$ bastards$ moron idiot stupid dumb$"
    " dumbass retard wanker dickhead prick$ scum$ scammer$ scammers$ whore slut$ faggot nigg jerk$ imbecile damn",
    "ru": "идиот дебил придур кретин урод твар$ тварь твари$ мудак мудил муда$ сука$ суки$ сучк сволоч ублюд долбо говн"
    " дерьм блять$ блядь$ бля$ бляд хуй хуе хуё хуя хуи нахуй пизд ебан ёбан еба ебл заеб мразь мрази тупые$ тупой$ тупая$"
    " тупиц козёл$ козлы$ жопа$ жопу$ чмо$ гандон гондон лох$ лохи$ мошенни пидор пидар",
    "es": "idiota imbécil imbecil gilipoll subnormal cabrón cabron puta$ putas$ puto$ putos$ mierda joder$ jodid coño$"
    " pendej estúpid estupid inútil inutil payaso maricón maricon estafador ladrones$ hijueput capullo$",
    "ca": "idiot imbècil imbecil gilipoll malparit cabró$ cabrons$ merda collons$ puta$ putes$ fotut estúpid inútil"
    " pallasso lladres$ estafador ruc$",
    "fy": "idioat smjunt stomme$ stommeling ûnnoazel klootsek klootsak rotwinkel rotsoai oplichter kut$ lul$ stront skyt$",
}
_SIGNS: Final = "傻逼 傻X 傻x 傻b 傻叉 煞笔 脑残 白痴 混蛋 王八蛋 去死 滚蛋 滚开 他妈 操你 妈的 畜生 人渣 狗东西 垃圾 骗子 贱人 废物 弱智 智障"


def _pattern() -> re.Pattern[str]:
    stems = {stem for words in _STEMS.values() for stem in words.split()}
    begun = "|".join(re.escape(stem.rstrip("$")) + (r"\b" if stem.endswith("$") else "") for stem in sorted(stems))
    return re.compile(rf"\b(?:{begun})|{'|'.join(map(re.escape, _SIGNS.split()))}", re.IGNORECASE)


_ABUSE: Final = _pattern()


def is_abusive(text: str) -> bool:
    """Tell whether a word of abuse stands in a text, in whichever of the languages."""
    return _ABUSE.search(text) is not None

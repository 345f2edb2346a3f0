"""Says which language a message is in, and says so carefully when it is short."""

import re
import unicodedata
from collections import Counter
from functools import cache
from typing import Any, Final, NamedTuple

import yaml

from classifier.cue_files import LANGUAGE_FOLDER
from classifier.taxonomy import LANGUAGES

OTHER: Final = "xx"

# Neighbours that would otherwise be taken for one of ours: Dutch and German for Frisian, French, Italian and
# Portuguese for Catalan or Spanish.
DECOYS: Final = ("nl", "de", "fr", "it", "pt")

# Beforehand, a message is in one of our languages; a decoy has to be four times as likely to win.
DECOY_PRIOR: Final = 0.25
# Most shops write English, and its short words ("ok", "hi") occur in all languages.
PRIORS: Final = {"en": 2.0, "fy": 0.5}
# Telegram's language or the customer's last message: right far more often than not, so it counts for much.
HINT_PRIOR: Final = 6.0
# Each everyday word of a language that py3langid sees only as letters makes it this much likelier.
WORD_FACTOR: Final = 2.5
MAX_WORDS: Final = 6
# Below this many letters ("ok", "sí") letters say nothing: the hint decides.
SHORT: Final = 4
# Less than this with none of its everyday words is some other language, which has to look like one of these.
UNSURE: Final = 0.5
# So many kana or Korean signs are no decoration.
KANA: Final = 3
# A second look does not change the language of a long text.
ENOUGH: Final = 600

_NOISE: Final = re.compile(r"<\w+>|https?://\S+|www\.\S+|(?<!\S)[^\s@]{1,64}@\S+|[@#]\w+|\d+")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’·][^\W\d_]+)*")
# Letters that Ukrainian, Belarusian and Serbian have and Russian has not.
_NOT_RUSSIAN: Final = frozenset("іїєґўјљњћђџ")


class Identified(NamedTuple):
    """A language code, `xx` for none of ours, and how sure that is."""

    lang: str
    probability: float


def identify(text: str, *, hint: str | None = None) -> Identified:
    """Name the language of a message; `hint` is Telegram's language or the customer's last one."""
    hinted = _our_code(hint)
    cleaned = _NOISE.sub(" ", text[: 2 * ENOUGH])[:ENOUGH]
    letters = [char for char in cleaned.lower() if char.isalpha()]
    if not letters:
        return Identified(hinted or OTHER, 0.5 if hinted else 0.0)
    script = _by_script(letters, hinted)
    if script is not None:
        return script
    if len(letters) < SHORT and hinted:
        # Nine in ten customers go on in the language they wrote last.
        return Identified(hinted, 0.9)
    return _by_letters_and_words(cleaned, hinted)


def _our_code(hint: str | None) -> str | None:
    code = (hint or "").replace("_", "-").split("-")[0].lower()
    return code if code in LANGUAGES else None


def _by_script(letters: list[str], hinted: str | None) -> Identified | None:
    scripts = Counter(map(_script, letters))
    han, cyrillic = scripts["CJK"], scripts["CYRILLIC"]
    foreign = scripts["HIRAGANA"] + scripts["KATAKANA"] + scripts["HANGUL"]
    # One or two kana are a Chinese smile, "好的ヾ ^_^"; Japanese has more of them.
    if foreign > han / 10 and (foreign >= KANA or foreign > han / 2):
        return Identified(OTHER, 0.95)
    # A Chinese character says about as much as three letters, so brand names do not outweigh them.
    if 3 * han > len(letters) - han:
        return Identified("zh", 0.99)
    if 2 * cyrillic > len(letters):
        neighbour = not _NOT_RUSSIAN.isdisjoint(letters)
        return Identified(OTHER, 0.9) if neighbour else Identified("ru", 0.98)
    if 2 * scripts["LATIN"] < len(letters):
        return Identified(hinted or OTHER, 0.5)
    return None


@cache
def _script(letter: str) -> str:
    return unicodedata.name(letter, "?").split()[0]


def _by_letters_and_words(text: str, hinted: str | None) -> Identified:
    hits = _word_hits(text)
    weighed = {
        lang: probability * _prior(lang, hinted) * WORD_FACTOR ** min(MAX_WORDS, hits[lang])
        for lang, probability in _identifier().rank(text)
    }
    best = max(weighed, key=lambda lang: weighed[lang])
    probability = weighed[best] / sum(weighed.values())
    unsure = probability < UNSURE and not hits[best] and not hinted
    return Identified(best if best in LANGUAGES and not unsure else OTHER, round(probability, 4))


def _prior(lang: str, hinted: str | None) -> float:
    prior = DECOY_PRIOR if lang in DECOYS else PRIORS.get(lang, 1.0)
    return prior * HINT_PRIOR if lang == hinted else prior


def _word_hits(text: str) -> Counter[str]:
    """Count the everyday words of each language."""
    known = _everyday_words()
    return Counter(lang for word in _WORD.findall(text.lower()) for lang in known.get(word, ()))


@cache
def _everyday_words() -> dict[str, tuple[str, ...]]:
    """List for each everyday word the languages that have it."""
    known: dict[str, tuple[str, ...]] = {}
    for lang in (*LANGUAGES, *DECOYS):
        path = LANGUAGE_FOLDER / lang / "everyday.yaml"
        if path.exists():
            for word in set(yaml.safe_load(path.read_text(encoding="utf-8"))["words"].split()):
                known[word] = (*known.get(word, ()), lang)
    return known


@cache
def _identifier() -> Any:
    """Load py3langid's model once, restricted to what we can tell apart."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([*LANGUAGES, *DECOYS])
    return identifier

"""Begins a playbook for its author: a valid file that asks the right questions."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from playbooks.errors import PlaybookError, did_you_mean
from playbooks.loader import Loaded
from playbooks.schema import check_name

# Above all that ships, so that an own playbook is heard where its words are met.
_PRIORITY: Final = 50
# True of any question, so that a file that is in force before its author comes to the texts promises nothing.
_TEXTS: Final[Mapping[str, tuple[str, str, str]]] = {
    "en": (
        "I'm looking into this now.",
        "I'm looking into this for you now, and I'll answer you here myself.",
        "Your question is here, and I'm checking the facts. The exact answer comes here.",
    ),
    "ru": (
        "Сейчас всё уточню.",
        "Сейчас уточню это для [тебя|вас] и отвечу здесь.",
        "Вопрос получен, проверяю факты. Точный ответ придёт сюда.",
    ),
    "zh": (
        "我这就去核实。",
        "我现在就为[你|您]核实，之后在这里回复[你|您]。",
        "问题已收到，正在核实情况，确切的答复会发到这里。",
    ),
    "es": (
        "Lo miro ahora mismo.",
        "Lo miro ahora mismo y [te|le] respondo aquí.",
        "La pregunta ha llegado y estoy comprobando los datos. La respuesta exacta llegará aquí.",
    ),
    "ca": (
        "Ho miro ara mateix.",
        "Ho miro ara mateix i [et|li] responc aquí.",
        "La pregunta ha arribat i estic comprovant les dades. La resposta exacta arribarà aquí.",
    ),
    "fy": (
        "Ik sykje it no út.",
        "Ik sykje it no foar [dy|jo] út, en [do krijst|jo krije] hjir antwurd fan my.",
        "De fraach is oankommen en ik gean de feiten nei. It krekte antwurd komt hjir.",
    ),
}
LANGUAGES: Final = tuple(_TEXTS)

_HEAD: Final = """\
# {name}.yaml: a playbook of your own. Answer the questions and take out the lines that begin with #.
# It is in force as soon as it is saved without mistakes; `triage playbooks check` finds them,
# `triage playbooks preview` shows what customers will read. README has every key, "Write your own playbook".
name: {name}

# What is it about, and how do you help? A sentence for your colleagues.
summary: Asks about {words}.

# Which words tell that a customer means this? Any one is enough; "card*" takes any ending. Each language its own.
when:
  words:
"""
_CONDITIONS: Final = """\
  # Only for some messages? One of these intents, and all of these facts:
  # intent: [product_question, price_promo]
  # facts: [order_delivered]
# When is it not meant after all? One line is enough.
# unless:
#   demeanour: [angry]
priority: {priority}                      # where several are meant, the highest speaks

# What does the customer read? Say what you know, what you do, what they can choose; no greeting, others add it.
# {{{{ order.id }}}} writes a fact in, and the text is offered only where the fact is known. A list is tried in order:
#   warm:
#     - "Yes, with #{{{{ order.id }}}} it works."
#     - "Yes. Which order is it about?"
# Promise nothing that shop.yaml does not say: {{{{ shop.policies.return_days | days }}}}, never a number of your own.
# [plain|formal] has both ways to address somebody, in languages that have two.
substance:
"""
_TAIL: Final = """\

# What should an agent not do here?
avoid:
  - {{en: "guessing before it is checked", ru: "гадать, не проверив"}}
# What is there to do, and who is asked when it takes too long?
steps:
  - do: {{en: "Check {words} before answering", ru: "Проверить перед ответом: {words}"}}
  - escalate: {{to: lead, after: 1d}}
# When do you come back to it, unless something happened meanwhile?
follow_up:
  after: 1d
  unless: answered
  text: {{en: "Answer about {words}", ru: "Ответить: {words}"}}
# The reason that the agent reads on the card.
because: {{en: "asks about {words}", ru: "спрашивает: {words}"}}
"""


def write_skeleton(name: str, folder: Path, loaded: Loaded, languages: Sequence[str]) -> Path:
    """Write the file; raises `PlaybookError` where that would take a name, a file or a promise from anybody."""
    _check(name, folder, loaded, languages)
    file = folder / f"{name}.yaml"
    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.write(skeleton(name, languages))
    except FileExistsError as error:
        raise PlaybookError([f"{file}: is there already; choose another name, or edit it"]) from error
    except OSError as error:
        raise PlaybookError([f"{file}: cannot be written ({error.strerror}); choose another folder"]) from error
    return file


def skeleton(name: str, languages: Sequence[str]) -> str:
    """Give the text of the file."""
    words = name.replace("_", " ").strip()
    texts = "".join(_spoken(languages))
    heard = "".join(f'    {lang}: ["{words}"]\n' for lang in languages)
    values = {"name": name, "words": words, "priority": _PRIORITY}
    return _HEAD.format(**values) + heard + _CONDITIONS.format(**values) + texts + _TAIL.format(**values)


def _spoken(languages: Sequence[str]) -> Iterator[str]:
    for lang in languages:
        short, warm, firm = _TEXTS[lang]
        yield f'  {lang}:\n    short: "{short}"\n    warm: "{warm}"\n    firm: "{firm}"\n'


def _check(name: str, folder: Path, loaded: Loaded, languages: Sequence[str]) -> None:
    try:
        check_name(name)
    except ValueError as error:
        raise PlaybookError([str(error)]) from error
    if name in loaded.own or name in loaded.off:
        raise PlaybookError([f"{name!r} stands in {folder} already; choose another name, or edit that file"])
    if name in loaded.documents:
        sentence = f"{name!r} ships with Triage; choose another name, or change it by a file with `extend: {name}`"
        raise PlaybookError([sentence])
    for lang in languages:
        if lang not in LANGUAGES:
            raise PlaybookError([f"{lang!r} is no language that we have texts in; {did_you_mean(lang, LANGUAGES)}"])
    if not folder.is_dir():
        raise PlaybookError([f"{folder}: is not a folder; make it, or give another one with --folder"])

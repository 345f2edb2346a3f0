"""Writes what was read as one HTML page that needs nothing else: no script, font or picture from elsewhere."""

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from playbooks.conditions import INTENT_SCORE, Conditions
from playbooks.preview.reading import Entry, Page, sentences
from playbooks.suggestion import FollowUp, Step
from playbooks.vocabulary import SITUATIONS

_HERE: Final = Path(__file__).parent
LANGUAGES: Final = {"en": "English", "ru": "Русский", "zh": "中文", "es": "Español", "ca": "Català", "fy": "Frysk"}


def render_page(page: Page) -> str:
    """Write the page; whatever stands in a playbook is shown as text."""
    environment = Environment(
        loader=FileSystemLoader(_HERE, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"after": _after, "conditions": _conditions, "sentences": sentences}
    style, script = (_HERE.joinpath(f"page.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
    template = environment.get_template("page.html")
    return template.render(
        page=page,
        kinds=[(kind, list(entries)) for kind, entries in groupby(page.entries, _kind)],
        own=[entry for entry in page.entries if entry.origin != "shipped"],
        names=LANGUAGES,
        situations=SITUATIONS,
        style=Markup(style),  # noqa: S704 - our own files, not a playbook's text
        script=Markup(script),  # noqa: S704
        script_hash=b64encode(sha256(script.encode()).digest()).decode(),
    )


def _kind(entry: Entry) -> str:
    return entry.playbook.kind


def _after(step: Step | FollowUp) -> str:
    """Say a delay as one writes it in a playbook."""
    if step.after is None:
        return "at once"
    minutes = round(step.after.total_seconds() / 60)
    for size, letter in ((1440, "d"), (60, "h")):
        if minutes and minutes % size == 0:
            return f"after {minutes // size}{letter}"
    return f"after {minutes // 60}h{minutes % 60:02}m" if minutes > 60 else f"after {minutes}m"


def _conditions(conditions: Conditions) -> Iterator[tuple[str, str]]:
    """Give each line as its key and what it lists."""
    for axis, scores in conditions.axes.items():
        yield axis.value, _scores(scores, 0.0)
    if conditions.intent:
        yield "intent", _scores(conditions.intent, INTENT_SCORE)
    if conditions.flags:
        yield "flags", ", ".join(f"{flag} ({tier})" for flag, tier in conditions.flags.items())
    for lang, words in conditions.words.items():
        yield f"words {lang}", ", ".join(words)
    if conditions.facts:
        yield "facts", ", ".join(sorted(conditions.facts))
    for name, bounds in (("at least", conditions.at_least), ("at most", conditions.at_most)):
        yield from ((name, f"{path} {bound:g}") for path, bound in bounds.items())
    for name, listed in (("languages", conditions.languages), ("sent", conditions.sent)):
        if listed:
            yield name, ", ".join(listed)


def _scores(scores: object, usual: float) -> str:
    items = scores.items() if hasattr(scores, "items") else ()
    return ", ".join(f"{type_} {least:g}" if least != usual else type_ for type_, least in items)

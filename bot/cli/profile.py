"""Shows what history says about a customer, as a table or as JSON."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from rich.table import Table

from classifier.assessment import FactEvidence, Guess, Verdict
from classifier.history.personas import Nearness, Persona, nearest
from classifier.history.profile import Fact, Profile

CENT = Decimal("0.01")
# Parts of days and shares to a thousandth: more digits than anybody measured.
DIGITS = 3


def profile_json(
    customer: Mapping[str, object], profile: Profile, personas: Sequence[Persona] = ()
) -> dict[str, object]:
    """Give a profile as plain JSON values; sums are numbers in the shop's currency, times are ISO and UTC."""
    return {
        "customer": dict(customer),
        "figures": {name: {"value": _plain(fact.value), "words": fact.words} for name, fact in profile.figures.items()},
        "axes": {str(axis): _verdict_json(verdict) for axis, verdict in profile.verdicts.items()},
        "persona": _persona_json(nearest(profile, personas)),
    }


def profile_table(profile: Profile, *, title: str | None = None, personas: Sequence[Persona] = ()) -> Table:
    """Lay a profile out for reading: verdicts with their reasons first, then the figures."""
    table = Table("what", "is", "because", title=title, title_justify="left")
    for axis, verdict in profile.verdicts.items():
        second = f", perhaps {verdict.second.type}" if verdict.second and verdict.score < 0.8 else ""
        table.add_row(str(axis), f"{verdict.type} {verdict.score:.2f}{second}", _reasons(verdict))
    near = nearest(profile, personas)
    if near is not None:
        table.add_row("persona", near.persona.named("en"), "; ".join(fact.value for fact in near.facts))
    table.add_section()
    for name, fact in profile.figures.items():
        table.add_row(name.replace("_", " "), _short(fact), fact.words)
    return table


def _persona_json(near: Nearness | None) -> dict[str, object] | None:
    """Give the nearest persona; `None` where none is near."""
    if near is None:
        return None
    facts = [{"fact": fact.fact, "value": fact.value} for fact in near.facts]
    return {"name": near.persona.named("en"), "distance": round(near.distance, DIGITS), "evidence": facts}


def _verdict_json(verdict: Verdict) -> dict[str, object]:
    found = {
        "type": verdict.type,
        "score": round(verdict.score, DIGITS),
        "best": _guess_json(verdict.best),
        "evidence": [
            {"fact": item.fact, "value": item.value} for item in verdict.evidence if isinstance(item, FactEvidence)
        ],
    }
    return found | ({"second": _guess_json(verdict.second)} if verdict.second else {})


def _guess_json(guess: Guess) -> dict[str, object]:
    return {"type": guess.type, "score": round(guess.score, DIGITS)}


def _reasons(verdict: Verdict) -> str:
    return "; ".join(item.value for item in verdict.evidence if isinstance(item, FactEvidence)) or "nothing special"


def _short(fact: Fact) -> str:
    value = _plain(fact.value)
    if value is None:
        return "not known"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _plain(value: object) -> object:
    match value:
        case Decimal():
            return float(value.quantize(CENT))
        case float():
            return round(value, DIGITS)
        case datetime():
            return value.isoformat()
        case tuple() | list():
            return [_plain(part) for part in value]
        case _:
            return value

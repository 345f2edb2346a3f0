"""The figures of history's verdicts that a shop sets for itself, read into the classifier's rules."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final, TypeVar

from classifier.history.rules import DEFAULT_RULES, HistoryRules
from playbooks.errors import did_you_mean, wrong

Rules = TypeVar("Rules")
SECTIONS: Final = tuple(section.name for section in fields(HistoryRules))


def read_figures(value: object) -> HistoryRules:
    """Read `history:`, with the shipped figures where nothing is set."""
    if isinstance(value, HistoryRules):
        return value
    if not isinstance(value, dict):
        raise wrong(f"{value!r} has no sections; write figures under {', '.join(SECTIONS)}")
    sections: dict[str, Any] = {}
    for name, figures in value.items():
        if name not in SECTIONS:
            raise wrong(f"{name!r} is not a section here; {did_you_mean(name, SECTIONS)}")
        sections[name] = _section(getattr(DEFAULT_RULES, name), figures, name)
    return replace(DEFAULT_RULES, **sections)


def _section(rules: Rules, figures: object, name: str) -> Rules:
    if not is_dataclass(rules) or not isinstance(figures, dict):
        raise wrong(f"{figures!r} has no figures; write them like lost_days: 730", name)
    return replace(rules, **{key: _figure(rules, key, value, name) for key, value in figures.items()})  # type: ignore[type-var]  # is_dataclass also admits classes


def _figure(rules: object, key: str, value: object, section: str) -> object:
    known: Mapping[str, object] = {field.name: getattr(rules, field.name) for field in fields(rules)}  # type: ignore[arg-type]  # checked above
    if key not in known:
        raise wrong(f"{key!r} is not a figure of {section}; {did_you_mean(key, known)}", section)
    default = known[key]
    if isinstance(default, frozenset):
        return _kinds(value, section, key)
    whole = isinstance(default, int)
    allowed: tuple[type, ...] = (int,) if whole else (int, float)
    if isinstance(value, bool) or not isinstance(value, allowed) or float(str(value)) < 0:
        what = "a whole number" if whole else "a number"
        raise wrong(f"{value!r} is not {what} from zero up; the shipped figure is {default}", section, key)
    return value if whole else float(str(value))


def _kinds(value: object, section: str, key: str) -> frozenset[str]:
    if not isinstance(value, list) or not all(isinstance(kind, str) for kind in value):
        raise wrong(f"{value!r} is no list of kinds; write it like [cart, checkout]", section, key)
    return frozenset(value)

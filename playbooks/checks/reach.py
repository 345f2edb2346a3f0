"""Finds playbooks that can never speak: conditions that exclude each other, or another that always comes first."""

from collections.abc import Iterator

from playbooks.checks.finding import ERROR, WARNING, Finding, Served
from playbooks.errors import KeyPath, did_you_mean
from playbooks.loader import Loaded
from playbooks.meaning import apart, clash, closure, covers, single_lines
from playbooks.schema import SLOTS, Playbook, Slot
from playbooks.spoken import ANY


def unreachable(loaded: Loaded, served: Served) -> Iterator[Finding]:
    """Give what keeps a playbook from ever being said, as far as that is certain."""
    spoken = _can_have_spoken(loaded)
    for playbook in loaded.library.playbooks:
        for at, sentence in (*_contradictions(playbook), *_unspoken(playbook, spoken, loaded)):
            yield Finding(ERROR, playbook.name, at, sentence)
        for at, sentence in _unserved(playbook, served, own=playbook.name in loaded.own):
            yield Finding(WARNING, playbook.name, at, sentence)
        yield from _beaten(playbook, loaded)


def _contradictions(playbook: Playbook) -> Iterator[tuple[KeyPath, str]]:
    when = playbook.when
    pair = clash(when.facts)
    if pair:
        yield ("when", "facts"), f"{pair[0]} and {pair[1]} never hold at once, so this is never meant; keep one"
    intents = {fact.removeprefix("intent:") for fact in when.facts if fact.startswith("intent:")}
    if when.intent and intents and not intents & when.intent.keys():
        yield ("when", "intent"), f"facts asks for {', '.join(sorted(intents))}, which is not listed here; keep one"
    for path, bound in when.at_least.items():
        if when.at_most.get(path, bound) < bound:
            yield ("when", "at_most", path), f"{when.at_most[path]:g} is below at_least {bound:g}; swap them"
    for at, line in single_lines(playbook.unless):
        if covers(line, when):
            yield ("unless", *at), "holds wherever `when` does, so this is never meant; take it out of one of them"


def _unspoken(playbook: Playbook, spoken: frozenset[str], loaded: Loaded) -> Iterator[tuple[KeyPath, str]]:
    names = [each.name for each in loaded.library.playbooks]
    for number, name in enumerate(playbook.when.sent):
        if name not in names:
            yield ("when", "sent", number), f"{name!r} is no playbook; {did_you_mean(name, names)}"
    if playbook.when.sent and playbook.name not in spoken:
        sentence = "none of these ever speaks before this one does, so it never begins; name one that can come first"
        yield ("when", "sent"), sentence


def _can_have_spoken(loaded: Loaded) -> frozenset[str]:
    """Find who can speak at all where some wait for others: those that wait for nobody, then those behind them."""
    found: frozenset[str] = frozenset()
    while True:
        more = frozenset(
            playbook.name
            for playbook in loaded.library.playbooks
            if not playbook.when.sent or not found.isdisjoint(playbook.when.sent)
        )
        if more == found:
            return found
        found = more


def _unserved(playbook: Playbook, served: Served, *, own: bool) -> Iterator[tuple[KeyPath, str]]:
    """Name lines that this shop's settings never let hold; what ships is written for all shops."""
    yield from _languages(playbook, served, own=own)
    if not own:
        return
    for axis in playbook.when.axes:
        if axis not in served.axes_on:
            yield (
                ("when", axis.value),
                f"{axis.value} is off in shop.yaml, so this is never meant; add it to axes there",
            )
    asked = {("needs",): playbook.needs, ("promises",): [f"shop.policies.{name}" for name in playbook.promises]}
    for at, facts in asked.items():
        for fact in sorted(facts):
            policy = fact.removeprefix("shop.policies.")
            if fact != policy and served.shop.policies.get(policy) is None:
                yield at, f"shop.yaml does not set {policy}, so nothing of this is said; set it under policies"


def _languages(playbook: Playbook, served: Served, *, own: bool) -> Iterator[tuple[KeyPath, str]]:
    when, known = playbook.when, set(served.languages)
    shop = f"shop.yaml serves {', '.join(served.languages)}"
    if own and when.languages and not set(when.languages) & known:
        yield ("when", "languages"), f"{shop}, and none of these; it is never meant"
    if not when.words or ANY in when.words:
        return
    left = (set(when.languages) & known if when.languages else known) - when.words.keys()
    if not set(when.words) & known:
        yield ("when", "words"), f"{shop}, and none of these; it is never meant"
    elif left:
        yield ("when", "words"), f"lists nothing for {', '.join(sorted(left))}; who writes so is never meant"


def _beaten(playbook: Playbook, loaded: Loaded) -> Iterator[Finding]:
    """Give who always comes first with an answer to the same; what then remains are at most steps."""
    others = [each for each in loaded.library.playbooks if each.name != playbook.name]
    winner = next((each for each in others if _always_beats(each, playbook)), None)
    if winner:
        sentence = f"{winner.name} is always meant too, comes first and says as much, so this is never said"
        yield Finding(ERROR, playbook.name, ("when",), f"{sentence}; give this one a higher priority, or a line more")


def _always_beats(first: Playbook, second: Playbook) -> bool:
    if not _is_before(first, second) or not covers(first.when, second.when):
        return False
    if any(not apart(line, second.when) for _, line in single_lines(first.unless)) and first.unless != second.unless:
        return False
    if second.kind in first.forbids:
        return True
    slots = [slot for slot in SLOTS if second.fragment(slot)]
    return bool(slots) and all(_always_takes(first, second, slot) for slot in slots)


def _is_before(first: Playbook, second: Playbook) -> bool:
    if first.rank != second.rank:
        return first.rank < second.rank
    return first.when.lines > second.when.lines


def _always_takes(first: Playbook, second: Playbook, slot: Slot) -> bool:
    """Tell whether the first says something in this slot in each language and tone that the second has."""
    if slot != "substance" and first.substance and not (second.substance and first.kind == second.kind):
        return False  # somebody else's substance may shut the first out, and not the second
    certain = closure(second.when.facts)
    if first.promises or not first.needs <= certain:
        return False
    texts = first.fragment(slot)
    return all(
        any(variant.address is None and variant.needs <= certain for variant in texts.get(lang, {}).get(tone, ()))
        for lang, tones in second.fragment(slot).items()
        for tone in tones
    )

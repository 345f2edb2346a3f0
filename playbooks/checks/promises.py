"""Finds promises that no policy of `shop.yaml` stands behind: numbers, and words such as "free"."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from playbooks.checks import lexicon
from playbooks.checks.finding import ERROR, WARNING, Finding, Level
from playbooks.checks.texts import Said, is_told, texts_of
from playbooks.loader import Loaded
from playbooks.meaning import closure
from playbooks.schema import Playbook

_VARIABLE: Final = re.compile(r"\{\{.*?\}\}")
_QUANTITY: Final = "write it in shop.yaml and its variable here, like {{ shop.policies.return_days | days }}"


@dataclass(frozen=True, slots=True)
class _Claim:
    """A kind of promise: its words by language or for all, what backs it, and what to do where nothing does."""

    level: Level
    words: Mapping[str, re.Pattern[str]] | re.Pattern[str]
    remedy: str
    backing: tuple[str, ...] = ()  # facts by their beginnings; a number in the text itself is backed by none

    def found_in(self, text: str, lang: str) -> str | None:
        pattern = self.words.get(lang) if isinstance(self.words, Mapping) else self.words
        match = pattern.search(text) if pattern else None
        return match[0] if match else None

    def is_backed_by(self, facts: frozenset[str]) -> bool:
        return any(fact.startswith(self.backing) for fact in facts) if self.backing else False


_CLAIMS: Final = (
    _Claim(ERROR, lexicon.DAYS, f"is a time that nothing stands behind; {_QUANTITY}"),
    _Claim(WARNING, lexicon.PERHAPS_DAYS, f"may be a time that nothing stands behind; if it is promised, {_QUANTITY}"),
    _Claim(ERROR, lexicon.PERCENT, "is a share that nothing stands behind; name an offer of shop.yaml by its code"),
    _Claim(
        ERROR,
        lexicon.MONEY,
        "is an amount that nothing stands behind; write it in shop.yaml and its variable here, like"
        " {{ shop.policies.free_shipping_over | money }}",
    ),
    _Claim(
        WARNING,
        lexicon.FREE,
        "promises what costs the shop; add needs: [returns_free], or name {{ shop.policies.free_shipping_over | money }}",
        (
            "returns_free",
            "shop.policies.free_shipping_over",
            "shop.policies.return_cost",
            "guarantee_over",
            "shop.policies.guarantee",
        ),
    ),
    _Claim(
        WARNING,
        lexicon.GUARANTEE,
        "promises a guarantee; add needs: [guarantee_open], or name {{ shop.policies.guarantee_months }}",
        ("guarantee_open", "guarantee_over", "order.guarantee_until", "shop.policies.guarantee_months"),
    ),
    _Claim(
        WARNING,
        lexicon.REFUND,
        "promises money or goods, which an agent decides; say that you look into it, or add needs: [return_open]",
        ("return_open", "returned", "refund", "guarantee_open", "order.refund", "order.return_by", "shop.policies.re"),
    ),
    _Claim(
        WARNING,
        lexicon.DISCOUNT,
        "promises a discount; name an offer of shop.yaml, like {{ shop.offers.welcome.code }}",
        ("shop.offers.", "shop.policies.welcome_code", "shop.gestures.", "shop.policies.price_match_days"),
    ),
)


def unbacked_promises(loaded: Loaded) -> Iterator[Finding]:
    """Give the promises of each file's own texts."""
    for playbook in loaded.library.playbooks:
        for said in texts_of(loaded.documents[playbook.name]):
            facts = _backing(playbook, said)
            yield from (Finding(level, playbook.name, said.at, sentence) for level, sentence in _claims(said, facts))


def promises_in(text: str, lang: str) -> Iterator[tuple[Level, str]]:
    """Give whatever a finished text promises, backed or not, with the words that do."""
    for claim, found in _claimed(text, lang):
        yield claim.level, found


def _claims(said: Said, facts: frozenset[str]) -> Iterator[tuple[Level, str]]:
    for claim, found in _claimed(said.forms[0], said.lang):
        if not claim.is_backed_by(facts):
            yield claim.level, f"{found.strip()!r} {claim.remedy}"


@lru_cache(maxsize=20_000)  # ours are thirteen thousand and never change, and a shop saves often while it writes
def _claimed(text: str, lang: str) -> tuple[tuple[_Claim, str], ...]:
    plain = _VARIABLE.sub("¤", text)
    return tuple((claim, found) for claim in _CLAIMS if (found := claim.found_in(plain, lang)))


def _backing(playbook: Playbook, said: Said) -> frozenset[str]:
    """Give what is sure to be known where this wording is said."""
    policies = {f"shop.policies.{name}" for name in playbook.promises}
    replies_need = frozenset() if is_told(said) else playbook.needs | policies
    return closure(said.needs | playbook.when.facts | replies_need)

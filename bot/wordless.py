"""What a turn holds beside words, and what to suggest where it holds no words at all."""

from dataclasses import replace

from bot.cardfacts import CardFacts
from bot.incoming import Incoming
from bot.storage.cases import Case
from playbooks.attached import attached_replies
from playbooks.facts import Facts
from playbooks.suggestion import Suggestion
from playbooks.words import desk_words


def attached_of(case: Case, incoming: Incoming) -> tuple[str, ...]:
    """List the kinds of this turn that nobody can have read for the agent, in order."""
    return (*case.attached, *([incoming.kind] if incoming.kind != "text" else []))


def with_attached(card: CardFacts, case: Case, incoming: Incoming) -> CardFacts:
    """Have the card say what there is to look at or listen to."""
    return replace(card, attached=attached_of(case, incoming))


def unless_wordless(suggestion: Suggestion, facts: Facts, card: CardFacts, lang: str, desk_lang: str) -> Suggestion:
    """Put replies that claim no reading in place of others where there was nothing to read; approved texts stay."""
    if facts.text.strip() or not card.attached or any(reply.approved for reply in suggestion.replies):
        return suggestion
    because = desk_words("wordless", desk_lang)
    replies = attached_replies(card.attached, lang, formal=facts.shop.formal, because=because)
    return replace(suggestion, replies=replies, missing=(), follow_up=None)

"""The pure part of a message's way: a case and a message in, all that is concluded out."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime

from bot.casefacts import card_facts, facts_of, waiting_of
from bot.fallback import unread
from bot.figurewords import in_desk_language
from bot.incoming import Incoming
from bot.profiles import Past, Profiler
from bot.storage.cases import Case
from bot.storage.profiles import Kept, decode_profile
from bot.storage.triaged import Triaged
from bot.thanks import only_thanks
from bot.thinking.premises import Premises
from bot.wordless import unless_wordless, with_attached
from classifier.assessment import Assessment
from classifier.classifier import Classifier
from classifier.history.profile import Profile
from classifier.priority import Priority, prioritise
from classifier.turn import merge_turn
from playbooks.engine import suggest
from playbooks.known import intent_of
from playbooks.orders import order_about
from playbooks.suggestion import Suggestion

logger = logging.getLogger(__name__)

# A higher number than before by this much is worth a new card, which alerts; less is an edit.
LOUDER = 10
# Thanks keep a snooze, a question lifts it (desk.md).
CLOSING_INTENTS = frozenset({"praise"})


@dataclass(frozen=True, slots=True)
class Thinking:
    """The pure part: a case and a message in, all that is concluded out. Runs off the event loop."""

    classifier: Classifier
    premises: Premises

    def __call__(self, case: Case, incoming: Incoming, now: datetime) -> Triaged:
        """Think; whatever goes wrong in there, agents still get the customer's words, on a plain card."""
        try:
            return self._think(case, incoming, now)
        except Exception:
            logger.exception("message %s of chat %s was not understood", incoming.message_id, incoming.chat_id)
            return unread_case(self.premises, case, incoming, now)

    def _think(self, case: Case, incoming: Incoming, now: datetime) -> Triaged:
        premises, usual = self.premises, self.premises.usual
        profile, to_keep = self._profile(case, now)
        hint = _lang_hint(case, incoming)
        latest = self.classifier.assess(incoming.text, conversation=case.said, profile=profile, lang_hint=hint, now=now)
        assessment = merge_turn(case.turn_so_far, latest) if case.turn_so_far else latest
        rules = premises.measures.rules(usual.rules)
        priority = prioritise(assessment, profile, waiting_of(case, incoming, now), rules)
        facts = facts_of(
            case,
            incoming,
            now,
            shop=usual.facts,
            hours=usual.hours,
            next_reply=premises.shop.service.next_reply,
        )
        suggestion = suggest(
            premises.shelf.library,
            assessment,
            profile,
            facts,
            lang=assessment.lang,
            desk_lang=premises.desk_language,
            records=premises.measures.records,
        )
        before = case.turn_so_far
        card = card_facts(case, incoming, order_about(facts, intent_of(assessment)), profile, priority)
        card = in_desk_language(card, profile, premises.desk_language, premises.shop.currency)
        card = with_attached(card, case, incoming)
        suggestion = unless_wordless(suggestion, facts, card, assessment.lang, premises.desk_language)
        return Triaged(
            incoming=incoming,
            case=case,
            assessment=assessment,
            suggestion=suggestion,
            facts=replace(card, answer_by=facts.answer_by),
            priority=priority,
            danger=any(flag.tier == "page" for flag in assessment.flags),
            louder=before is not None and _is_louder(before, assessment, case, priority),
            lifts=not _only_closes(incoming.text, latest),
            to_keep=to_keep,
            said_now=frozenset(flag.type for flag in latest.flags if flag.tier == "page"),
        )

    def _profile(self, case: Case, now: datetime) -> tuple[Profile | None, Kept | None]:
        """Take the profile that is kept, or work one out, to be kept where there is a history."""
        if case.customer is not None and case.customer.no_profile:
            return None, None
        if case.profile is not None:
            return decode_profile(case.profile), None
        premises = self.premises
        profiler = Profiler(premises.measures.statistics, premises.shop.history, premises.usual.facts.zone)
        past = Past(case.orders, case.engagement, case.service)
        if case.customer is None or not (case.orders or case.engagement):
            return profiler.profile(past, now), None
        kept = profiler.keep(case.customer.id or 0, past, now)
        return (kept.profile, kept) if kept else (None, None)


def unread_case(premises: Premises, case: Case, incoming: Incoming, now: datetime) -> Triaged:
    """Conclude nothing: the customer's words on a plain card."""
    assessment = case.turn_so_far or unread(_lang_hint(case, incoming))
    priority = prioritise(assessment, None, waiting_of(case, incoming, now), premises.usual.rules)
    return Triaged(
        incoming=incoming,
        case=case,
        assessment=assessment,
        suggestion=Suggestion(),
        facts=with_attached(card_facts(case, incoming, None, None, priority), case, incoming),
        priority=priority,
        danger=any(flag.tier == "page" for flag in assessment.flags),
        louder=False,
        lifts=True,
    )


def _lang_hint(case: Case, incoming: Incoming) -> str | None:
    if case.conversation is not None and case.conversation.lang:
        return case.conversation.lang
    return (incoming.language or "").partition("-")[0] or None


def _only_closes(text: str, latest: Assessment) -> bool:
    """Say whether a message asks for nothing more; whatever sounds like danger or like a question does."""
    if latest.flags or "?" in text or "？" in text:
        return False
    return only_thanks(text) or latest.intent.best.type in CLOSING_INTENTS


def _is_louder(before: Assessment, after: Assessment, case: Case, priority: Priority) -> bool:
    """Say whether agents must be alerted again: a new flag, or a clearly higher place in the queue."""
    new_flags = {(flag.type, flag.tier) for flag in after.flags} - {(flag.type, flag.tier) for flag in before.flags}
    was = case.conversation.priority if case.conversation else 0
    return bool(new_flags) or priority.value >= was + LOUDER

"""Assessments, suggestions and card facts as JSON for the database, and back."""

from typing import Any

from pydantic import TypeAdapter

from bot.cardfacts import CardFacts
from bot.storage.columns import ReadyJson
from classifier.assessment import Assessment, FactEvidence, TextEvidence
from playbooks.suggestion import Suggestion

_ASSESSMENT = TypeAdapter(Assessment)
_SUGGESTION = TypeAdapter(Suggestion)
_FACTS = TypeAdapter(CardFacts)


def encode_assessment(assessment: Assessment) -> ReadyJson:
    return ReadyJson(_ASSESSMENT.dump_json(assessment))


def decode_assessment(content: dict[str, Any]) -> Assessment:
    return _ASSESSMENT.validate_python(content)


def encode_suggestion(suggestion: Suggestion, facts: CardFacts) -> ReadyJson:
    said, known = _SUGGESTION.dump_json(suggestion), _FACTS.dump_json(facts)
    return ReadyJson(b'{"suggestion":%b,"facts":%b}' % (said, known))


def names_in(suggestion: Suggestion) -> dict[str, list[str]]:
    """Name the playbooks of a suggestion: those whose answer a reply is, and all that were meant."""
    answering = dict.fromkeys(reply.playbook for reply in suggestion.replies)
    meant = dict.fromkeys([*suggestion.playbooks, *(name for reply in suggestion.replies for name in reply.parts)])
    return {"answering": [*answering], "meant": [*(meant | answering)]}


def decode_suggestion(content: dict[str, Any]) -> tuple[Suggestion, CardFacts]:
    return _SUGGESTION.validate_python(content["suggestion"]), _FACTS.validate_python(content["facts"])


def encode_evidence(evidence: TextEvidence | FactEvidence) -> dict[str, Any]:
    """Spell evidence as the JSON lines of design.md do."""
    if isinstance(evidence, TextEvidence):
        return {"start": evidence.start, "end": evidence.end, "text": evidence.text}
    return {"fact": evidence.fact, "value": evidence.value}

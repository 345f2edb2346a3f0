"""Assessments, suggestions and card facts as JSON for the database, and back."""

from typing import Any

from pydantic import TypeAdapter

from bot.cardfacts import CardFacts
from classifier.assessment import Assessment, FactEvidence, TextEvidence
from playbooks.suggestion import Suggestion

_ASSESSMENT = TypeAdapter(Assessment)
_SUGGESTION = TypeAdapter(Suggestion)
_FACTS = TypeAdapter(CardFacts)


def encode_assessment(assessment: Assessment) -> dict[str, Any]:
    encoded: dict[str, Any] = _ASSESSMENT.dump_python(assessment, mode="json")
    return encoded


def decode_assessment(content: dict[str, Any]) -> Assessment:
    return _ASSESSMENT.validate_python(content)


def encode_suggestion(suggestion: Suggestion, facts: CardFacts) -> dict[str, Any]:
    return {
        "suggestion": _SUGGESTION.dump_python(suggestion, mode="json"),
        "facts": _FACTS.dump_python(facts, mode="json"),
    }


def decode_suggestion(content: dict[str, Any]) -> tuple[Suggestion, CardFacts]:
    return _SUGGESTION.validate_python(content["suggestion"]), _FACTS.validate_python(content["facts"])


def encode_evidence(evidence: TextEvidence | FactEvidence) -> dict[str, Any]:
    """Spell evidence as the JSON lines of design.md do."""
    if isinstance(evidence, TextEvidence):
        return {"start": evidence.start, "end": evidence.end, "text": evidence.text}
    return {"fact": evidence.fact, "value": evidence.value}

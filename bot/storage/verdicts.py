"""What is kept of an assessment for questions over many: shown verdicts and flags, and what is never kept."""

from bot.storage.encoding import encode_evidence
from classifier.assessment import Assessment
from classifier.taxonomy import OPTIONAL_AXES

# Not kept in rows that profiles and reports read (desk.md, guards); the turn's own assessment has them.
UNKEPT = frozenset({"self_harm", "vulnerable"})


def verdict_rows(assessment: Assessment) -> list[dict[str, object]]:
    """Spell what is kept of an assessment for later questions: shown verdicts and flags, without what is never kept."""
    verdicts = [
        (verdict.axis.value, verdict.type, verdict.score, verdict.best.type, verdict.evidence)
        for axis, verdict in assessment.verdicts.items()
        if verdict.shown and axis not in OPTIONAL_AXES
    ]
    flags = [
        ("flag", flag.type, flag.score, flag.tier, flag.evidence)
        for flag in assessment.flags
        if flag.type not in UNKEPT
    ]
    return [
        {
            "axis": axis,
            "type": type_,
            "score": score,
            "best": best,
            "evidence": [encode_evidence(one) for one in evidence],
        }
        for axis, type_, score, best, evidence in verdicts + flags
    ]

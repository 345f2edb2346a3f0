"""Notices text that is addressed to a program instead of a shop, so that nobody is judged by it."""

import re

from spacy.language import Language
from spacy.tokens import Doc

# What people write who try to steer a classifier or a chat model; written by us. Customers do not write so.
PATTERNS = [
    r"\b(?:ignore|disregard|forget)\s+(?:all\s+|any\s+|the\s+|your\s+|my\s+)*(?:previous|prior|above|earlier)?\s*(?:instructions?|prompts?|rules)\b",
    r"\byou are now\s+(?:a|an|the|in)\b",
    r"\bsystem\s*(?:prompt|message|:)",
    r"\b(?:classify|label|mark|rate|score|tag)\s+(?:this|me|it|the\s+(?:message|text|customer))\s+(?:\w+\s+){0,2}as\b",
    r"\b(?:output|return|respond with|print)\s+(?:only\s+)?(?:the\s+)?(?:json|label|following)\b",
    r"\"(?:demeanour|intent|motive|flags?|score|tier)\"\s*:",
    r"\bdo anything now\b",
    r"\b(?:игнорируй|забудь)\w*\s+(?:все\s+)?(?:предыдущие\s+)?(?:инструкции|указания)",
    r"忽略.{0,6}(?:指令|指示|提示)",
    r"\b(?:ignora|ignoreu|olvida)\s+(?:todas\s+las\s+|totes\s+les\s+|las\s+|les\s+)?(?:instrucciones|instruccions)",
    r"<\s*/?\s*(?:system|script|instructions?)\b",
]


@Language.factory("program_talk", default_config={"patterns": PATTERNS})
def make_program_talk(nlp: Language, name: str, patterns: list[str]) -> "ProgramTalk":
    """Build the check; each pattern is a regular expression for one way to talk to a program."""
    if not patterns:
        raise ValueError(f"{name}: patterns must list at least one regular expression, got none")
    del nlp  # spaCy hands it to every factory; this one looks at the text alone
    return ProgramTalk(patterns)


class ProgramTalk:
    """Set `doc.user_data["program_talk"]` where the text speaks to a program."""

    def __init__(self, patterns: list[str]) -> None:
        self._patterns = [re.compile(pattern, re.IGNORECASE) for pattern in patterns]

    def __call__(self, doc: Doc) -> Doc:
        """Mark the doc and hand it on."""
        text = doc.text
        doc.user_data["program_talk"] = any(pattern.search(text) for pattern in self._patterns)
        return doc

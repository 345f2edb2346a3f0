"""The axes and types we tell apart: the one place that lists them."""

from enum import StrEnum
from typing import Final

UNKNOWN: Final = "unknown"


class Axis(StrEnum):
    """One independent question about a customer; each has one primary type or `unknown`."""

    DEMEANOUR = "demeanour"
    MOTIVE = "motive"
    LIFECYCLE = "lifecycle"
    VALUE = "value"
    ADVOCACY = "advocacy"
    DECISION = "decision"
    PERCEPTION = "perception"
    DISC = "disc"
    SABONE = "sabone"
    CAUTION = "caution"


TYPES: Final[dict[Axis, tuple[str, ...]]] = {
    Axis.DEMEANOUR: ("hurried", "dramatic", "friendly", "angry", "know_it_all", "calm"),
    Axis.MOTIVE: ("need_based", "impulsive", "discount", "wandering", "researcher", "none"),
    Axis.LIFECYCLE: (
        "suspect",
        "prospect",
        "lead_cold",
        "lead_hot",
        "new",
        "one_time",
        "rare",
        "active",
        "returning",
        "loyal",
        "at_risk",
        "sleeping",
        "lost",
        "won_back",
    ),
    Axis.VALUE: ("gold", "super", "status", "standard", "petty"),
    Axis.ADVOCACY: ("fan", "innovator", "pioneer", "lead_user", "influencer", "detractor", "neutral"),
    Axis.DECISION: ("rational", "emotional", "combined"),
    Axis.PERCEPTION: ("visual", "auditory", "kinesthetic"),
    Axis.DISC: ("dominant", "influential", "steady", "conscientious"),
    Axis.SABONE: ("neighbour", "active", "budget", "education", "novice", "expert"),
    Axis.CAUTION: ("undecided", "impossible", "problem", "abuser", "none"),
}

# Those that a text can have; calm is that it has none of them.
DEMEANOURS: Final = tuple(type_ for type_ in TYPES[Axis.DEMEANOUR] if type_ != "calm")

# These say that nothing special was found, so they stand without evidence.
PLAIN_TYPES: Final = frozenset({"calm", "none", "neutral", "standard"})

INTENTS: Final = (
    "order_status",
    "delivery_problem",
    "return_refund",
    "cancel_change",
    "payment_billing",
    "product_question",
    "product_fault",
    "account_access",
    "price_promo",
    "complaint_service",
    "praise",
    "contact_human",
    "other",
)

FLAGS: Final = (
    "self_harm",
    "safety",
    "fraud",
    "legal_threat",
    "privacy",
    "public_threat",
    "vulnerable",
    "churn_threat",
)
# Leaders are paged for these, the worst first; other flags are a line on the card.
PAGED: Final = ("self_harm", "safety", "fraud")

# Off unless the shop switches them on, and never stored as facts about a person (desk.md, guards).
OPTIONAL_AXES: Final = frozenset({Axis.DISC, Axis.PERCEPTION, Axis.SABONE})

# What customers write in; `xx` is everything else.
LANGUAGES: Final = ("en", "ru", "zh", "es", "ca", "fy")


def label(axis: Axis | str, type_: str) -> str:
    """Spell a label key: `active` and `none` occur on two axes, so the axis comes first.

    >>> label(Axis.MOTIVE, "none")
    'motive:none'
    """
    return f"{axis}:{type_}"


# The labels of what pages somebody, which is learnt and fitted apart from the rest.
PAGING: Final = tuple(label("flag", type_) for type_ in PAGED)


def split_label(key: str) -> tuple[Axis, str]:
    """Take a label key apart; refuses what the taxonomy does not list."""
    axis, _, type_ = key.partition(":")
    if axis not in TYPES or type_ not in TYPES[Axis(axis)]:
        raise ValueError(f"{key!r} is not a label; write axis:type as listed in classifier/taxonomy.py")
    return Axis(axis), type_

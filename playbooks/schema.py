"""A playbook as it is written in YAML: when it is meant, what to say, what to do, what to come back to."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import cached_property
from typing import Annotated, Final, Literal, Self, get_args

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, StrictBool, StrictInt, model_validator

from classifier.taxonomy import PAGED, Axis
from playbooks.conditions import Conditions
from playbooks.delays import Delay
from playbooks.errors import Strict, did_you_mean, not_text, wrong
from playbooks.fragments import Fragment, FragmentTexts, Needs, Variant, Words, read_words
from playbooks.ladder import ROLES, Role, check_ladder
from playbooks.suggestion import TONES, Tone
from playbooks.vocabulary import POLICIES, VARIABLES, kind_of

Slot = Literal["opening", "substance", "limit", "offer", "closing"]
SLOTS: Final[tuple[Slot, ...]] = get_args(Slot)  # in the order in which they are said

# Who speaks where several playbooks have something for the same slot: the earlier kind.
Kind = Literal[
    "danger",
    "legal",
    "vulnerable",
    "promise",
    "demeanour",
    "situation",
    "caution",
    "lifecycle",
    "motive",
    "value",
    "advocacy",
    "form",
    "everyday",
]
PRECEDENCE: Final[tuple[Kind, ...]] = get_args(Kind)

_LEGAL: Final = frozenset({"legal_threat", "privacy", "public_threat"})
_PROMISE: Final = frozenset({"promise_broken", "refund_overdue"})
# Axes that say in which form to answer rather than what.
_FORM: Final = frozenset({Axis.DECISION, Axis.PERCEPTION, Axis.DISC, Axis.SABONE})


def _text(value: object) -> object:
    if not isinstance(value, str) or not value.strip():
        raise wrong(not_text(value if value != "" else None))
    return " ".join(value.split())


def _one_of(known: Sequence[str], what: str) -> PlainValidator:
    def read(value: object) -> object:
        if value not in known:
            raise wrong(f"{value!r} is not {what}; {did_you_mean(str(value), known)}")
        return value

    return PlainValidator(read)


def _path(value: object) -> object:
    if not isinstance(value, str) or kind_of(value) != "time":
        times = [name for name, kind in VARIABLES.items() if kind == "time"]
        raise wrong(f"{value!r} is not a time; {did_you_mean(str(value), times)}")
    return value


def check_name(value: str) -> str:
    """Hand back what can be the name of a playbook."""
    if not (value.isascii() and value.isidentifier() and value.islower()):
        raise wrong(f"{value!r} is not a name; write small letters, digits and _, like late_parcel")
    if value in _YAML_WORDS:
        raise wrong(
            f"{value!r} is not a name, since YAML reads it as another thing; write more words, like {value}_parcel"
        )
    return value


_SILENT: Final[FragmentTexts] = {}
# Without quotes these are no text in YAML.
_YAML_WORDS: Final = frozenset({"yes", "no", "on", "off", "true", "false", "null"})

Text = Annotated[str, BeforeValidator(_text)]
Name = Annotated[Text, AfterValidator(check_name)]
_UNLESS: Final = ("answered", "customer_wrote", "delivered", "refunded", "resolved")


class Escalate(Strict):
    """One rung of the ladder: to whom, after how long without an end, and only where `if` holds."""

    to: Annotated[Role, _one_of(ROLES, "someone to escalate to")]
    after: Delay | None = None
    only_if: Needs = Field(default=frozenset(), alias="if")
    text: Words | None = None
    tell: Fragment = _SILENT  # what the customer is told; left out, the usual words of that role


class StepText(Strict):
    """Something for the agent to do, or a rung of the ladder."""

    do: Words | None = None
    escalate: Escalate | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if (self.do is None) == (self.escalate is None):
            raise ValueError("a step is one thing; write either do or escalate")
        return self


class FollowUpText(Strict):
    """What to come back to: `after` a while, `at` a time that a fact gives, or a while after that."""

    after: Delay | None = None
    at: Annotated[str, PlainValidator(_path)] | None = None
    unless: (
        Annotated[
            Literal["answered", "customer_wrote", "delivered", "refunded", "resolved"],
            _one_of(_UNLESS, "a reason to drop a follow-up"),
        ]
        | None
    ) = None
    text: Words = Field(
        default_factory=lambda: read_words({"en": "Write to the customer", "ru": "Написать покупателю"})
    )

    @model_validator(mode="after")
    def _has_a_time(self) -> Self:
        if self.after is None and self.at is None:
            raise ValueError("has no time; write after: 2h or at: answer_by")
        if self.at is None and self.after == timedelta(0):
            raise ValueError("'after' is no time at all; write a delay like 2h")
        return self


class Playbook(Strict):
    """One situation: *when … say … do … follow up*. The engine composes what several of them say."""

    name: Name
    summary: Text
    kind: Annotated[Kind, _one_of(PRECEDENCE, "a kind")] = "everyday"  # left out, `when` decides it
    priority: StrictInt = 0  # within a kind; the higher speaks first
    when: Conditions = Conditions()
    unless: Conditions = Conditions()
    needs: Needs = frozenset()  # for every text of this playbook, beside what each names itself
    promises: Sequence[Annotated[str, _one_of(tuple(POLICIES), "a policy of shop.yaml")]] = ()
    tone: Annotated[Tone | None, _one_of(TONES, "a tone")] = None  # the one that suits this customer best
    approved: StrictBool = False  # the whole answer; nothing is added to it and nothing else is said

    opening: Fragment = _SILENT
    substance: Fragment = _SILENT
    limit: Fragment = _SILENT
    offer: Fragment = _SILENT
    closing: Fragment = _SILENT

    forbids: Sequence[Annotated[str, _one_of((*SLOTS, *PRECEDENCE), "a slot or a kind")]] = ()
    avoid: Sequence[Words] = ()
    steps: Sequence[StepText] = ()
    follow_up: FollowUpText | None = None
    because: Words | None = None

    @model_validator(mode="before")
    @classmethod
    def _derive_kind(cls, value: object) -> object:
        """Let `when` say the kind where nobody wrote it; a broken condition is reported by itself."""
        if isinstance(value, dict) and "kind" not in value and isinstance(value.get("when"), dict):
            return {**value, "kind": _kind_of(value["when"])}
        return value

    @model_validator(mode="after")
    def _says_what_it_must(self) -> Self:
        if self.approved and not self.substance:
            raise wrong("approved texts are the whole answer; write them under substance", beside=("approved",))
        if self.approved and "en" not in self.substance:
            raise wrong("approved texts need English, which every other language falls back to", beside=("substance",))
        if self.approved and not all(
            wordings[-1].needs <= self.needs == set() for wordings in self.substance["en"].values()
        ):
            raise wrong(
                "approved texts must be sayable with nothing known; end each list with a text without facts",
                beside=("substance", "en"),
            )
        return self

    @model_validator(mode="after")
    def _leads_up(self) -> Self:
        check_ladder((place, step.escalate) for place, step in enumerate(self.steps) if step.escalate)
        return self

    @property
    def wordings(self) -> Iterator[Variant]:
        """Every wording of every slot, in all languages and tones; one for all tones comes once for each."""
        for slot in SLOTS:
            for tones in self.fragment(slot).values():
                for variants in tones.values():
                    yield from variants

    def fragment(self, slot: Slot) -> FragmentTexts:
        """Give what this playbook says in a slot."""
        texts: FragmentTexts = getattr(self, slot)
        return texts

    @property
    def asks(self) -> frozenset[Role]:
        """Whom its ladder can pass a case to."""
        return frozenset(step.escalate.to for step in self.steps if step.escalate)

    @cached_property
    def rank(self) -> tuple[int, int]:
        """Where it stands in the precedence; smaller speaks first."""
        return PRECEDENCE.index(self.kind), -self.priority


def _kind_of(when: dict[str, object]) -> Kind:
    raw = when.get("flags"), when.get("facts")
    flags, facts = ({str(name) for name in names} if isinstance(names, dict | list) else set() for names in raw)
    order: tuple[tuple[Kind, bool], ...] = (
        ("danger", not flags.isdisjoint(PAGED)),
        ("legal", bool(flags & _LEGAL)),
        ("vulnerable", "vulnerable" in flags),
        ("promise", bool(facts & _PROMISE)),
        ("demeanour", "demeanour" in when),
        ("caution", "caution" in when),
        ("situation", "intent" in when or "words" in when or bool(facts)),
        ("lifecycle", "lifecycle" in when or "churn_threat" in flags),
        ("motive", "motive" in when),
        ("value", "value" in when),
        ("advocacy", "advocacy" in when),
        ("form", any(axis in when for axis in _FORM)),
    )
    # Only figures, languages or earlier replies: a situation all the same.
    return next((kind for kind, holds in order if holds), "situation" if when else "everyday")

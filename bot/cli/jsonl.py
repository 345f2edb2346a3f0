"""The JSON lines of `classify` and `suggest`: a line in becomes a request, an assessment becomes a line out.

The shape is the contract in the design; keys beyond it are left alone, so that labelled or exported rows can be fed
as they are.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from classifier.assessment import Assessment, Evidence, Flag, Guess, Intent, Said, TextEvidence, Verdict
from classifier.history.orders import Item, Order, Status
from classifier.priority import Priority
from classifier.priority_words import word_reason
from classifier.request import Request
from classifier.taxonomy import Axis

Identifier = str | int
# More digits than anybody measured.
DIGITS = 4


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("is outside the calendar; write the real time") from None


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]


class _Line(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)


class _SaidLine(_Line):
    who: Literal["customer", "agent"] = Field(alias="from")
    at: Moment
    text: str


class _ItemLine(_Line):
    sku: str
    title: str
    category: str | None = None
    quantity: int
    price: Decimal


class _OrderLine(_Line):
    id: Identifier
    placed_at: Moment
    total: Decimal
    currency: str
    items: tuple[_ItemLine, ...]
    discount: Decimal = Decimal(0)
    refunded: Decimal = Decimal(0)
    status: Status = "paid"
    channel: str | None = None
    promised_at: Moment | None = None
    shipped_at: Moment | None = None
    delivered_at: Moment | None = None
    returned_at: Moment | None = None
    carrier: str | None = None
    tracking: str | None = None


class _RequestLine(_Line):
    id: Identifier
    text: str
    lang: str | None = None
    first_name: str | None = None
    now: Moment | None = None
    conversation: tuple[_SaidLine, ...] = ()
    orders: tuple[_OrderLine, ...] = ()


class LineError(ValueError):
    """A line that is not a request; `id` is its id where one could be read."""

    def __init__(self, message: str, id_: Identifier | None = None) -> None:
        super().__init__(message)
        self.id = id_


def read_request(line: str, *, now: datetime) -> Request:
    """Read one line; `now` holds where the line names no time of its own."""
    row = _read_object(line)
    try:
        asked = _RequestLine.model_validate(row)
    except ValidationError as error:
        raise LineError(_first_problem(error), _id_of(row)) from error
    return Request(
        text=asked.text,
        now=asked.now or now,
        id=asked.id,
        conversation=tuple(Said(said.who, said.text, said.at) for said in asked.conversation),
        lang_hint=asked.lang,
        first_name=asked.first_name,
        orders=tuple(_order(order) for order in asked.orders),
    )


def error_json(error: LineError) -> dict[str, Any]:
    """Write what is wrong with a line, in its place."""
    return {"id": error.id, "error": str(error)}


def assessment_json(id_: Identifier, assessment: Assessment, priority: Priority | None = None) -> dict[str, Any]:
    """Write an assessment as the contract's object."""
    found: dict[str, Any] = {
        "id": id_,
        "lang": assessment.lang,
        "axes": {str(axis): _axis(axis, verdict, assessment) for axis, verdict in assessment.verdicts.items()},
        "intent": _intent(assessment.intent),
        "flags": [_flag(flag) for flag in assessment.flags],
    }
    if priority is not None:
        found["priority"] = {
            "value": priority.value,
            "reasons": [word_reason(reason, "en") for reason in priority.reasons],
        }
    return found


def _axis(axis: Axis, verdict: Verdict, assessment: Assessment) -> dict[str, Any]:
    best: Any = _guess(verdict.best)
    if axis is Axis.DEMEANOUR:
        best = [_guess(guess) for guess in assessment.demeanours]
    written: dict[str, Any] = {"type": verdict.type, "score": _round(verdict.score), "best": best}
    if verdict.second is not None:
        written["second"] = _guess(verdict.second)
    return {**written, "evidence": [_evidence(one) for one in verdict.evidence]}


def _guess(guess: Guess) -> dict[str, Any]:
    return {"type": guess.type, "score": _round(guess.score)}


def _round(score: float) -> float:
    return round(score, DIGITS)


def _intent(intent: Intent) -> dict[str, Any]:
    evidence = [_evidence(one) for one in intent.evidence]
    return {"type": intent.type, "score": _round(intent.score), "best": _guess(intent.best), "evidence": evidence}


def _flag(flag: Flag) -> dict[str, Any]:
    evidence = [_evidence(one) for one in flag.evidence]
    return {"type": flag.type, "score": _round(flag.score), "tier": flag.tier, "evidence": evidence}


def _evidence(evidence: Evidence) -> dict[str, Any]:
    if isinstance(evidence, TextEvidence):
        return {"start": evidence.start, "end": evidence.end, "text": evidence.text}
    return {"fact": evidence.fact, "value": evidence.value}


def _read_object(line: str) -> Mapping[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise LineError(f"the line is not JSON ({error}); write one object a line") from error
    if not isinstance(row, dict):
        raise LineError(f"the line is a {type(row).__name__}; write one object with id and text")
    _refuse_half_characters(row)
    return row


def _refuse_half_characters(row: Mapping[str, Any]) -> None:
    r"""JSON may spell half an emoji (`\ud83d`); no program after us could read such a text."""
    try:
        json.dumps(row, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise LineError("the line has half a character, like \\ud83d alone; write whole characters") from error


def _id_of(row: Mapping[str, Any]) -> Identifier | None:
    given = row.get("id")
    return given if isinstance(given, str | int) else None


def _first_problem(error: ValidationError) -> str:
    problem = error.errors(include_url=False)[0]
    place = ".".join(map(str, problem["loc"])) or "the line"
    words = str(problem["msg"]).removeprefix("Value error, ")
    given = f", got {problem['input']!r:.60}" if problem["type"] != "missing" else ""
    return f"{place}: {words[:1].lower()}{words[1:]}{given}"


def _order(line: _OrderLine) -> Order:
    items = tuple(
        Item(sku=item.sku, title=item.title, quantity=item.quantity, price=item.price, category=item.category)
        for item in line.items
    )
    return Order(
        id=str(line.id),
        placed_at=line.placed_at,
        currency=line.currency,
        total=line.total,
        items=items,
        discount=line.discount,
        refunded=line.refunded,
        status=line.status,
        channel=line.channel,
        promised_at=line.promised_at,
        shipped_at=line.shipped_at,
        delivered_at=line.delivered_at,
        returned_at=line.returned_at,
        carrier=line.carrier,
        tracking=line.tracking,
    )

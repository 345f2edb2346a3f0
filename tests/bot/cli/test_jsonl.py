"""The JSON lines of the command line."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bot.cli.jsonl import LineError, assessment_json, error_json, read_request
from classifier.assessment import Assessment, FactEvidence, Flag, Guess, Intent, TextEvidence, Verdict
from classifier.taxonomy import Axis

NOON = datetime(2025, 3, 3, 12, tzinfo=UTC)


def read(**row):
    return read_request(json.dumps({"id": "m1", "text": "Hello", **row}), now=NOON)


def test_a_line_becomes_a_request():
    """Text, language, time, conversation and orders arrive as values, times in UTC and money exact."""
    request = read(
        lang="es",
        now="2025-03-04T10:00:00+02:00",
        conversation=[{"from": "agent", "at": "2025-03-03T10:00:00Z", "text": "Hi"}],
        orders=[
            {
                "id": 7,
                "placed_at": "2025-02-01T00:00:00Z",
                "total": "19.90",
                "currency": "EUR",
                "items": [{"sku": "A", "title": "Cup", "quantity": 2, "price": 9.95}],
            }
        ],
    )

    assert (request.id, request.lang_hint) == ("m1", "es")
    assert request.now == datetime(2025, 3, 4, 8, tzinfo=UTC)
    assert request.conversation[0].who == "agent"
    assert (request.orders[0].id, request.orders[0].total) == ("7", Decimal("19.90"))
    assert request.orders[0].items[0].price == Decimal("9.95")


def test_a_line_without_a_time_is_read_now():
    """`now` is ours where the line has none."""
    assert read().now == NOON


@pytest.mark.parametrize(
    ("line", "id_", "says"),
    [
        ("not json", None, "not JSON"),
        ("[1]", None, "one object"),
        ('{"id": "a"}', "a", "text"),
        ('{"text": "x"}', None, "id"),
        ('{"id": "a", "text": 5}', "a", "text"),
        ('{"id": "a", "text": "x", "now": "2025-03-03T10:00:00"}', "a", "now"),
        (
            '{"id": "a", "text": "x", "conversation": [{"from": "bot", "at": "2025-03-03T10:00:00Z", "text": ""}]}',
            "a",
            "from",
        ),
        ('{"id": "a", "text": "x", "orders": [{"id": "1"}]}', "a", "orders.0.placed_at"),
    ],
)
def test_a_line_that_is_not_so_says_what_is_wrong(line, id_, says):
    """The place and the value are named, beside the id where it can be read."""
    with pytest.raises(LineError) as caught:
        read_request(line, now=NOON)
    written = error_json(caught.value)

    assert written["id"] == id_
    assert says in written["error"]


def test_an_assessment_is_written_as_the_contract_says():
    """Axes with type, score, best, second and evidence; intent; flags with their tier."""
    angry = Guess("angry", 0.9)
    verdict = Verdict(Axis.DEMEANOUR, "angry", 0.9, angry, Guess("hurried", 0.5), (TextEvidence(0, 5, "Worst"),))
    value = Verdict(Axis.VALUE, "gold", 0.8, Guess("gold", 0.8), None, (FactEvidence("margin", "900 EUR"),))
    assessment = Assessment(
        lang="en",
        verdicts={Axis.DEMEANOUR: verdict, Axis.VALUE: value},
        demeanours=(angry, Guess("hurried", 0.5)),
        intent=Intent("unknown", 0.3, Guess("other", 0.3)),
        flags=(Flag("safety", 0.9, "page", (TextEvidence(6, 10, "fire"),)),),
    )
    written = json.loads(json.dumps(assessment_json("m1", assessment)))

    assert written == {
        "id": "m1",
        "lang": "en",
        "axes": {
            "demeanour": {
                "type": "angry",
                "score": 0.9,
                "best": [{"type": "angry", "score": 0.9}, {"type": "hurried", "score": 0.5}],
                "second": {"type": "hurried", "score": 0.5},
                "evidence": [{"start": 0, "end": 5, "text": "Worst"}],
            },
            "value": {
                "type": "gold",
                "score": 0.8,
                "best": {"type": "gold", "score": 0.8},
                "evidence": [{"fact": "margin", "value": "900 EUR"}],
            },
        },
        "intent": {"type": "unknown", "score": 0.3, "best": {"type": "other", "score": 0.3}, "evidence": []},
        "flags": [
            {"type": "safety", "score": 0.9, "tier": "page", "evidence": [{"start": 6, "end": 10, "text": "fire"}]}
        ],
    }

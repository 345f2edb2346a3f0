"""`triage classify` and `triage suggest`: the contract of the JSON lines, and the table for people."""

import json
from datetime import UTC, datetime, timedelta

import jsonschema
import pytest

from bot.cli.jsonl import read_request
from bot.cli.suggestions import write_delay
from bot.cli.think import answers, build_thinker

NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)

SCORED = {
    "type": "object",
    "required": ["type", "score"],
    "properties": {"type": {"type": "string"}, "score": {"type": "number", "minimum": 0, "maximum": 1}},
    "additionalProperties": False,
}
QUOTE = {
    "type": "object",
    "required": ["start", "end", "text"],
    "properties": {"start": {"type": "integer"}, "end": {"type": "integer"}, "text": {"type": "string"}},
    "additionalProperties": False,
}
FACT = {
    "type": "object",
    "required": ["fact", "value"],
    "properties": {"fact": {"type": "string"}, "value": {"type": "string"}},
    "additionalProperties": False,
}
EVIDENCE = {"type": "array", "items": {"anyOf": [QUOTE, FACT]}}
CLASSIFIED = {
    "type": "object",
    "required": ["id", "lang", "axes", "intent", "flags", "priority"],
    "properties": {
        "axes": {
            "type": "object",
            "required": ["demeanour", "motive"],
            "additionalProperties": {
                "type": "object",
                "required": ["type", "score", "best", "evidence"],
                "properties": {
                    "type": {"type": "string"},
                    "score": {"type": "number"},
                    "best": {"anyOf": [SCORED, {"type": "array", "items": SCORED, "minItems": 1, "maxItems": 2}]},
                    "second": SCORED,
                    "evidence": EVIDENCE,
                },
                "additionalProperties": False,
            },
        },
        "intent": {"type": "object", "required": ["type", "best", "score"]},
        "flags": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["type", "score", "tier", "evidence"],
                "properties": {"tier": {"enum": ["page", "check"]}, "evidence": EVIDENCE},
            },
        },
        "priority": {
            "type": "object",
            "required": ["value", "reasons"],
            "properties": {
                "value": {"type": "integer", "minimum": 0, "maximum": 100},
                "reasons": {"type": "array", "items": {"type": "string"}},
            },
            "additionalProperties": False,
        },
    },
}
SUGGESTED = {
    "type": "object",
    "required": ["replies", "steps"],
    "properties": {
        "replies": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["playbook", "lang", "text", "because"],
                "additionalProperties": {"type": "string", "minLength": 1},
            },
        },
        "steps": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["text"],
                "oneOf": [{"required": ["do"]}, {"required": ["escalate_to"]}],
                "properties": {"do": {}, "escalate_to": {}, "text": {"type": "string"}, "after": {"type": "string"}},
                "additionalProperties": False,
            },
        },
        "follow_up": {"type": "object", "required": ["after", "text"]},
    },
}
ORDER = {
    "id": "1042",
    "placed_at": "2026-03-05T10:00:00Z",
    "total": 59.9,
    "currency": "EUR",
    "items": [{"sku": "NL-1", "title": "Lamp", "category": "home", "quantity": 1, "price": "59.90"}],
}
ANGRY = "This is the third time I ask. Where is my order 1042?! Give me my money back."


@pytest.fixture(scope="module")
def thinker():
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir("/")
        return build_thinker(with_library=True)


def answer(thinker, **row):
    (found,) = answers([json.dumps(row).encode()], thinker, NOW)
    return found


def test_an_answer_keeps_the_contract(thinker):
    """Every key of the contract is there, in its type, and nothing else on the axes."""
    found = answer(thinker, id="a", text=ANGRY, orders=[ORDER], now="2026-03-12T09:30:00Z")

    jsonschema.validate(found, CLASSIFIED)
    jsonschema.validate(found, SUGGESTED)


def test_evidence_stands_where_it_says(thinker):
    """Offsets count code points of the text as it was given."""
    text = "😀 " + ANGRY
    found = answer(thinker, id="a", text=text)
    quotes = [one for axis in found["axes"].values() for one in axis["evidence"] if "start" in one]

    assert quotes
    assert all(text[one["start"] : one["end"]] == one["text"] for one in quotes)


@pytest.mark.parametrize("id_", ["a-1", 7])
def test_the_id_comes_back_as_it_was_given(thinker, id_):
    """A number stays a number."""
    assert answer(thinker, id=id_, text="hello")["id"] == id_


def test_orders_bring_the_axes_of_history(thinker):
    """With purchases the lifecycle and the value are judged, by facts; without them they are left out."""
    without, with_orders = (answer(thinker, id=1, text=ANGRY, orders=orders)["axes"] for orders in ([], [ORDER]))

    assert "lifecycle" not in without
    assert with_orders["lifecycle"]["best"]["type"] == "new"
    assert with_orders["value"]["evidence"][0]["value"] == "59.90 EUR in 1 order"


def test_a_customer_is_judged_in_the_currency_of_their_orders(thinker):
    """Sums in dollars count although the shop's own currency is the euro."""
    found = answer(thinker, id=1, text="hello", orders=[ORDER | {"currency": "USD"}])

    assert found["axes"]["value"]["evidence"][0]["value"] == "59.90 USD in 1 order"


def test_what_was_said_before_counts(thinker):
    """A third message without an answer comes sooner; an answer in between ends the count."""
    hours_ago = [(NOW - timedelta(hours=n)).isoformat() for n in (3, 2, 1)]
    asked = [{"from": "customer", "at": at, "text": "Where is it?"} for at in hours_ago[:2]]
    answered = [*asked, {"from": "agent", "at": hours_ago[2], "text": "It is on its way."}]
    waiting, again = (answer(thinker, id=1, text="Hello?", conversation=said) for said in (asked, answered))

    assert "third message unanswered" in " ".join(waiting["priority"]["reasons"])
    assert "third message unanswered" not in " ".join(again["priority"]["reasons"])


@pytest.mark.parametrize(
    ("line", "id_", "words"),
    [
        (b"x", None, "not JSON"),
        (b"[1]", None, "the line is a list"),
        (b"null", None, "write one object"),
        (b'{"id": 1}', 1, "text"),
        (b'{"text": "hello"}', None, "id"),
        (b'{"id": "a", "text": 5}', "a", "text"),
        (b'{"id": "a", "text": "x", "now": "yesterday"}', "a", "now"),
        (b'{"id": "a", "text": "x", "now": "2026-03-12T09:30:00"}', "a", "now"),
        (b'{"id": "a", "text": "x", "now": "0001-01-01T00:00:00+05:00"}', "a", "outside the calendar"),
        (b'{"id": "a", "text": "x", "orders": [{"id": 1}]}', "a", "orders.0"),
        (b'{"id": "a", "text": "x", "conversation": [{"from": "bot", "at": "2026-03-12T09:30:00Z", "text": ""}]}',
         "a", "conversation.0.from"),
        (b'{"id": "a", "text": "\\ud83d"}', None, "half a character"),
        (b'{"id": "a", "text": "\xff"}', None, "not UTF-8"),
        (b"[" * 100_000, None, "not JSON"),
    ],
)  # fmt: skip
def test_a_bad_line_says_what_is_wrong(thinker, line, id_, words):
    """The line's place is kept, its id too where it could be read."""
    (found,) = answers([line], thinker, NOW)

    assert found["id"] == id_
    assert words in found["error"]


def test_a_run_goes_on_after_a_bad_line(triage, lines):
    """One bad line costs its own answer and the exit code, nothing else."""
    told = triage("classify", "--jsonl", stdin='{"id": 1, "text": "hello"}\n\nx\n{"id": 2, "text": "Привет"}\n')
    first, bad, second = lines(told.stdout)

    assert told.exit_code == 1
    assert (first["id"], second["id"], second["lang"]) == (1, 2, "ru")
    assert set(bad) == {"id", "error"}
    assert "replies" not in first


def test_a_good_run_ends_well(triage, lines):
    """Nothing but JSON on stdout, nothing on stderr."""
    told = triage("suggest", "--jsonl", stdin='{"id": 1, "text": "hello"}\n')

    assert told.exit_code == 0
    assert lines(told.stdout)[0]["replies"]
    assert told.stderr == ""


@pytest.mark.parametrize("text", ["", " ", "?", "🔥" * 50, "\x00\x07", "a" * 20_000, "]]>[b]&amp;"])
def test_any_text_gets_an_answer(thinker, text):
    """Customers write anything."""
    jsonschema.validate(answer(thinker, id=1, text=text), CLASSIFIED)


def test_people_get_tables(triage):
    """The types with the words that say so; square brackets of customers are no markup."""
    told = triage("classify", "Where is my order [b]1042[/b]?!")

    assert told.exit_code == 0
    assert "demeanour" in told.stdout
    assert "priority" in told.stdout


def test_people_get_replies_and_steps(triage):
    """Each tone with its reason, and what to come back to where a time is promised."""
    told = triage("suggest", ANGRY)
    measured = triage("suggest", "How long is the cable of the lamp?")

    assert told.exit_code == 0
    assert all(word in told.stdout for word in ("short", "warm", "firm", "because", "steps"))
    assert "follow-up in" in measured.stdout


def test_a_line_may_bring_the_facts_of_a_delivery(thinker):
    """Name, carrier and dates that stand in the line stand in the reply."""
    order = {
        "id": "1042",
        "placed_at": "2026-03-02T10:00:00Z",
        "total": 59.9,
        "currency": "EUR",
        "items": [{"sku": "NL-1", "title": "Lamp", "quantity": 1, "price": 59.9}],
        "promised_at": "2026-03-09T17:00:00Z",
        "shipped_at": "2026-03-05T10:00:00Z",
        "carrier": "DHL",
    }
    line = {
        "id": 1,
        "text": "Where is my parcel 1042?",
        "now": "2026-03-12T09:30:00Z",
        "first_name": "Anna",
        "orders": [order],
    }
    request = read_request(json.dumps(line), now=NOW)

    texts = [reply.text for reply in thinker.suggest(request, thinker.think(request)).replies]

    assert all(fact in text for text in texts for fact in ("Anna", "#1042", "9 March", "3 days late"))


@pytest.mark.parametrize(
    ("delay", "written"),
    [
        (timedelta(seconds=5), "5s"),
        (timedelta(minutes=15), "15m"),
        (timedelta(minutes=90), "90m"),
        (timedelta(hours=2), "2h"),
        (timedelta(days=1), "1d"),
        (timedelta(hours=6, minutes=15, seconds=12), "375m"),
        (timedelta(), "0d"),
    ],
)
def test_delays_are_written_as_in_playbooks(delay, written):
    """In the largest unit that is exact; from an hour on nobody counts seconds."""
    assert write_delay(delay) == written

"""The customer's own question, where it can be quoted."""

import pytest
from playbook_samples import an_answer, an_assessment, some_facts, suggest_with

from playbooks.question import LONGEST, own_question


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Hello! Does the tent come with pegs? Thanks", "Does the tent come with pegs?"),
        ("@shop does it fit a 60 cm door??", "does it fit a 60 cm door?"),
        ("你好，这个帐篷防水吗？谢谢", "你好，这个帐篷防水吗？"),
        ("¿Tenéis la talla 42 en negro?", "¿Tenéis la talla 42 en negro?"),
        ("Is it red? And how long is the cable?", "And how long is the cable?"),
        ("Do 2 x 1500 W work on 230 V?", "Do 2 x 1500 W work on 230 V?"),
        ("Is it damp-proof in Scunthorpe?", "Is it damp-proof in Scunthorpe?"),
    ],
)
def test_a_short_clean_question_is_found(text, question):
    """The last question is the one that is waited for; greetings and mentions around it are left out."""
    assert own_question(text) == question


@pytest.mark.parametrize(
    "text",
    [
        "The tent leaks.",
        "why?",
        "WHERE IS MY ORDER NOW?",
        "is https://example.org/a the right one?",
        "can you call 0612345678 for me?",
        "is 1234 5678 9012 3456 my card?",
        "can you call 06-12 34 56 78 for me?",
        "why are you such idiots over there?",
        "вы там совсем идиоты или как?",
        "你们这些骗子到底发不发货？",
        "¿sois gilipollas o qué os pasa?",
        "per què sou tan imbècils avui?",
        "binne jimme allegear oplichters?",
        "does it \u202efit me\u202c or not?",
        "does it fit\u200b a small door?",
        "does it have the \ue000 sign on?",
        "does {{ agent }} work here?",
        "is <b>this</b> what I need?",
        f"is it {'very ' * LONGEST}good?",
    ],
)
def test_what_should_not_be_repeated_is_no_question(text):
    """Nothing long, shouted, linked, numbered or marked up comes back to anybody."""
    assert own_question(text) is None


def test_a_reply_may_quote_it_and_does_without_it_else():
    """The customer sees that the very question was read."""
    answer = an_answer({"en": ["You ask: “{{ question }}” I am looking it up.", "I am looking it up."]})

    quoted = suggest_with(answer, facts=some_facts(text="Hi. Does it come with pegs?")).replies[0].text
    plain = suggest_with(answer, facts=some_facts(text="Hi.")).replies[0].text

    assert quoted == "Hello. You ask: “Does it come with pegs?” I am looking it up. Bye."
    assert plain == "Hello. I am looking it up. Bye."


def test_an_angry_question_is_not_held_up_to_its_author():
    """What somebody threw at us in anger is not repeated."""
    answer = an_answer({"en": ["You ask: “{{ question }}”", "I am looking."]})
    facts = some_facts(text="Are you people all asleep over there?")

    suggestion = suggest_with(answer, facts=facts, assessment=an_assessment(demeanours={"angry": 0.8}))

    assert suggestion.replies[0].text == "Hello. I am looking. Bye."


def test_template_code_in_a_customers_words_is_never_run():
    """A question is a value: whatever it holds, it is only text, and with braces it is not quoted at all."""
    answer = an_answer({"en": ["“{{ question }}”", "No."]})

    suggestion = suggest_with(answer, facts=some_facts(text="what is {{ 7 * 7 }} for me?"))

    assert suggestion.replies[0].text == "Hello. No. Bye."

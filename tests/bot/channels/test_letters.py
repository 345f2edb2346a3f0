"""What e-mail programs put around a person's words is set aside, in the languages we read."""

import pytest

from bot.letters import read_letter


@pytest.mark.parametrize(
    "quoted",
    [
        "On Mon, 3 May 2027 at 10:02, Lamps <help@lamps.example> wrote:\n> We sent it.",
        "On Mon, 3 May 2027 at 10:02, Lamps and more lamps\n<help@lamps.example> wrote:\nWe sent it.",
        "пн, 3 мая 2027 г. в 10:02, Лампы <help@lamps.example> пишет:\n> Мы отправили.",
        "03.05.2027 10:02, Лампы написал(а):\n> Мы отправили.",
        "Lamps <help@lamps.example> 于2027年5月3日周一 10:02写道：\n> 已发货。",
        "El lun, 3 may 2027 a las 10:02, Lamps (<help@lamps.example>) escribió:\n> Lo enviamos.",
        "El dl., 3 de maig 2027, Lamps va escriure:\n> L'hem enviat.",
        "Op 3 maaie 2027 om 10:02 skreau Lamps <help@lamps.example>:\n> Wy hawwe it ferstjoerd.",
        "-----Original Message-----\nFrom: Lamps\nWe sent it.",
        "-------- Пересылаемое сообщение --------\nМы отправили.",
        "---- 原始邮件 ----\n已发货。",
        "From: Lamps <help@lamps.example>\nSent: Monday\nTo: Anna\nSubject: Your lamp\n\nWe sent it.",
        "> We sent it.\n> Greetings",
    ],
)
def test_the_letter_that_is_answered_is_no_part_of_the_answer(quoted):
    """Ours below theirs, however the program introduces it."""
    assert read_letter(f"It is broken.\n\n{quoted}").words == "It is broken."


@pytest.mark.parametrize(
    "tail",
    [
        "-- \nAnna\n+31 6 0000 0000",
        "Kind regards,\nAnna de Vries\nDirector\nwww.vries.example",
        "С уважением,\nАнна\n+7 900 000-00-00",
        "此致\n敬礼\n小安",
        "Un saludo,\nAnna",
        "Salutacions,\nAnna",
        "Mei freonlike groetnis,\nAnna",
        "Sent from my iPhone",
        "Отправлено с iPhone",
        "发自我的iPhone",
        "Enviado desde mi móvil",
        "Enviat des del meu mòbil",
        "Ferstjoerd fan myn tillefoan",
        "This message is confidential and intended only for the person to whom it is addressed; delete it otherwise.",
    ],
)
def test_a_signature_is_no_word_of_the_letter(tail):
    """Neither its phone number nor its small print is read as what somebody asks."""
    assert read_letter(f"It is broken.\n\n{tail}").words == "It is broken."


@pytest.mark.parametrize(
    ("sender", "subject"),
    [
        ("From", "Subject"),
        ("От", "Тема"),
        ("发件人", "主题"),
        ("De", "Asunto"),
        ("De", "Assumpte"),
        ("Fan", "Ûnderwerp"),
    ],
)
def test_a_header_says_who_writes_and_is_no_word_of_theirs(sender, subject):
    """The address helps to find the person; the subject is kept aside."""
    letter = read_letter(f"{sender}: Anna <Anna@Vries.example>\n{subject}: Order 1042\n\nIt is broken.")

    assert (letter.words, letter.email, letter.subject) == ("It is broken.", "anna@vries.example", "Order 1042")


def test_an_answer_below_the_quote_is_found():
    """Some people write under what they quote."""
    text = "On 3 May 2027 Lamps wrote:\n> Is it broken?\n\nYes, and the box too."

    assert read_letter(text).words == "Yes, and the box too."


def test_a_forwarded_letter_is_the_letter():
    """Dashes and a header at the very top introduce the words instead of ending them."""
    text = "---------- Forwarded message ---------\nFrom: Anna <anna@vries.example>\nDate: Monday\n\nIt is broken."

    assert read_letter(text).words == "It is broken."


@pytest.mark.parametrize(
    "text",
    [
        "To: whom it may concern. My lamp is broken.",
        "Best regards to your team,\nbut my lamp is broken.",
        "On Monday I wrote to you: nothing came back.",
        "Он написал мне: лампа сломана.",
        "Is my address confidential?",
        "2 < 3 and 3 > 2, so where are my three lamps?",
    ],
)
def test_plain_words_stay_as_they_are(text):
    """What looks like e-mail for a moment and is a sentence loses nothing."""
    assert read_letter(text).words == text


def test_where_nothing_is_left_everything_stays():
    """An agent may paste the quoted lines alone: then those are the words."""
    assert (
        read_letter("> My lamp is broken.\n> Where is the new one?").words
        == "My lamp is broken.\nWhere is the new one?"
    )


def test_a_letter_with_nothing_but_a_subject_is_its_subject():
    """People write the whole question there."""
    assert (
        read_letter("From: Anna <a@vries.example>\nSubject: Where is order 1042?\n\n").words == "Where is order 1042?"
    )

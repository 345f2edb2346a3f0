"""Sets aside what e-mail programs put around a person's words: headers, quoted letters, signatures, small print.

Plain text as an agent pastes it, in the six languages we read. Where nothing would be left, all of it stays.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.desk.link_words import EMAIL

_FROM: Final = "from|от кого|от|发件人|de|fan|van"
_SUBJECT: Final = "subject|тема|主题|asunto|assumpte|ûnderwerp|onderwerp"
_OTHERS: Final = (
    "to|cc|bcc|reply-to|date|sent|кому|копия|дата|отправлено|收件人|抄送|日期|发送时间|para|fecha|enviado|enviado el"
    "|per a|data|enviat|enviat el|oan|datum|ferstjoerd|aan|verzonden"
)
_HEADER: Final = re.compile(rf"\s*\*?({_FROM}|{_SUBJECT}|{_OTHERS})\*?\s*[:：]\*?\s*(.*)", re.IGNORECASE)
# "On Monday Anna wrote:" on one line or broken over two.
_WROTE: Final = re.compile(
    r"^\s*(?:on\b.{3,200}\bwrote|el\b.{3,200}\bescribió|el\b.{3,200}\bva escriure|op\b.{3,200}\b(?:skreau|schreef)\b.{0,80}"
    r"|.{0,200}\d.{0,200}\b(?:пишет|написала?|написал\(а\))|.{0,200}(?:于|在).{2,120}(?:写道|寫道))\s*[:：]\s*$",
    re.IGNORECASE,
)
_MARKER: Final = re.compile(
    r"^\s*[-_=]{2,}\s*(?:original message|forwarded message|begin forwarded message|исходное сообщение"
    r"|пересылаемое сообщение|пересланное сообщение|原始邮件|转发邮件|转发的邮件|mensaje original|mensaje reenviado"
    r"|missatge original|missatge reenviat|orizjineel berjocht|trochstjoerd berjocht|oorspronkelijk bericht)\s*[-_=]*\s*$"
    r"|^\s*_{10,}\s*$",
    re.IGNORECASE,
)
_SENT_FROM: Final = re.compile(
    r"^\s*(?:sent from (?:my|the)\b|get outlook for\b|отправлено (?:с|из)\b|发自我的|来自我的|enviado desde (?:mi|el)\b"
    r"|enviat des (?:del|de)\b|ferstjoerd (?:fan|ôf) myn\b|verzonden (?:vanaf|met)\b)",
    re.IGNORECASE,
)
_SIGN_OFF: Final = re.compile(
    r"^\s*(?:(?:kind|best|warm|with kind)? ?regards|best wishes|(?:yours )?sincerely|с уважением|с наилучшими пожеланиями"
    r"|всего доброго|此致(?:敬礼)?|敬礼|祝好|(?:un |muchos )?saludos?(?: cordiales)?|atentamente|cordialmente"
    r"|(?:salutacions|salutacions cordials)|atentament|cordialment|(?:mei )?(?:freonlike )?groetnis(?:sen)?"
    r"|heechachtsjend)\s*[,.!，。！]?\s*$",
    re.IGNORECASE,
)
_SMALL_PRINT: Final = re.compile(
    r"confidential|intended (?:only|solely) for|конфиденциальн|предназначен\w* (?:только|исключительно)|保密|机密"
    r"|confidencial|fertroulik|vertrouwelijk",
    re.IGNORECASE,
)
# A single line of a header may be somebody's sentence ("To: whom it may concern"); two are a header.
_LEAST_HEADERS: Final = 2
# Behind a name, a signature has a handful of short lines; a longer tail is the letter going on.
_TAIL, _TAIL_LINE = 8, 80
# A sentence about something confidential is no small print; a paragraph of legal words is.
_PRINT: Final = 80


@dataclass(frozen=True, slots=True)
class Letter:
    """A person's words, and who the letter says they are."""

    words: str
    email: str | None = None
    subject: str = ""


def read_letter(text: str) -> Letter:
    r"""Take the words out of a pasted letter.

    >>> read_letter("Where is it?\n\nOn 3 May Ola wrote:\n> On its way").words
    'Where is it?'
    """
    lines = text.replace("\r\n", "\n").replace("\xa0", " ").split("\n")
    found = _headers(lines)
    body = _without_tail(list(_own(found.rest)))
    words = _joined(body) or found.subject or _joined([_unquoted(line) for line in lines])
    return Letter(words, found.email, found.subject)


@dataclass(frozen=True, slots=True)
class _Headers:
    rest: Sequence[str]
    email: str | None = None
    subject: str = ""


def _headers(lines: Sequence[str]) -> _Headers:
    """Read the header at the top, where there is one; a forwarded letter has a line of dashes before it."""
    start = 0
    while start < len(lines) and (not lines[start].strip() or _MARKER.match(lines[start])):
        start += 1
    end, read = start, list[tuple[str, str]]()
    while end < len(lines) and (found := _HEADER.fullmatch(lines[end])):
        read.append((found[1].lower(), found[2].strip()))
        end += 1
    if len(read) < _LEAST_HEADERS:
        return _Headers(lines)
    sender = next((EMAIL.search(value) for name, value in read if name in _FROM.split("|")), None)
    subject = next((value for name, value in read if name in _SUBJECT.split("|")), "")
    return _Headers(lines[end:], sender[0].strip(".").lower() if sender else None, subject)


def _own(lines: Sequence[str]) -> Iterator[str]:
    """Give the lines that the writer wrote; a quoted letter below ends them, one in between is skipped."""
    number = 0
    while number < len(lines):
        line = lines[number]
        if _MARKER.match(line) or _is_header(lines, number):
            return
        span = _wrote(lines, number)
        if span:
            number += span
            if not _goes_on_quoted(lines[number:]):
                return
            continue
        if not line.lstrip().startswith((">", "＞")):
            yield line
        number += 1


def _wrote(lines: Sequence[str], number: int) -> int:
    """Count the lines, one or two, that say who wrote what is quoted below; none where they do not."""
    if _WROTE.match(lines[number]):
        return 1
    return 2 if lines[number].strip() and _WROTE.match(" ".join(lines[number : number + 2])) else 0


def _is_header(lines: Sequence[str], number: int) -> bool:
    """Tell whether the header of an earlier letter begins here: names of fields, the sender's among them."""
    run = [found for line in lines[number : number + 4] if (found := _HEADER.fullmatch(line))]
    first = _HEADER.fullmatch(lines[number])
    return first is not None and first[1].lower() in _FROM.split("|") and len(run) > _LEAST_HEADERS


def _goes_on_quoted(rest: Sequence[str]) -> bool:
    first = next((line for line in rest if line.strip()), "")
    return first.lstrip().startswith((">", "＞"))


def _without_tail(lines: list[str]) -> list[str]:
    """Cut the signature and the small print."""
    for number, line in enumerate(lines):
        if line.rstrip() in ("--", "—") or _SENT_FROM.match(line):
            return lines[:number]
        if _SIGN_OFF.match(line) and _is_signature(lines[number + 1 :]):
            return lines[:number]
        if number and len(line) > _PRINT and _SMALL_PRINT.search(line):
            return lines[:number]
    return lines


def _is_signature(tail: Sequence[str]) -> bool:
    told = [line for line in tail if line.strip()]
    return len(told) <= _TAIL and all(len(line) <= _TAIL_LINE or _SMALL_PRINT.search(line) for line in told)


def _unquoted(line: str) -> str:
    return re.sub(r"^(?:\s*[>＞])+\s?", "", line)


def _joined(lines: Sequence[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()


def pieces_of(words: str, most: int = 1500) -> list[str]:
    """Split long words where a reader would pause: between paragraphs, sentences, or words at the last.

    >>> pieces_of("One two. Three four.", most=12)
    ['One two.', 'Three four.']
    """
    pieces, rest = list[str](), words.strip()
    while len(rest) > most:
        cut = _pause(rest, most)
        pieces.append(rest[:cut].strip())
        rest = rest[cut:].strip()
    return [*pieces, rest] if rest else pieces


def _pause(text: str, most: int) -> int:
    """Find the last good place to split; a piece is at least a third full."""
    for pattern in (r"\n\s*\n", r"\n", r"[.!?…](?=\s)|[。！？]", r"\s"):
        ends = [found.end() for found in re.finditer(pattern, text[: most + 1]) if found.end() > most // 3]
        if ends:
            return min(ends[-1], most)
    return most

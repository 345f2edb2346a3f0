"""Files are understood by what is in them, and refused in one sentence where they hold no orders."""

import gzip
import io
import zipfile
from decimal import Decimal

import pytest
from exports import read

from bot.shop.parsed import ImportFormatError

HEADER = "order_id,placed_at,total,customer_email,sku,title,quantity,price"
CHINESE = f"{HEADER}\n1,2026-03-01,5.00,a@x.org,A,红色台灯 大号,1,5.00\n"
WESTERN = f"{HEADER}\n1,2026-03-01,5.00,a@x.org,A,Müller's façade lamp – naïve Größe,1,5.00\n"
RUSSIAN = f"{HEADER}\n1,2026-03-01,5.00,a@x.org,A,Красная настольная лампа,1,5.00\n"


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        (CHINESE, "utf-8", "UTF-8"),
        (CHINESE, "utf-8-sig", "UTF-8 with a byte-order mark"),
        (CHINESE, "utf-16", "UTF-16"),
        (WESTERN, "utf-16-le", "UTF-16"),
        (WESTERN, "utf-16-be", "UTF-16"),
        (CHINESE, "gb18030", "GB18030"),
        (WESTERN, "cp1252", "Windows-1252"),
        (WESTERN.replace("Müller's façade lamp – naïve Größe", "été ßß Åå"), "cp1252", "Windows-1252"),
        (RUSSIAN, "cp1251", "Windows-1251"),
    ],
)
def test_the_encoding_is_found(text, encoding, name):
    """By the mark, or by what the bytes can and cannot be."""
    understood, (parsed,), _ = read(text, encoding=encoding)

    assert understood.encoding == name
    assert parsed.order.items[0].title == text.splitlines()[1].split(",")[5]


@pytest.mark.parametrize(("separator", "name"), [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "bar")])
def test_the_separator_is_found(separator, name):
    """The one under which the header has most of the known names."""
    understood, (parsed,), _ = read(WESTERN.replace(",", separator))

    assert understood.separator == name
    assert parsed.order.total == 5


def test_excels_own_first_line_is_obeyed():
    """It names the separator."""
    _, (parsed,), _ = read("sep=;\r\n" + WESTERN.replace(",", ";").replace("\n", "\r\n"))

    assert (parsed.order.id, parsed.line) == ("1", 3)


def test_a_decimal_comma_anywhere_holds_everywhere():
    """Then a point before three digits groups thousands, and a comma does not."""
    text = f"{HEADER}\n1,2026-03-01,1.234,a@x.org,A,A,1,1.234\n2,2026-03-01,5.50,a@x.org,A,A,1,5.50\n"
    comma = "\n".join(line.replace(",", ";").replace("5.50", "5,50") for line in text.splitlines())
    point, commas = read(text), read(comma)

    assert [parsed.order.total for parsed in point[1]] == [Decimal("1.234"), Decimal("5.50")]
    assert [parsed.order.total for parsed in commas[1]] == [Decimal(1234), Decimal("5.50")]
    assert commas[0].decimal_mark == ","


def test_the_days_of_a_file_are_read_in_one_order():
    """The date that can be read in one way only decides about the others."""
    rows = "1,03/04/2026,5,a@x.org,A,A,1,5\n2,25/04/2026,5,a@x.org,A,A,1,5\n"
    _, orders, _ = read(f"{HEADER}\n{rows}")

    assert [parsed.order.placed_at.month for parsed in orders] == [4, 4]
    with pytest.raises(ImportFormatError, match="say it with --dates"):
        read(f"{HEADER}\n{rows.splitlines()[0]}\n")
    assert read(f"{HEADER}\n{rows.splitlines()[0]}\n", day_first=False)[1][0].order.placed_at.month == 3


def test_other_currencies_stay_as_they_are():
    """What one is worth in another is the shop's to say, in `shop.yaml`, and may change."""
    text = f"{HEADER},currency\n1,2026-03-01,10,a@x.org,A,A,1,10,USD\n2,2026-03-01,10,a@x.org,A,A,1,10,GBP\n"
    understood, orders, _ = read(text)

    assert [(parsed.order.currency, parsed.order.total) for parsed in orders] == [("USD", 10), ("GBP", 10)]
    assert understood.currencies == {"USD", "GBP"}


def test_a_packed_file_is_read_as_it_is():
    """Gzip needs no unpacking."""
    assert len(read(gzip.compress(WESTERN.encode()))[1]) == 1


def zipped(name):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(name, "x" * 10)
    return data.getvalue()


LOCKED = bytearray(zipped("orders.csv"))
LOCKED[6] |= 1
CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf\n", "the file is empty"),
        (bytes(range(256)) * 10, "binary data"),
        (b"%PDF-1.7 ...", "this is a PDF"),
        (b"\x89PNG\r\n\x1a\n", "this is a picture"),
        (b"<!DOCTYPE html><html>", "web page"),
        (zipped("orders.csv"), "this is a zip archive; unpack it"),
        (zipped("[Content_Types].xml"), "this is an Excel workbook"),
        (bytes(LOCKED), "a zip with a password"),
        (CONTAINER + "EncryptedPackage".encode("utf-16-le"), "an Excel workbook with a password"),
        (CONTAINER, "an Excel or Word file"),
        (gzip.compress(WESTERN.encode(), mtime=0)[:-12], "cut off before its end"),
        (gzip.compress(zipped("a.csv"), mtime=0), "this is a zip archive"),
        (b"Handle,Title,Vendor,Variant SKU,Variant Price\nlamp,Lamp,NL,NL-1,5\n", "seems to be a products export"),
        (b"ID,Type,SKU,Name,Stock,Regular price,Sale price\n1,simple,A,A,5,5,4\n", "seems to be a products export"),
        (b"First Name,Last Name,Email,Total Spent,Total Orders\nA,B,a@x.org,5,1\n", "seems to be a customers export"),
        (b"Date;IBAN;Description;Amount;Balance\n2026-03-01;NL1;x;5;6\n", "seems to be a bank statement"),
        (b"one two three\nfour\n", "the columns order_id, placed_at, total are missing"),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",  # bytes hold the time of packing
)
def test_a_file_that_holds_no_orders_is_refused_in_one_sentence(data, words):
    """It says what the file seems to be and what is needed."""
    with pytest.raises(ImportFormatError, match=words.replace("[", "\\[")) as refused:
        read(data)

    assert "\n" not in str(refused.value)


def test_a_wrong_word_on_the_command_line_is_named():
    """A generic file is no Shopify export, whatever was said."""
    with pytest.raises(ImportFormatError, match="this is no Shopify order export: the columns name, lineitem name"):
        read(WESTERN, written_by="shopify")

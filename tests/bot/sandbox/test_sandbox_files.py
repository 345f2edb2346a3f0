"""Photos, albums and downloads."""

import json
import struct

import aiohttp
import pytest

from bot.sandbox import Fault
from bot.sandbox.faults import status
from bot.sandbox.files import picture_size

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + struct.pack(">II", 320, 200) + b"\x08\x02\0\0\0"
JPEG = b"\xff\xd8" + b"\xff\xe0\x00\x04ab" + b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", 120, 160) + b"\x01\x11\x00"


@pytest.fixture
def upload(server, http):
    """Call a method with files, as multipart."""

    async def post(method, files, **params):
        form = aiohttp.FormData()
        for key, value in params.items():
            form.add_field(key, value if isinstance(value, str) else json.dumps(value))
        for name, data in files.items():
            form.add_field(name, data, filename=f"{name}.png")
        async with http.post(f"{server.address}/bot{server.token}/{method}", data=form) as response:
            return await response.json()

    return post


@pytest.mark.parametrize(
    ("data", "size"), [(PNG, (320, 200)), (JPEG, (160, 120)), (b"neither", (800, 600)), (b"\xff\xd8\xff", (800, 600))]
)
def test_pictures_are_measured(data, size):
    """PNG and JPEG say their size in the header; others get a plausible one."""
    assert picture_size(data) == size


async def test_a_photo_goes_up_and_comes_down_again(server, anna, http, upload, result):
    """The bytes sent are the bytes downloaded, by the path getFile names."""
    answer = await upload("sendPhoto", {"photo": PNG}, chat_id=anna.id, caption="<b>c</b>", parse_mode="HTML")
    size = answer["result"]["photo"][-1]
    found = await result("getFile", file_id=size["file_id"])
    async with http.get(f"{server.address}/file/bot{server.token}/{found['file_path']}") as response:
        data = await response.read()

    assert (size["width"], size["height"], answer["result"]["caption"]) == (320, 200, "c")
    assert data == PNG


async def test_a_photo_can_be_sent_again_by_its_id(server, anna, result):
    """As Telegram allows for any file it has."""
    known = server.send_photo(anna, PNG)["photo"][-1]
    again = await result("sendPhoto", chat_id=anna.id, photo=known["file_id"])

    assert again["photo"] == [known]


@pytest.mark.parametrize(
    ("photo", "why"),
    [
        ("", "there is no photo in the request"),
        ("nonsense", "wrong file identifier/HTTP URL specified"),
        ("https://x.example/a.png", "failed to get HTTP URL content"),
        ("attach://missing", "can't parse InputMedia: attached file not found"),
    ],
)
async def test_a_photo_must_exist(anna, refusal, photo, why):
    """Uploaded, attached, or known by its id."""
    assert await refusal("sendPhoto", chat_id=anna.id, photo=photo) == f"Bad Request: {why}"


async def test_captions_are_shorter_than_texts(server, anna, refusal):
    """1,024 units."""
    known = server.send_photo(anna, PNG)["photo"][-1]["file_id"]

    assert await refusal("sendPhoto", chat_id=anna.id, photo=known, caption="x" * 1025) == (
        "Bad Request: message caption is too long"
    )


async def test_an_album_is_one_group(anna, server, upload):
    """Photos by attachment or id, each with its caption."""
    known = server.send_photo(anna, b"known")["photo"][-1]["file_id"]
    media = [
        {"type": "photo", "media": "attach://one", "caption": "first"},
        {"type": "photo", "media": "attach://two"},
        {"type": "photo", "media": known},
    ]
    answer = await upload("sendMediaGroup", {"one": PNG, "two": JPEG}, chat_id=anna.id, media=media)
    seen = server.sent(anna.id)[1:]

    assert [message["message_id"] for message in answer["result"]] == [message["message_id"] for message in seen]
    assert len({message["media_group_id"] for message in seen}) == 1
    assert ["photo" in message for message in seen] == [True, True, True]
    assert seen[0]["caption"] == "first"


@pytest.mark.parametrize("media", [[], [{"type": "photo", "media": "x"}], [{"type": "dice", "media": "x"}] * 2])
async def test_an_album_that_is_none_is_refused(server, anna, call, media):
    """Two to ten files; nothing is sent when one of them is wrong."""
    answer = await call("sendMediaGroup", chat_id=anna.id, media=media)

    assert answer["error_code"] == 400
    assert server.sent(anna.id) == []


@pytest.mark.parametrize("kind", ["document", "audio"])
async def test_documents_and_audio_keep_to_themselves(server, anna, result, refusal, kind):
    """In an album they are not mixed with anything else."""
    known = server.file(b"x")["file_id"]
    same, photo = {"type": kind, "media": known}, {"type": "photo", "media": known}

    assert len(await result("sendMediaGroup", chat_id=anna.id, media=[same, same])) == 2
    assert await refusal("sendMediaGroup", chat_id=anna.id, media=[same, photo]) == (
        f"Bad Request: {kind} can't be mixed with other media types"
    )


async def test_large_and_unknown_files_are_refused(server, refusal):
    """Bots download up to 20 MB."""
    large = server.file(b"little", size=20 * 1024 * 1024 + 1)["file_id"]

    assert await refusal("getFile", file_id=large) == "Bad Request: file is too big"
    assert await refusal("getFile", file_id="x") == (
        "Bad Request: wrong file_id or the file is temporarily unavailable"
    )


async def test_a_download_can_fail(server, anna, http, result):
    """A path nobody has is 404; a fault named `file` strikes downloads."""
    known = server.send_photo(anna, PNG)["photo"][-1]["file_id"]
    path = (await result("getFile", file_id=known))["file_path"]
    server.faults.add(Fault(method="file", kind=status(500, "Internal Server Error")))
    seen = []
    for asked in (path, path, "photos/none.jpg"):
        async with http.get(f"{server.address}/file/bot{server.token}/{asked}") as response:
            seen.append(response.status)

    assert seen == [500, 200, 404]

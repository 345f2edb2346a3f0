"""Files that were sent, by file id; a file has one id for each time it was sent, as in Telegram."""

import hashlib
import struct
from dataclasses import dataclass
from typing import Any

# Bots may download up to 20 MB.
DOWNLOAD_LIMIT = 20 * 1024 * 1024

# What a picture we cannot measure is said to be; any plausible size will do.
UNKNOWN_SIZE = (800, 600)


@dataclass(frozen=True, slots=True)
class StoredFile:
    file_id: str
    file_unique_id: str
    path: str
    data: bytes
    size: int  # as declared: a test says 25 MB without making them

    def as_json(self) -> dict[str, Any]:
        return {"file_id": self.file_id, "file_unique_id": self.file_unique_id, "file_size": self.size}


class Files:
    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def add(self, data: bytes, folder: str = "photos", ending: str = "jpg", size: int | None = None) -> StoredFile:
        number = len(self._by_id) + 1
        stored = StoredFile(
            file_id=f"AgACAgSANDBOX{number:08d}",
            file_unique_id="AQAD" + hashlib.sha256(data).hexdigest()[:12],
            path=f"{folder}/file_{number}.{ending}",
            data=data,
            size=len(data) if size is None else size,
        )
        self._by_id[stored.file_id] = self._by_path[stored.path] = stored
        return stored

    def find(self, file_id: str) -> StoredFile | None:
        return self._by_id.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        return self._by_path.get(path)


def photo(stored: StoredFile) -> dict[str, Any]:
    width, height = picture_size(stored.data)
    return {"photo": [{**stored.as_json(), "width": width, "height": height}]}


def picture_size(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG or JPEG, read from its header."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    return _jpeg_size(data) if data.startswith(b"\xff\xd8") else UNKNOWN_SIZE


def _jpeg_size(data: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        # Start-of-frame markers hold the size; C4, C8 and CC are tables that share their range.
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return UNKNOWN_SIZE

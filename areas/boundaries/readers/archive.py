"""Zip archives: looked into in memory, nothing is ever unpacked to disk."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from pathlib import PurePosixPath

from areas.boundaries.plain import MEBIBYTE, RATIO, Limits, Unreadable

MAGIC = b"PK\x03\x04"
EMPTY = b"PK\x05\x06"
ARCHIVES = {".zip", ".kmz", ".7z", ".rar", ".gz", ".tar", ".tgz"}
ENCRYPTED = 0x1
UNIX = 3
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def entries(data: bytes, limits: Limits) -> dict[str, bytes]:
    """The files in an archive by name, once all of its promises have been checked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [i for i in archive.infolist() if not _is_dressing(i)]
            _check(infos, limits)
            return _unpacked(archive, infos, limits)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        IndexError,
        struct.error,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise Unreadable("broken_archive") from error


def _is_dressing(info: zipfile.ZipInfo) -> bool:
    """Folders, and what a Mac adds on its own."""
    name = PurePosixPath(info.filename)
    return info.is_dir() or name.parts[:1] == ("__MACOSX",) or name.name == ".DS_Store"


def _check(infos: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(infos) > limits.entries:
        raise Unreadable("too_many_entries", most=limits.entries)
    for info in infos:
        _check_one(info)
    unpacked = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    if unpacked > limits.unpacked:
        raise Unreadable("bomb")
    if unpacked > MEBIBYTE and unpacked > RATIO * max(packed, 1):
        raise Unreadable("bomb")


def _check_one(info: zipfile.ZipInfo) -> None:
    name = info.filename
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
        raise Unreadable("unsafe_archive")
    if info.create_system == UNIX and stat.S_ISLNK(info.external_attr >> 16):
        raise Unreadable("unsafe_archive")
    if path.suffix.lower() in ARCHIVES:
        raise Unreadable("nested_archive")
    if info.flag_bits & ENCRYPTED:
        raise Unreadable("locked_archive")
    if info.compress_type not in METHODS:
        raise Unreadable("broken_archive")


def _unpacked(
    archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], limits: Limits
) -> dict[str, bytes]:
    """The sizes in an archive are its own word: never more is read than promised."""
    files, left = {}, limits.unpacked
    for info in infos:
        with archive.open(info) as entry:
            files[info.filename] = entry.read(left + 1)
        left -= len(files[info.filename])
        if left < 0:
            raise Unreadable("bomb")
    return files

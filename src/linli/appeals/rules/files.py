"""Which files are taken, and what to say about the others. Source: 个人信息保护法 §6 (the least data)."""

from __future__ import annotations

from dataclasses import dataclass

from linli.kernel.errors import Refused
from linli.kernel.words import Text

MEGABYTE = 1024 * 1024
MOST_UPLOAD_BYTES = 20 * MEGABYTE
MOST_PIXELS = 50_000_000
MOST_UNPACKED_BYTES = 200 * MEGABYTE
THUMBNAIL_PIXELS = 320


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: its media type, ending, greatest size, and whether it is a picture (re-encoded)."""

    media_type: str
    ending: str
    most_bytes: int
    is_picture: bool


_PHOTO = 10 * MEGABYTE
_DOCUMENT = 20 * MEGABYTE

KINDS = {
    kind.media_type: kind
    for kind in (
        FileKind("image/jpeg", "jpg", _PHOTO, True),
        FileKind("image/png", "png", _PHOTO, True),
        FileKind("image/webp", "webp", _PHOTO, True),
        FileKind("image/gif", "gif", _PHOTO, True),
        FileKind("application/pdf", "pdf", _DOCUMENT, False),
        FileKind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", _DOCUMENT, False),
        FileKind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", _DOCUMENT, False),
    )
}
"""Media type -> what is taken."""
APPLE_TYPES = frozenset({"image/heic", "image/heif", "image/avif"})


class FileRefused(Refused):
    """The file cannot be taken."""

    code = "appeals.file_refused"
    status = 422
    says = Text("附件不能用。", "The file cannot be used.")


class EmptyFile(FileRefused):
    """Nothing is in it."""

    code = "appeals.file_empty"
    says = Text("附件是空的，请重新选择。", "The file is empty; please choose it again.")


class FileTooBig(FileRefused):
    """It is bigger than its kind may be."""

    code = "appeals.file_too_big"
    says = Text(
        "附件 {size_mb} MB，超过上限 {most_mb} MB；请压缩或分开上传。",
        "The file has {size_mb} MB, more than {most_mb} MB. Make it smaller or split it.",
    )


class UnknownFile(FileRefused):
    """Its content is of a kind that is not taken, whatever its name says."""

    code = "appeals.file_unknown"
    says = Text(
        "只收照片（JPEG、PNG、WebP、GIF）和文档（PDF、DOCX、XLSX）；文件内容是“{found}”。苹果手机照片请选“兼容性最佳”。",
        "Photos (JPEG, PNG, WebP, GIF) and documents (PDF, DOCX, XLSX) only; this is “{found}” by its content.",
    )


class AppleFormat(UnknownFile):
    """A photo as newer phones keep it; Pillow opens none of them without a library we do not have."""

    code = "appeals.file_heic"
    says = Text(
        "这张照片是 HEIC 格式，这里打不开。请在手机“设置—相机—格式”里选“兼容性最佳”再拍，或把照片截一张图再传。",
        "This photo is in HEIC format, which cannot be opened here. Choose “Most Compatible” under Settings, Camera, "
        "Formats and take it again, or send a screenshot of it.",
    )


class BrokenFile(FileRefused):
    """It says what it is but cannot be opened."""

    code = "appeals.file_broken"
    says = Text("附件打不开，可能没有传完；请重新上传。", "The file cannot be opened; please upload it again.")


class TooManyPixels(FileRefused):
    """It would fill the memory when opened."""

    code = "appeals.file_too_large_inside"
    says = Text("附件展开后过大，请缩小后再传。", "The file is too large once opened; please make it smaller.")


class HasMacros(FileRefused):
    """A document that carries a program."""

    code = "appeals.file_has_macros"
    says = Text("文档带有宏，请另存为不带宏的文件或 PDF。", "The document has macros; save it without them or as PDF.")


class EncryptedPdf(FileRefused):
    """Its author and device cannot be taken out, and who handles it could not open it."""

    code = "appeals.file_encrypted"
    says = Text(
        "这个 PDF 加了密码或限制；请打开后“打印为 PDF”再上传，或拍照。",
        "This PDF is locked. Open it, print it to a new PDF and upload that, or take a photo.",
    )


def check_upload_size(size_bytes: int) -> None:
    """Refuse early, before the content is read.

    :raises FileTooBig, EmptyFile:
    """
    if size_bytes > MOST_UPLOAD_BYTES:
        raise FileTooBig(size_mb=_megabytes(size_bytes), most_mb=MOST_UPLOAD_BYTES // MEGABYTE)
    if size_bytes == 0:
        raise EmptyFile


def kind_of(media_type: str | None, size_bytes: int) -> FileKind:
    """Return the kind of a file whose content is `media_type`.

    :raises AppleFormat, UnknownFile, FileTooBig, EmptyFile:
    """
    check_upload_size(size_bytes)
    if media_type in APPLE_TYPES:
        raise AppleFormat
    kind = KINDS.get(media_type or "")
    if kind is None:
        raise UnknownFile(found=media_type or "?")
    if size_bytes > kind.most_bytes:
        raise FileTooBig(size_mb=_megabytes(size_bytes), most_mb=kind.most_bytes // MEGABYTE)
    return kind


def check_pixels(width: int, height: int) -> None:
    """Refuse a picture that would fill the memory.

    :raises TooManyPixels:
    """
    if width * height > MOST_PIXELS:
        raise TooManyPixels


def check_parts(names: list[str], unpacked_bytes: int) -> None:
    """Refuse an office document that carries a program or unpacks to too much.

    :raises HasMacros, TooManyPixels:
    """
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise HasMacros
    if unpacked_bytes > MOST_UNPACKED_BYTES:
        raise TooManyPixels


def _megabytes(size_bytes: int) -> str:
    return f"{size_bytes * 10 // MEGABYTE / 10:g}"

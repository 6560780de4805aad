"""What the ZIP of a dossier says of itself, for people and for programs.

``parts_of(dossier)`` is kept with the page when the dossier is first made; ``filled_in`` adds
what was found in the store when it was packed.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Place
from tasks.compiling.content import Dossier, FileTold

FORMAT = "harmony-dossier/1"
ABOUT = {
    "en": (
        "content is what was handed up; content_sha256 is the SHA-256 of its canonical JSON: "
        "UTF-8, keys in alphabetical order, no spaces between, no \\u escapes. It names files by "
        "uploaded_sha256, noted when each file was uploaded. Photos are drawn anew when they are "
        "taken in, without the place and time that a camera hides in them: what is stored, and is "
        "in this ZIP, has other bytes than what was uploaded (redrawn). sha256 is that of the "
        "file in this ZIP, as in SHA256SUMS; as_uploaded says whether both are the same."
    ),
    "zh": (
        "content为报送内容；content_sha256为其规范JSON的SHA-256：UTF-8编码，键按字母顺序排列，"
        "各项之间无空格，不使用\\u转义。其中以uploaded_sha256指称文件，即各文件上传时的哈希值。"
        "照片入库时会重新生成，以去除相机写入的地点和时间，因此存储并收入本压缩包的照片与上传时"
        "字节不同（redrawn）。sha256为本压缩包内文件的哈希值，与SHA256SUMS一致；"
        "as_uploaded表示两者是否相同。"
    ),
}
"""In both languages, as a certificate is: whoever is handed the ZIP may read either."""

BEGINS_A_FORMULA = set("=+-@＝＋－＠\t\r\n")
"""A spreadsheet works out a cell that begins like this; Chinese editions take wide signs too."""


def parts_of(dossier: Dossier) -> dict[str, Any]:
    """Plain values; the same round gives the same."""
    declaration, hand_up = dossier.sheet.declaration, dossier.hand_up
    standard, stage = declaration.standard, declaration.stage
    community, sent = dossier.community, dossier.sent
    return {
        "declaration": {
            "community": _place(community),
            "street": _place(community.parent),
            "district": _place(community.parent.parent),
            "class": community.community_class,
            "year": stage.year,
            "standard": {
                "title_zh": standard.title_zh,
                "title_en": standard.title_en,
                "edition": standard.edition,
                "version": standard.version,
                "sha256": standard.content_hash,
            },
        },
        "round": hand_up.round,
        "handed_up": {
            "by": sent.who,
            "post": sent.post,
            "at": timezone.localtime(sent.at).isoformat(),
            "points": str(hand_up.points),
        },
        "content_sha256": hand_up.content_hash,
        "content": hand_up.content,
        "files": [_file(one) for one in dossier.files],
        "sample": bool(settings.SAMPLE_MODE),
    }


def _place(place: Place | None) -> dict[str, str]:
    if place is None:
        return {}
    return {"code": place.code, "name_zh": place.name_zh, "name_en": place.name_en}


def _file(file: FileTold) -> dict[str, Any]:
    return {
        "number": file.number,
        "path": file.path,
        "title": file.title,
        "kind": file.kind,
        "event_date": _iso(file.event_date),
        "issued_by": file.issued_by,
        "criteria": list(file.codes),
        "uploaded_sha256": file.sha256,
        "redrawn": file.evidence.content_type.startswith("image/"),
        "content_type": file.evidence.content_type,
    }


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def filled_in(file: Mapping[str, Any], *, size: int, sha256: str) -> dict[str, Any]:
    """A file with what is in the ZIP of it."""
    is_as_uploaded = sha256 == file["uploaded_sha256"]
    found = {"in_zip": True, "size": size, "sha256": sha256, "as_uploaded": is_as_uploaded}
    return {**file, **found}


def missing(file: Mapping[str, Any]) -> dict[str, Any]:
    """A file that is no longer in the store."""
    return {**file, "in_zip": False, "size": 0, "sha256": "", "as_uploaded": False}


def manifest_json(parts: Mapping[str, Any], files: Sequence[Mapping[str, Any]]) -> bytes:
    told = {**parts, "files": list(files), "format": FORMAT, "about": ABOUT}
    return json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"


# ------------------------------------------------------------------ the index
def index_csv(files: Sequence[Mapping[str, Any]]) -> bytes:
    """The list of files for a spreadsheet: with a mark of its encoding, and without formulas."""
    written = io.StringIO(newline="")
    sheet = csv.writer(written)
    sheet.writerow(
        [
            _("No."),
            _("Criteria"),
            _("Title"),
            _("Kind"),
            _("Date of the event"),
            _("Issuing body"),
            _("File in this ZIP"),
            _("Size in bytes"),
            _("SHA-256 in this ZIP"),
            _("SHA-256 when uploaded"),
            _("Remark"),
        ]
    )
    sheet.writerows([_plain(cell) for cell in _row(file)] for file in files)
    return written.getvalue().encode("utf-8-sig")


def _row(file: Mapping[str, Any]) -> list[Any]:
    return [
        file["number"],
        " ".join(file["criteria"]),
        file["title"],
        file["kind"],
        file["event_date"],
        file["issued_by"],
        file["path"] if file["in_zip"] else "",
        file["size"] if file["in_zip"] else "",
        file["sha256"],
        file["uploaded_sha256"],
        remark_on(file),
    ]


def remark_on(file: Mapping[str, Any]) -> str:
    """What to know about a file in the ZIP; empty where it is as it was uploaded."""
    if not file["in_zip"]:
        return _("no longer in the store")
    if file["redrawn"]:
        return _("drawn anew when it was taken in")
    return "" if file["as_uploaded"] else _("not as it was uploaded")


def _plain(cell: Any) -> Any:
    text = str(cell)
    return f"'{text}" if text.strip(" ")[:1] in BEGINS_A_FORMULA else cell

"""Small real files that stand for a community's evidence: a PDF, a photo, a table, a text."""

import io
from collections.abc import Iterator
from random import Random

from communities.models import Place
from evaluation.models import Evidence

Kind = Evidence.Kind


def of(community: Place, rng: Random) -> Iterator[tuple[str, str, str, bytes]]:
    """Kind, title, file name and content of each file."""
    code = community.code
    yield Kind.DOCUMENT, "社区工作制度和会议记录汇编", "records.pdf", pdf(f"Records {code}")
    yield Kind.DOCUMENT, "协议书和批复文件", "agreements.pdf", pdf(f"Agreements {code}")
    yield Kind.PHOTO, "活动和公开栏照片", "activity.jpg", photo(rng)
    yield Kind.PHOTO, "小区环境照片", "surroundings.jpg", photo(rng)
    yield Kind.TABLE, "全年活动登记表", "activities.csv", table(code, rng)
    yield Kind.STATEMENT, "全年工作情况说明", "statement.pdf", pdf(f"Statement {code}")


def pdf(line: str) -> bytes:
    """A one-page PDF with one line on it, written by hand: nothing heavy is needed for that."""
    text = f"BT /F1 18 Tf 60 780 Td ({line}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R "
        b"/Resources << /Font << /F1 4 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
    ]
    out, places = io.BytesIO(b"%PDF-1.4\n"), []
    out.seek(0, io.SEEK_END)
    for number, content in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(b"trailer << /Size %d /Root 1 0 R >>\n" % (len(objects) + 1))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def photo(rng: Random) -> bytes:
    """A small picture of houses under a sky, no two alike."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 -- heavy: only the sample paints pictures

    image = Image.new("RGB", (480, 320), (rng.randrange(150, 200), 205, 235))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 250, 480, 320), fill=(120, rng.randrange(140, 180), 100))
    for left in range(20, 440, 84):
        top = rng.randrange(90, 190)
        shade = rng.randrange(150, 220)
        draw.rectangle((left, top, left + 64, 252), fill=(shade, shade - 15, shade - 35))
        for row in range(top + 10, 240, 24):
            for column in (left + 8, left + 38):
                draw.rectangle((column, row, column + 16, row + 12), fill=(70, 90, 120))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def table(code: str, rng: Random) -> bytes:
    lines = ["月份,活动,参加人数"]
    lines += [f"{month},志愿服务日,{rng.randrange(12, 60)}" for month in range(1, 13)]
    return "\n".join([*lines, f"社区代码,{code},"]).encode()

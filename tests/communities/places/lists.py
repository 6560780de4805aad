"""Lists of places as somebody might upload them."""

HEADINGS = "district_code,district,street_code,street,community_code,community"

GOOD = f"""{HEADINGS}
990101,清和区,990101001,金澜街道,990101001001,水西门社区居委会
990101,清和区,990101001,金澜街道,990101001002,柏景湾社区委员会
990101,清和区,990101002,大杨镇,990101002001,大杨村民委员会
"""


def with_line(*cells: str, headings: str = HEADINGS) -> bytes:
    """A good list with one more line, which is its fifth."""
    body = GOOD.partition("\n")[2]
    return "\n".join([headings, body.strip(), ",".join(cells), ""]).encode()

"""What a CSV file says about places, and what is wrong with it: line, column, reason."""

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from communities.models import CommunityClass, Tier, Title
from communities.places.reading import MOST_BYTES, ListedPlace, Problem, read_places
from tests.communities.places.lists import GOOD, HEADINGS, with_line

DISTRICT = ("990101", "清和区")
STREET = (*DISTRICT, "990101001", "金澜街道")


def problems_of(content):
    return [(p.line, p.column, p.reason) for p in read_places(content).problems]


def where(content):
    return [(p.line, p.column) for p in read_places(content).problems]


# --- what a good list says ------------------------------------------------------------------


def test_a_list_names_district_streets_and_communities():
    listing = read_places(GOOD.encode())

    assert listing.problems == ()
    assert [(row.tier, row.code, row.parent_code, row.line) for row in listing.rows] == [
        (Tier.DISTRICT, "990101", "", 2),
        (Tier.STREET, "990101001", "990101", 2),
        (Tier.STREET, "990101002", "990101", 4),
        (Tier.COMMUNITY, "990101001001", "990101001", 2),
        (Tier.COMMUNITY, "990101001002", "990101001", 3),
        (Tier.COMMUNITY, "990101002001", "990101002", 4),
    ]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(GOOD.encode("utf-8-sig"), id="UTF-8 with a mark"),
        pytest.param(GOOD.encode("gb18030"), id="GB18030"),
        pytest.param(("\ufeff" + GOOD).encode("gb18030"), id="GB18030 with a mark"),
        pytest.param(GOOD.replace("\n", "\r\n").encode(), id="lines of Windows"),
        pytest.param(GOOD.replace("\n", "\n\n").encode(), id="blank lines"),
        pytest.param(GOOD.replace(",", ";").encode(), id="semicolons"),
        pytest.param(GOOD.replace(",", "\t").encode(), id="tabs"),
        pytest.param(GOOD.replace(",", " , ").encode(), id="blanks around"),
        pytest.param(GOOD.replace("金澜街道", '"金澜街道"').encode(), id="quoted"),
        pytest.param(
            GOOD.replace(HEADINGS, "区代码,区,街道代码,街道,社区代码,社区").encode(), id="Chinese"
        ),
        pytest.param(GOOD.replace(HEADINGS, HEADINGS.upper()).encode(), id="capitals"),
        pytest.param(GOOD.replace("\n", ",\n").encode(), id="a comma too many at each end"),
    ],
)
def test_the_same_list_in_other_clothes(content):
    listing, usual = read_places(content), read_places(GOOD.encode())

    assert listing.problems == ()
    assert [(row.code, row.official_name) for row in listing.rows] == [
        (row.code, row.official_name) for row in usual.rows
    ]


def test_optional_columns_are_read():
    headings = f"{HEADINGS},district_en,street_en,community_en,class,title,households,population"
    line = ",".join(
        [
            *STREET,
            "990101001001",
            "水西门社区居委会",
            "Qinghe District,Jinlan Street,Shuiximen",
            "village_in_city",
            "District civilised community",
            '"1,520"',
            " 4033 ",
        ]
    )

    listing = read_places(f"{headings}\n{line}\n".encode())

    assert listing.problems == ()
    assert [row.name_en for row in listing.rows] == [
        "Qinghe District",
        "Jinlan Street",
        "Shuiximen",
    ]
    assert listing.rows[2] == ListedPlace(
        line=2,
        tier=Tier.COMMUNITY,
        code="990101001001",
        official_name="水西门社区居委会",
        parent_code="990101001",
        name_en="Shuiximen",
        community_class=CommunityClass.VILLAGE_IN_CITY,
        title=Title.DISTRICT,
        households=1520,
        population=4033,
    )


def test_columns_that_mean_nothing_here_are_named():
    listing = read_places(
        GOOD.replace(HEADINGS, f"{HEADINGS},houshold").replace("会\n", "会,9\n").encode()
    )

    assert listing.ignored == ("houshold",)
    assert listing.problems == ()


# --- what is no list at all -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty."),
        (b" \n\r\n ", "The file is empty."),
        (b"%PDF-1.7 ...", "This is a PDF."),
        (b"\x89PNG\r\n\x1a\n\0\0", "This is a picture."),
        (b"\xff\xd8\xff\xe0 jpeg", "This is a picture."),
        (b"PK\x03\x04 xlsx", "This is an Excel workbook or an archive."),
        (b"\xd0\xcf\x11\xe0 xls", "This is an old Excel workbook."),
        (GOOD.encode("utf-16"), "This text is in UTF-16."),
        (GOOD.encode().replace(b"9", b"\0"), "This is not a text file."),
        (b"a,b\n\x07,\x1b\n", "This is not a text file."),
        (b"x" * (MOST_BYTES + 1), "The file has 5.0 MB. At most 5 MB can be read."),
    ],
)
def test_a_file_that_is_no_list_says_what_it_is(content, reason):
    [problem] = read_places(content).problems

    assert problem.reason.startswith(reason)
    assert problem.column == ""


def test_a_damaged_letter_is_not_taken_for_another_encoding():
    good = GOOD.encode()
    at = good.index("柏".encode())

    [problem] = read_places(good[: at + 1] + good[at + 2 :]).problems

    assert problem.line == 3
    assert problem.reason.startswith("A letter here is damaged")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(HEADINGS, [(1, "")], id="no place follows"),
        pytest.param(
            "code,name\n1,x",
            [(1, column) for column in HEADINGS.split(",")],
            id="another table",
        ),
        pytest.param(
            "district_code,district,street_code,street,community_code\n1,2,3,4,5",
            [(1, "community")],
            id="one column is missing",
        ),
        pytest.param(f"{HEADINGS},street\n", [(1, "street")], id="a column twice"),
        pytest.param("<html><body>Not found</body></html>", None, id="a web page"),
    ],
)
def test_the_columns_must_be_there(text, expected):
    found = where(text.encode())

    assert found == expected if expected else len(found) == 6


def test_a_quotation_mark_that_is_never_closed():
    [problem] = read_places(GOOD.replace("柏景湾", '"柏景湾').encode()).problems

    assert (problem.line, problem.column) == (3, "")
    assert problem.reason == ("From here on this is no CSV; often a quotation mark is missing.")


def test_an_empty_code_is_missing_and_not_wrong():
    [problem] = read_places(GOOD.replace("990101001002,", ",").encode()).problems

    assert problem.reason == "The code is missing."


def test_sentences_stand_together_as_the_language_has_it():
    picture = b"\x89PNG\r\n\x1a\n"

    assert read_places(picture).problems[0].reason.startswith("This is a picture. Save")
    with override("zh-hans"):
        assert " " not in read_places(picture).problems[0].reason.split("CSV")[0]


def test_a_cell_that_never_ends():
    huge = "x" * 200_000

    assert where(with_line(*STREET, "990101001009", huge)) == [(5, "")]


# --- what is wrong with a line --------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        pytest.param(
            (*STREET, "12345", "新社区"), "community_code", "not a code of 12 digits", id="short"
        ),
        pytest.param(
            (*STREET, "９９０１０１００１００９", "新社区"),
            "community_code",
            "not a code of 12 digits",
            id="full-width digits",
        ),
        pytest.param(
            (*STREET, "9.90101E+11", "新社区"), "community_code", "Excel shortens", id="Excel"
        ),
        pytest.param(
            (*STREET, "990101002009", "新社区"),
            "community_code",
            "does not lie in 990101001",
            id="in another street",
        ),
        pytest.param(
            (*DISTRICT, "990102001", "金澜街道", "990102001001", "新社区"),
            "street_code",
            "does not lie in 990101",
            id="in another district",
        ),
        pytest.param(
            ("990102", "浊区", "990102001", "某街道", "990102001001", "新社区"),
            "district_code",
            "One list holds one district.",
            id="a second district",
        ),
        pytest.param(
            (*STREET, "990101001002", "新社区"),
            "community_code",
            "stands on line 3 already",
            id="a code twice",
        ),
        pytest.param(
            (*DISTRICT, "990101001", "银澜街道", "990101001009", "新社区"),
            "street",
            "On line 2 this code belongs to “金澜街道”.",
            id="a street with two names",
        ),
        pytest.param((*STREET, "990101001009", ""), "community", "missing", id="no name"),
        pytest.param((*STREET, "990101001009", "长" * 101), "community", "100", id="long name"),
        pytest.param(
            (*STREET, "990101001009", '"两\n行"'), "community", "line break", id="line break"
        ),
        pytest.param((*STREET, "990101001009"), "", "5 cells", id="a cell too few"),
        pytest.param((*STREET, "990101001009", "新", "x"), "", "7 cells", id="a cell too many"),
    ],
)
def test_what_is_wrong_says_line_column_and_reason(cells, column, reason):
    [(line, found, why)] = problems_of(with_line(*cells))

    assert (line, found) == (5, column)
    assert reason in why


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("class", "old_town"),
        ("class", "castle"),
        ("title", "world_civilised"),
        ("households", "-3"),
        ("households", "12.5"),
        ("households", "many"),
        ("population", "99999999999999999999"),
        ("community_en", "x" * 101),
    ],
)
def test_an_optional_cell_may_be_empty_but_not_wrong(column, cell):
    def line(value):
        cells = ",".join([*STREET, "990101001001", "水西门社区居委会", value])
        return f"{HEADINGS},{column}\n{cells}\n".encode()

    assert where(line(cell)) == [(2, column)]
    assert where(line("")) == []


def test_every_problem_is_told_at_once_and_the_lines_stay_right():
    text = f"""{HEADINGS}
990101,清和区,990101001,金澜街道,1,甲社区

990101,清和区,990101001,金澜街道,990101001002,"乙
社区"
990101,清和区,990101001,金澜街道,990101001003,
"""
    assert where(text.encode()) == [
        (2, "community_code"),
        (4, "community"),
        (6, "community"),
    ]


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reading(content):
    listing = read_places(content)

    assert listing.problems or not listing.rows
    assert all(isinstance(problem, Problem) for problem in listing.problems)


@given(st.text(max_size=400))
def test_no_text_after_good_headings_breaks_the_reading(text):
    read_places(f"{HEADINGS},class,households\n{text}".encode("utf-8", errors="surrogatepass"))

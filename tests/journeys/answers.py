"""What three communities of different classes say to two standards, and what each answer is worth.

The points were worked out by hand from ``two_standards``, criterion by criterion.
"""

OLD, NEW, VILLAGE = "old_town", "new_residential", "village_in_city"


class Fields:
    """The fields of one criterion, on its own page or among those of its indicator."""

    def __init__(self, page, stem=""):
        self.page, self.stem = page, stem

    def named(self, name: str, value: str = ""):
        of_value = f"[value={value}]" if value else ""
        return self.page.locator(f"[name='{self.stem}{name}']{of_value}")


def ticks(*numbers: int):
    def fill(fields):
        for number in numbers:
            fields.named("finding-met").nth(number).check()

    return fill


def types(**values: str):
    def fill(fields):
        for name, value in values.items():
            fields.named(f"finding-{name}").fill(value)

    return fill


def failings(*counts: str, once: tuple[int, ...] = ()):
    """How often each was found; ``once`` are those that are only ticked; none at all is ticked."""

    def fill(fields):
        for number, count in enumerate(counts):
            if count:
                fields.named(f"finding-failing_{number}").fill(count)
        for number in once:
            fields.named(f"finding-failing_{number}").check()
        if not counts and not once:
            fields.named("finding-none_of_these").check()

    return fill


def says(verdict: str):
    return lambda fields: fields.named("finding-passed", verdict).check()


def claims(modifier: str):
    return lambda fields: fields.named("modifier", modifier).check()


def samples(*passed: bool):
    def fill(fields):
        for number, is_good in enumerate(passed):
            fields.named(f"finding-name_{number}").fill(f"{number + 1}号楼")
            verdict = fields.named(f"finding-passed_{number}")
            verdict.select_option("yes" if is_good else "no")

    return fill


def nothing(fields):
    """The modifier decides; there is nothing to fill in."""


WITH_FILE = True
Answers = dict[str, tuple]
SAFE: dict[str, Answers] = {
    OLD: {
        "S1.1": (ticks(0, 1), "3.00", WITH_FILE),
        "S1.2": (types(part_0="0.5", part_1="0.5", part_2="2.5"), "3.50"),
        "S1.3": (types(misses="2"), "9.00"),
        "S2.1": (failings("3", "", "1", once=(1,)), "7.20", WITH_FILE),
        "S2.2": (types(points="4.5", reason="Patrols are regular."), "4.50"),
        "S2.3": (says("yes"), "5.00"),
        "T1.1": (types(value="76.5"), "29.50"),
        "T1.2": (types(value="30"), "22.50"),
        "P1": (types(count="2"), "2.00"),
        "P2": (types(count="3"), "1.50"),
    },
    NEW: {
        "S1.1": (ticks(0, 1, 2), "6.00", WITH_FILE),
        "S1.2": (types(part_0="0.5", part_1="0.5", part_2="3"), "4.00"),
        "S1.3": (types(misses="9"), "6.00"),
        "S2.1": (claims("not_occurred"), "10.00"),
        "S2.2": (types(points="5", reason="Known to everybody."), "5.00"),
        "S2.3": (nothing, "5.00"),
        "T2.1": (types(value="1.5"), "20.50"),
        "T2.2": (samples(True, True, True, True, False), "12.50"),
    },
    VILLAGE: {
        "S1.1": (ticks(0, 1, 2), "0.00"),
        "S1.2": (types(part_0="0.5", part_1="0.5", part_2="3"), "4.00"),
        "S1.3": (types(misses="0"), "10.00"),
        "S2.1": (failings(), "10.00", WITH_FILE),
        "S2.2": (types(points="3.5", reason="A beginning."), "3.50"),
        "S2.3": (says("no"), "0.00"),
        "T3.1": (claims("excluded"), "0.00"),
        "T3.2": (types(misses="7"), "29.30"),
        "P2": (types(count="30"), "10.00"),
    },
}
CLEAN: dict[str, Answers] = {
    OLD: {
        "C1.1": (says("yes"), "0.10", WITH_FILE),
        "C1.2": (types(part_0="0.5"), "0.50"),
        "C1.3": (ticks(0), "4.50"),
        "C1.4": (failings("12"), "28.80"),
        "G1.1": (types(value="14"), "9.80"),
        "G1.2": (types(value="45"), "27.00"),
        "G1.3": (types(misses="3"), "18.50", WITH_FILE),
        "P1": (types(count="5"), "10.00"),
    },
    NEW: {
        "C1.1": (says("no"), "0.00"),
        "C1.2": (types(part_0="0.2", part_1="0.25"), "0.45"),
        "C1.3": (ticks(0, 1), "9.40"),
        "C1.4": (failings("40"), "17.50"),
        "G1.1": (types(value="28.2"), "19.70"),
        "G1.2": (nothing, "20.00"),
        "G1.3": (claims("not_occurred"), "20.00"),
    },
    VILLAGE: {
        "C1.1": (says("yes"), "0.10", WITH_FILE),
        "C1.2": (types(part_0="0.2", part_1="0.3"), "0.50"),
        "C1.3": (ticks(1), "7.50"),
        "C1.4": (failings(), "30.00"),
        "G1.1": (claims("excluded"), "0.00"),
        "G1.2": (types(value="60.25"), "10.00"),
        "G1.3": (types(misses="15"), "18.50", WITH_FILE),
    },
}
TOTALS = {
    "safe": {OLD: ("84.20", "100"), NEW: ("69.00", "100"), VILLAGE: ("56.80", "70")},
    "clean": {OLD: ("89.20", "100"), NEW: ("87.05", "100"), VILLAGE: ("66.60", "80")},
}
"""The self-score and what it is out of, by hand."""

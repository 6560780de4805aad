"""What the yearly evaluation report says (domain §7).

    report_of(stage) -> Report      every word and figure, in the language that is active

``cases`` reads the communities of a stage with their frozen results; every other module makes
one part of the report from them. Each costs the same number of queries, however many
communities there are.
"""

from tasks.reporting.content import Report, report_of

__all__ = ["Report", "report_of"]

"""The three parts of a commendation list: demonstration sites, streets, departments.

Each gathers its candidates with what they reached and the rules that bar them, has them ranked
by stated keys (``tasks.ranking``), and puts the outcome into words.
"""

from tasks.commending.departments import departments
from tasks.commending.sections import Section
from tasks.commending.sites import sites
from tasks.commending.streets import streets
from tasks.commending.terms import Terms

__all__ = ["Section", "Terms", "departments", "sites", "streets"]

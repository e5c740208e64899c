"""Lists of this room on their way in, by noun."""

from wucai.people.imports.members import MembersJudge
from wucai.people.imports.organisations import OrganisationsJudge
from wucai.people.imports.people import PeopleJudge

__all__ = ["MembersJudge", "OrganisationsJudge", "PeopleJudge"]

"""Rows of volunteering."""

from wucai.volunteering.models.colours import Colour
from wucai.volunteering.models.enrolments import Availability, Enrolment, Grant, Qualification
from wucai.volunteering.models.feeds import CalendarFeed
from wucai.volunteering.models.hours import Attendance, Certificate, HoursEntry
from wucai.volunteering.models.posts import Post
from wucai.volunteering.models.rosters import Placement, Recall, Roster
from wucai.volunteering.models.shifts import Shift
from wucai.volunteering.models.signups import Signup

__all__ = [
    "Attendance",
    "Availability",
    "CalendarFeed",
    "Certificate",
    "Colour",
    "Enrolment",
    "Grant",
    "HoursEntry",
    "Placement",
    "Post",
    "Qualification",
    "Recall",
    "Roster",
    "Shift",
    "Signup",
]

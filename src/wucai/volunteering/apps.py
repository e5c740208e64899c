"""Posts in five colours, shifts and who signed up."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from wucai.core import panels


class VolunteeringConfig(AppConfig):
    """Posts in five colours, shifts and who signed up."""

    name = "wucai.volunteering"
    label = "volunteering"

    def ready(self) -> None:
        """Show a station's shifts on its page, and on the desk that a roster is missing; take lists of shifts and of enrolments."""
        from wucai.core import importers  # models are ready only now
        from wucai.core.importers import Importer  # as above
        from wucai.volunteering.actions import lists  # as above
        from wucai.volunteering.imports.enrolments import EnrolmentsJudge  # as above
        from wucai.volunteering.imports.shifts import ShiftsJudge  # as above
        from wucai.volunteering.sheets import ENROLMENTS, SHIFTS  # as above
        from wucai.volunteering.views.gaps import roster_missing  # as above
        from wucai.volunteering.views.seats import site_shifts  # as above

        panels.register("site", site_shifts, order=20)
        panels.register("desk", roster_missing, order=10)
        importers.register(Importer("shifts", SHIFTS, title=_("Shifts"), judge=ShiftsJudge, put=lists.put_shifts))
        importers.register(Importer("enrolments", ENROLMENTS, title=_("Enrolments"), judge=EnrolmentsJudge, put=lists.put_enrolments))

"""What is counted of the exchange, with its definition."""

from django.utils.translation import gettext_lazy as _

from wucai.core.measures import measure
from wucai.exchange.choices import NeedState, ProjectKind, ProjectState, ResourceState
from wucai.exchange.models import Need, Project, Resource
from wucai.exchange.queries.lists import LISTED_NEEDS
from wucai.people.choices import PartnershipState
from wucai.programme.models import Edition

_STANDING_PROJECTS = (ProjectState.OPEN, ProjectState.DONE)


@measure("needs", unit=_("needs"), definition=_("Needs on the edition's list, met or not. Drafts and what was not listed are left out."))
def needs(edition: Edition) -> int:
    """How many needs stand on the list."""
    return Need.objects.filter(edition=edition, state__in=LISTED_NEEDS).count()


@measure(
    "needs_met", unit=_("needs"), definition=_("Needs on the list whose whole quantity is covered by matches that both sides accepted.")
)
def needs_met(edition: Edition) -> int:
    """How many of them are met."""
    return Need.objects.filter(edition=edition, state=NeedState.MET).count()


@measure("resources", unit=_("resources"), definition=_("Resources on the edition's list, promised or free."))
def resources(edition: Edition) -> int:
    """How many resources stand on the list."""
    return Resource.objects.filter(edition=edition, state=ResourceState.LISTED).count()


@measure(
    "resource_categories",
    unit=_("classes"),
    definition=_("Classes of resources in which at least one resource stands on the edition's list."),
)
def resource_categories(edition: Edition) -> int:
    """How many classes the listed resources fall into."""
    return Resource.objects.filter(edition=edition, state=ResourceState.LISTED).order_by().values("category").distinct().count()


@measure(
    "resources_from_surrounding",
    unit=_("resources"),
    definition=_("Resources on the edition's list that come from units around the stations, which the edition counts apart."),
)
def resources_from_surrounding(edition: Edition) -> int:
    """How many listed resources come from surrounding units."""
    surrounding = {
        "organisation__partnerships__edition": edition,
        "organisation__partnerships__is_surrounding": True,
        "organisation__partnerships__state": PartnershipState.ACCEPTED,
    }
    return Resource.objects.filter(edition=edition, state=ResourceState.LISTED, **surrounding).count()


@measure(
    "projects",
    unit=_("projects"),
    definition=_("Projects of the programme and projects from matches, under way or done. Youth projects are counted apart."),
)
def projects(edition: Edition) -> int:
    """How many projects there are beside the youth projects."""
    standing = Project.objects.filter(edition=edition, state__in=_STANDING_PROJECTS)
    return standing.exclude(kind=ProjectKind.YOUTH).count()


@measure("youth_projects", unit=_("projects"), definition=_("Youth projects of the edition, under way or done."))
def youth_projects(edition: Edition) -> int:
    """How many youth projects there are."""
    return Project.objects.filter(edition=edition, state__in=_STANDING_PROJECTS, kind=ProjectKind.YOUTH).count()

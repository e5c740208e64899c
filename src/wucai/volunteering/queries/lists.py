"""What a list on its way in is compared with: whole batches in one query each."""

from collections.abc import Collection, Iterable

from django.db.models import Prefetch

from wucai.volunteering.models import Availability, Colour, Enrolment, Grant, Post, Qualification, Shift


def colour_ids(edition_id: int) -> dict[str, int]:
    """The edition's colours by their keys."""
    return dict(Colour.objects.filter(edition=edition_id).values_list("key", "pk"))


def qualifications_called(edition_id: int) -> dict[str, Qualification]:
    """The edition's qualifications by key, name and English name."""
    found: dict[str, Qualification] = {}
    for each in Qualification.objects.filter(edition=edition_id):
        for name in filter(None, (each.key, each.name, each.name_en)):
            found.setdefault(name, each)
    return found


def posts_at(sites: Collection[int], *, for_update: bool) -> list[Post]:
    """All posts at these sites, locked until the transaction ends if they are to be changed."""
    posts = Post.objects.filter(site__in=sites).order_by("pk")
    return list(posts.select_for_update() if for_update else posts)


def shifts_of(posts: Iterable[Post], *, for_update: bool) -> list[Shift]:
    """All shifts of these posts."""
    shifts = Shift.objects.filter(post__in=[post.pk for post in posts]).order_by("pk")
    return list(shifts.select_for_update() if for_update else shifts)


def enrolments_of(edition_id: int, people: Collection[int], *, for_update: bool) -> dict[int, Enrolment]:
    """The enrolments of these people in the edition, with their times in order, by person. Two queries."""
    found = Enrolment.objects.filter(edition=edition_id, person__in=people).order_by("pk")
    times = Prefetch("availabilities", queryset=Availability.objects.order_by("starts_at"))
    if for_update:
        found = found.select_for_update(of=("self",))
    return {enrolment.person_id: enrolment for enrolment in found.select_related("organisation").prefetch_related(times)}


def qualifications_held(edition_id: int, people: Collection[int]) -> dict[int, set[int]]:
    """Which of the edition's qualifications these people have been granted, whenever."""
    held: dict[int, set[int]] = {}
    granted = Grant.objects.filter(person__in=people, qualification__edition=edition_id)
    for person_id, qualification_id in granted.values_list("person_id", "qualification_id"):
        held.setdefault(person_id, set()).add(qualification_id)
    return held

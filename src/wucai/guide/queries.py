"""Reads with a name."""

from django.db.models import Prefetch

from wucai.guide.models import Code, Story
from wucai.places.models import Site
from wucai.programme.models import Edition


def stories_of(edition: Edition | None) -> list[Story]:
    """The edition's stories by title, each with the codes that lead to it and where these hang. Two queries."""
    codes = Prefetch("codes", queryset=Code.objects.select_related("site").order_by("site__number", "slug"))
    return list(Story.objects.filter(edition=edition).prefetch_related(codes).order_by("title", "pk"))


def codes_at(site: Site) -> list[Code]:
    """The codes that hang at the site, with their stories."""
    return list(Code.objects.filter(site=site).select_related("story").order_by("slug"))


def next_story(code: Code) -> Code | None:
    """The code after this one, in the order of their names, that leads to another story of the edition; round and round, None alone."""
    others = Code.objects.filter(story__edition=code.story.edition_id).exclude(story=code.story_id).select_related("story", "site")
    return others.filter(slug__gt=code.slug).order_by("slug").first() or others.order_by("slug").first()

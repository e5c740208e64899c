"""Dull stories."""

from itertools import count
from typing import Any

from tests.factories import places
from wucai.guide.actions import stories
from wucai.guide.models import Code, Story
from wucai.places.models import Site

_numbers = count(1)


def story(site: Site | None = None, **more: Any) -> Story:
    """A short story in both languages."""
    edition = (site or places.station()).edition
    number = next(_numbers)
    fields = {
        "slug": f"story-{number}",
        "title": f"故事{number}",
        "title_en": f"Story {number}",
        "text": "从前。\n\n后来。",
        "text_en": "Once.",
    }
    return stories.put_story(edition, by=None, **{**fields, **more})


def code(site: Site | None = None, slug: str = "demo", **more: Any) -> Code:
    """A poster at a site."""
    site = site or places.station()
    return stories.put_code(slug, by=None, site=site, story=story(site, **more))

"""Verbs of the guide."""

from typing import Any

from django.db import transaction

from wucai.core import rows, trace
from wucai.guide.models import Code, Story
from wucai.people.models import Person
from wucai.places.models import Site
from wucai.programme.models import Edition


@transaction.atomic
def put_story(edition: Edition, *, by: Person | None, slug: str, **fields: Any) -> Story:
    """Tell the story or bring it up to date; once a slug in the edition. Said again, it changes nothing.

    Raises IntegrityError for a story without a text.
    """
    story, is_new, changed = rows.put(Story.objects, fields, edition=edition, slug=slug)
    if is_new or changed:
        trace.record(by=by, verb="told" if is_new else "changed", thing=story, after={"fields": changed} if changed else None)
    return story


@transaction.atomic
def put_code(slug: str, *, by: Person | None, site: Site, story: Story) -> Code:
    """Let the code of a poster stand at the site and lead to the story; the poster stays when the story behind it changes."""
    code, is_new, changed = rows.put(Code.objects, {"site": site, "story": story}, slug=slug)
    if is_new or changed:
        trace.record(by=by, verb="put up" if is_new else "changed", thing=code, after={"site": site.slug, "story": story.slug})
    return code

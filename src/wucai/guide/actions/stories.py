"""Verbs of the guide."""

from typing import Any

from django.db import transaction

from wucai.core import trace
from wucai.guide.models import Code, Story
from wucai.people.models import Person
from wucai.places.models import Site
from wucai.programme.models import Edition


@transaction.atomic
def put_story(edition: Edition, *, by: Person | None, slug: str, **fields: Any) -> Story:
    """Tell the story or bring it up to date; once a slug in the edition. Said again, it changes nothing.

    Raises IntegrityError for a story without a text.
    """
    story, is_new = Story.objects.get_or_create(edition=edition, slug=slug, defaults=fields)
    changed = [name for name, value in fields.items() if getattr(story, name) != value]
    for name in changed:
        setattr(story, name, fields[name])
    if changed:
        story.save(update_fields=changed)
    if is_new or changed:
        trace.record(by=by, verb="told" if is_new else "changed", thing=story, after={"fields": changed} if changed else None)
    return story


@transaction.atomic
def put_code(slug: str, *, by: Person | None, site: Site, story: Story) -> Code:
    """Let the code of a poster stand at the site and lead to the story; the poster stays when the story behind it changes."""
    code, is_new = Code.objects.get_or_create(slug=slug, defaults={"site": site, "story": story})
    if not is_new and (code.site_id, code.story_id) != (site.pk, story.pk):
        code.site, code.story = site, story
        code.save(update_fields=["site", "story"])
        trace.record(by=by, verb="changed", thing=code, after={"site": site.slug, "story": story.slug})
    if is_new:
        trace.record(by=by, verb="put up", thing=code, after={"site": site.slug, "story": story.slug})
    return code

"""Pages of the guide."""

from typing import cast

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from wucai.core import clock
from wucai.core.pagecache import for_everybody
from wucai.guide import access, exports, queries
from wucai.places.models import Site
from wucai.places.queries import nearest
from wucai.programme.queries import current_edition


@require_safe
@for_everybody(seconds=2)
def code(request: HttpRequest, slug: str) -> HttpResponse:
    """Where a poster leads: the story, and the nearest station that is open with what it offers."""
    found = access.code(slug)
    site = found.site
    near = nearest(found.story.edition, site.latitude_e6, site.longitude_e6, at=clock.now())
    told = {"code": found, "story": found.story, "lines": near, "next": queries.next_story(found)}
    return render(request, "guide/code.html", told)


@require_safe
@for_everybody(seconds=60)
def story_list(request: HttpRequest) -> HttpResponse:
    """All stories, and where their posters hang."""
    return render(request, "guide/story_list.html", {"stories": queries.stories_of(current_edition(clock.today()))})


@require_safe
@for_everybody(seconds=60)
def poster(request: HttpRequest, slug: str) -> HttpResponse:
    """The code's poster, to print."""
    found = access.code(slug)
    headers = {"Content-Disposition": f'inline; filename="{found.slug}.pdf"', "Content-Language": "zh-hans"}
    return HttpResponse(exports.poster(found), content_type="application/pdf", headers=headers)


def site_stories(request: HttpRequest, thing: models.Model) -> SafeString:
    """Panel: the stories whose posters hang at the station."""
    return render_to_string("guide/_site_stories.html", {"codes": queries.codes_at(cast(Site, thing))}, request=request)

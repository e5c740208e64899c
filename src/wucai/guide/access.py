"""Who may see what of the guide: everybody may see all of it."""

from wucai.core import access
from wucai.guide.models import Code


def code(slug: str) -> Code:
    """A poster's code with its site and story; Http404."""
    return access.one(Code.objects.select_related("site__area", "story__edition"), slug=slug)

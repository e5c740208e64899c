"""What this room asks of the rooms above it, without knowing them."""

from django.dispatch import Signal

# Who are the people behind an audience that this room does not know, such as a shift? Sent with `edition`, `kind` (AudienceKind) and `id`
# (text); whoever knows answers with a `queries.Audience`, all others with None. There is nothing to write in the answer.
audience_asked = Signal()

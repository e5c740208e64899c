"""What this room asks of the rooms above it, without knowing them."""

from django.dispatch import Signal

# Who are the people behind an audience that this room does not know, such as a shift? Sent with `edition`, `kind` (AudienceKind) and `id`
# (text); whoever knows answers with a `queries.Audience`, all others with None. There is nothing to write in the answer.
audience_asked = Signal()

# What else can be written to? Sent with `edition`; whoever knows answers with `queries.Offer`s: kinds with what stands under them.
audiences_offered = Signal()

# May somebody without a role in the edition write to this audience? Sent with `person`, `kind` and `id`; one True lets them.
writer_asked = Signal()

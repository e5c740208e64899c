"""News from below, each answered by one of our actions."""

from wucai.core import events
from wucai.places.actions import counts

# A count that a device kept while it had no signal.
events.kind("count")(counts.take)

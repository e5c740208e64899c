"""News that volunteering sends upward."""

from django.dispatch import Signal

# Seats are kept free for people who have not said yes: `signups` (asked just now, each with its key), `now`.
seats_asked = Signal()

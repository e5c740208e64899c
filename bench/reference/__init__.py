"""The reference: a minimal Django project of about a hundred lines, run beside the house in the same minute to compare it with.

The same WSGI server, the same kind of database with the same settings; no log-in, no CSRF, no trace, and no middleware before the claim.
It is a yardstick, never part of the product.
"""

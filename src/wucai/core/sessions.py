"""Log-in sessions in the database, read by one plain query.

Every page of somebody with a log-in begins with it; put together by the ORM the same query cost as much as all middlewares (bench rush).
"""

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connections, router

from wucai.core import clock

_FOUND = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """Django's own, but for how a session is found."""

    def load(self) -> dict[str, Any]:
        """What the session holds; empty, and without a key, when it has ended or never was."""
        connection = connections[router.db_for_read(self.model)]
        with connection.cursor() as cursor:
            cursor.execute(_FOUND, [self.session_key, connection.ops.adapt_datetimefield_value(clock.real_now())])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        return dict(self.decode(row[0]))

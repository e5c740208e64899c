"""How many queries a page costs, the same on a slow machine as on a quick one."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def queries_of(browser: Client, address: str) -> int:
    """The queries of one GET that is answered with a page. The clock's own is left out: it is asked once a second, not once a page."""
    with CaptureQueriesContext(connection) as captured:
        answer = browser.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return sum("core_clockoffset" not in query["sql"] for query in captured.captured_queries)

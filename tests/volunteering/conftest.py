"""What most tests of volunteering stand on: a post, its edition, and a coordinator's browser."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.factories import people, volunteering
from wucai.programme.models import Edition
from wucai.volunteering.models import Post


@pytest.fixture
def post(db: None) -> Post:
    """A red post at a station."""
    return volunteering.post()


@pytest.fixture
def edition(post: Post) -> Edition:
    """Its edition."""
    return post.site.edition


@pytest.fixture
def desk(edition: Edition, logged_in: Callable[[Any], Client]) -> Client:
    """The browser of somebody who coordinates it."""
    return logged_in(people.coordinator(edition))

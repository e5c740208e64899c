"""Robots of chat groups: four hosts and no other, added by name, ended with their address forgotten."""

import pytest

from tests.factories import programme as some_programme
from wucai.core import clock
from wucai.people import queries
from wucai.people.actions import groups
from wucai.people.choices import HookRefusal
from wucai.people.models import GroupHook
from wucai.programme.models import Edition

pytestmark = pytest.mark.django_db
ROBOT = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7abc-4bc4-97a0"


@pytest.fixture
def edition() -> Edition:
    return some_programme.edition()


def add(edition: Edition, name: str = "闵行群", address: str = ROBOT) -> GroupHook:
    return groups.add_hook(edition, by=None, name=name, address=address, now=clock.now())


def test_a_robot_is_kept_by_its_key_alone(edition: Edition) -> None:
    hook = add(edition)

    assert (GroupHook.objects.get().address, list(queries.hooks_of(edition))) == ("wecombot://693a91f6-7abc-4bc4-97a0", [hook])


def test_a_name_is_given_once_and_is_free_again_when_its_robot_ended(edition: Edition) -> None:
    hook = add(edition)
    with pytest.raises(groups.HookRefused) as refused:
        add(edition, address="feishu://abcdefgh-12345678")
    assert refused.value.reason == HookRefusal.NAME_TAKEN

    for _ in range(2):
        groups.end_hook(hook, by=None, now=clock.now())
    hook.refresh_from_db()
    assert (hook.address, list(queries.hooks_of(edition))) == ("", [])
    assert add(edition, address="feishu://abcdefgh-12345678").pk == hook.pk
    assert GroupHook.objects.get().address == "feishu://abcdefgh-12345678"


@pytest.mark.parametrize(
    "address", ["", "http://127.0.0.1:8000/", "json://169.254.169.254/", "wecombot://localhost/", "mailto://a:b@example.org"]
)
def test_an_address_that_is_no_robots_is_refused(edition: Edition, address: str) -> None:
    with pytest.raises(groups.HookRefused) as refused:
        add(edition, address=address)

    assert (refused.value.reason, GroupHook.objects.count()) == (HookRefusal.NOT_A_ROBOT, 0)

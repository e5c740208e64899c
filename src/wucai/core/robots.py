"""Robots of chat groups: which addresses are theirs, and how something is said to them.

Only robots are known whose host stands in their sender's own code, and of what somebody typed only a key is kept: no address that anybody
typed is ever called, so none can lead inside the house or to a stranger.
"""

import re
from typing import Any

from django.utils.module_loading import import_string

# How people copy it (the robot's own web address) or write it (apprise's short form).
_KEY = r"(?P<key>[A-Za-z0-9_-]{16,100})/?"
_ROBOTS = {
    "wecombot": rf"(?:wecombot://|https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=){_KEY}",
    "dingtalk": rf"(?:dingtalk://(?:(?P<secret>[A-Za-z0-9]{{16,100}})@)?|https://oapi\.dingtalk\.com/robot/send\?access_token=){_KEY}",
    "feishu": rf"(?:feishu://|https://open\.feishu\.cn/open-apis/bot/v2/hook/){_KEY}",
    "lark": rf"(?:lark://|https://open\.larksuite\.com/open-apis/bot/v2/hook/){_KEY}",
}
# What speaks to each, and what it calls the key.
_PLUGINS = {
    "wecombot": ("apprise.plugins.wecombot.NotifyWeComBot", "key"),
    "dingtalk": ("apprise.plugins.dingtalk.NotifyDingTalk", "token"),
    "feishu": ("apprise.plugins.feishu.NotifyFeishu", "token"),
    "lark": ("apprise.plugins.lark.NotifyLark", "token"),
}


def normalised(address: str) -> str | None:
    """The robot's address in its one short form, such as wecombot://key; None for what is no address of a robot we know."""
    found = _read(address)
    if found is None:
        return None
    kind, key, secret = found
    return f"{kind}://{secret}@{key}" if secret else f"{kind}://{key}"


def say(address: str, *, title: str, text: str) -> None:
    """Say it in the group. Raises OSError when the robot did not take it; the error never holds the address, which is a secret."""
    found = _read(address)
    if found is None or not _robot(*found).notify(body=text, title=title):
        raise ConnectionError("The group's robot did not take the message.")


def _read(address: str) -> tuple[str, str, str | None] | None:
    for kind, pattern in _ROBOTS.items():
        if found := re.fullmatch(pattern, address.strip()):
            return kind, found["key"], found.groupdict().get("secret")
    return None


def _robot(kind: str, key: str, secret: str | None) -> Any:
    """What speaks to it. Each is imported by name and when it is needed: asked by address, apprise would first load a hundred others."""
    path, argument = _PLUGINS[kind]
    return import_string(path)(**{argument: key}, **({"secret": secret} if secret else {}))

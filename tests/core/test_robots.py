"""Robots of chat groups: which addresses are theirs, and that nothing else is ever called."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from apprise.plugins.wecombot import NotifyWeComBot

from wucai.core import robots

KEY = "693a91f6-7abc-4bc4"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}", f"wecombot://{KEY}"),
        (f" wecombot://{KEY}/ ", f"wecombot://{KEY}"),
        ("https://oapi.dingtalk.com/robot/send?access_token=abcdef1234567890", "dingtalk://abcdef1234567890"),
        ("dingtalk://SEC1234567890abc@abcdef1234567890", "dingtalk://SEC1234567890abc@abcdef1234567890"),
        (f"https://open.feishu.cn/open-apis/bot/v2/hook/{KEY}", f"feishu://{KEY}"),
        (f"https://open.larksuite.com/open-apis/bot/v2/hook/{KEY}", f"lark://{KEY}"),
    ],
)
def test_the_address_of_a_robot_becomes_its_short_form_and_its_sender_knows_its_own_host_alone(address: str, expected: str) -> None:
    hosts = ("https://qyapi.weixin.qq.com/", "https://oapi.dingtalk.com/", "https://open.feishu.cn/", "https://open.larksuite.com/")

    assert (robots.normalised(address), robots.normalised(expected)) == (expected, expected)
    assert robots._robot(*robots._read(expected)).notify_url.startswith(hosts)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://127.0.0.1/",
        "https://169.254.169.254/latest",
        "json://localhost/",
        "xmls://10.0.0.1",
        "file:///etc/passwd",
        f"http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}",
        f"https://qyapi.weixin.qq.com.example.org/cgi-bin/webhook/send?key={KEY}",
        f"https://qyapi.weixin.qq.com@127.0.0.1/cgi-bin/webhook/send?key={KEY}",
        f"wecombot://{KEY}@127.0.0.1",
        f"wecombot://{KEY}?redirect=yes",
        f"feishu://{KEY}/../../x",
        f"wecombot://{KEY}\njson://localhost",
        "wecombot://localhost/",
        "wecombot://短短短短短短短短短短短短短短短短短",
    ],
)
def test_any_other_address_is_none_and_nothing_is_said_there(address: str) -> None:
    assert robots.normalised(address) is None
    with pytest.raises(OSError, match="did not take"):
        robots.say(address, title="a", text="b")


@pytest.fixture
def wecom(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """A server in the place of WeCom's, and what it was told; it refuses what says "no"."""
    told: list[Any] = []

    class Robot(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
            self.send_response(500 if "no" in str(told[-1][1]) else 200)
            self.end_headers()

        def log_message(self, *arguments: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Robot)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setattr(NotifyWeComBot, "notify_url", f"http://127.0.0.1:{server.server_port}/send?key={{key}}")
    yield told
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_robot_is_told_title_and_text(wecom: list[Any]) -> None:
    robots.say(f"wecombot://{KEY}", title="集合", text="八点。")

    [(path, body)] = wecom
    assert (path, "集合" in json.dumps(body, ensure_ascii=False), "八点" in json.dumps(body, ensure_ascii=False)) == (
        f"/send?key={KEY}",
        True,
        True,
    )


def test_what_a_robot_does_not_take_is_an_error_that_does_not_tell_its_key(wecom: list[Any]) -> None:
    with pytest.raises(OSError, match="did not take") as refused:
        robots.say(f"wecombot://{KEY}", title="a", text="no")

    assert (KEY in str(refused.value), len(wecom)) == (False, 1)

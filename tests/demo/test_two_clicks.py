"""Each item of the lived-in morning is reached from its role's home in two clicks: real links, as they stand on the page."""

import re

import pytest

pytestmark = pytest.mark.usefixtures("demo")
# The item; whose home; the links one follows, at most two; what stands there then.
ITEMS = [
    ("yesterday's hours", "leader", ["/board/hours/"], r"七宝.*?</th>.*?[1-9]\d* 小时"),
    (
        "yesterday's counts",
        "leader",
        ["/board/served/"],
        r"虹桥火车站.*?</th><td [^>]*>\d+/\d+</td>(<td [^>]*>[1-9]\d+</td>){2}",
    ),
    ("yesterday's thanks", "veteran", ["/me/", "/me/messages/"], "谢谢您今天的服务"),
    ("four gaps", "coordinator", ["/desk/gaps/", r"/desk/gaps/\d+/"], r'action="/desk/gaps/\d+/ask/'),
    ("masks low", "keeper", [], r"口罩"),
    ("a wheelchair out", "keeper", [], r"往12号站台"),
    ("a lost child closed", "leader", ["/board/open/"], r"08:22.*?08:33.*?广播寻人"),
    ("an urgent matter to ratify", "coordinator", ["/desk/council/"], r"临时增开引导通道"),
    ("a need 60 % covered", "coordinator", ["/desk/needs/N04/"], r"6 / 10 .*?60 %"),
]


@pytest.mark.parametrize(("role", "links", "there"), [item[1:] for item in ITEMS], ids=[item[0] for item in ITEMS])
def test_it_is_reached_from_the_roles_home_in_two_clicks(client, role, links, there):
    page = follow(client, client.post(f"/demo/enter/{role}").headers["Location"])

    for link in links:
        [address, *_] = re.findall(rf'<a [^>]*href="({link})"', page)
        page = follow(client, address)

    assert len(links) <= 2
    assert re.search(there, page, re.S), page


def test_the_home_of_the_coordinator_tells_how_many_seats_are_free(client):
    page = follow(client, client.post("/demo/enter/coordinator").headers["Location"])

    assert re.findall(r'<a href="/desk/gaps/">\D{0,12}(\d+)', page)[0] == "4"


def follow(client, address):
    """The page at the end of the way."""
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()

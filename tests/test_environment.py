"""Settings that are mistyped stop the start and say so."""

from pathlib import Path

import pytest

from wucai import environment


@pytest.mark.parametrize(
    ("read", "value", "sentence"),
    [
        (lambda: environment.switch("X", default=True), "ja", "X='ja': write yes or no."),
        (lambda: environment.integer("X", 1, least=1, most=9), "ten", "X='ten': write a whole number."),
        (lambda: environment.integer("X", 1, least=1, most=9), "10", "X=10: write a whole number from 1 to 9."),
        (lambda: environment.choice("X", ("demo", "site"), "site"), "prod", "X='prod': choose one of demo, site."),
        (lambda: environment.folder("X", Path("/tmp")), __file__, f"X={Path(__file__).resolve()}: this is a file; name a folder."),
        (lambda: environment.database("X", Path("/tmp/a")), "mysql://h/n", "X: begin with sqlite:/// or postgresql://, not 'mysql'."),
        (
            lambda: environment.database("X", Path("/tmp/a")),
            "sqlite://relative",
            "X='sqlite://relative': write sqlite:///absolute/path/to/file.",
        ),
        (lambda: environment.database("X", Path("/tmp/a")), "postgresql://host", "X: the address names no database; end it with /name."),
        (lambda: environment.database("X", Path("/tmp/a")), "postgresql://host:port/n", "X: the port is not a number."),
        (lambda: environment.mail("X"), "host", "X: write smtp://user:password@host:port or smtps://…"),
    ],
)
def test_a_bad_value_names_its_variable_and_what_it_wants(monkeypatch, read, value, sentence):
    monkeypatch.setenv("X", value)

    with pytest.raises(environment.BadSetting) as refused:
        read()

    assert str(refused.value) == sentence


def test_an_address_of_postgresql_is_read_with_its_odd_characters(monkeypatch):
    monkeypatch.setenv("X", "postgresql://us%40er:p%2Fw@db.example:5433/wu%20cai?sslmode=require")
    monkeypatch.setenv("WUCAI_STATEMENT_SECONDS", "5")

    told = environment.database("X", Path("/tmp/a"))

    assert {name: told[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")} == {
        "USER": "us@er",
        "PASSWORD": "p/w",
        "HOST": "db.example",
        "PORT": "5433",
        "NAME": "wu cai",
    }
    assert told["OPTIONS"] == {
        "sslmode": "require",
        "options": "-c lock_timeout=3000 -c statement_timeout=5000 -c idle_in_transaction_session_timeout=10000",
    }


def test_a_mail_server_is_spoken_to_in_secret(monkeypatch):
    monkeypatch.setenv("X", "smtp://me:pass@mail.example")
    told = environment.mail("X")
    assert (told["EMAIL_HOST"], told["EMAIL_PORT"], told["EMAIL_USE_TLS"], told["EMAIL_USE_SSL"]) == ("mail.example", 587, True, False)

    monkeypatch.setenv("X", "smtps://mail.example")
    told = environment.mail("X")
    assert (told["EMAIL_PORT"], told["EMAIL_USE_TLS"], told["EMAIL_USE_SSL"]) == (465, False, True)


def test_sqlite_survives_power_loss_where_a_booking_is_kept(settings):
    pragmas = environment.sqlite(Path("/tmp/a"))["OPTIONS"]

    assert "PRAGMA synchronous=FULL" in pragmas["init_command"].split(";")
    assert (pragmas["transaction_mode"], "PRAGMA journal_mode=WAL" in pragmas["init_command"].split(";")) == ("IMMEDIATE", True)

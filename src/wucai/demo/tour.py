"""The tour: ten steps that follow one need, guides at the rail exits, from the visit to the report."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wucai.demo.personas import PERSONAS, Persona

# The need that the tour follows, as `data/needs.csv` calls it.
NEED = "N07"
# The unit whose liaison one is, by its address.
UNIT = "yan-shi-dan-wei-jiao-yu-06"


@dataclass(frozen=True)
class Step:
    """One step. `look` says what to look at, `why` in two lines why it matters; `page` is a name with its values, `at` an anchor on it."""

    number: int
    role: str
    title: Promise | str
    look: Promise | str
    why: Promise | str
    page: str
    values: tuple[str, ...] = ()
    at: str = ""
    # Words that explain themselves on the step's page (core.terms).
    terms: tuple[str, ...] = ()

    @property
    def persona(self) -> Persona:
        """Whom one becomes."""
        return PERSONAS[self.role]

    @property
    def previous(self) -> int | None:
        """The number of the step before; None at the first."""
        return self.number - 1 or None

    @property
    def next(self) -> int | None:
        """The number of the step after; None at the last."""
        return self.number + 1 if self.number < len(STEPS) else None

    @property
    def address(self) -> str:
        """The page, told that the tour stands at this step."""
        anchor = f"#{self.at}" if self.at else ""
        return f"{reverse(self.page, args=self.values)}?{urlencode({'tour': self.number})}{anchor}"


# Role, title, where to look, why, page, its values, anchor, words that explain themselves.
STEPS = (
    (
        "coordinator", _("A visit with two questions"), _("Look at what the units told when they were called on."),
        _("What do you need pushed forward? What can you share? The answers land on two lists, so that nobody is asked twice."),
        "exchange:lists", (), "visits", ("visit", "liaison"),
    ),
    (
        "coordinator", _("The need on the list"), _("Look at the need for guides: how much is asked, how much is covered."),
        _("A need has a number, a time and a place. What is open can be seen at a glance; nobody has to ask how far it is."),
        "exchange:need", (NEED,), "", ("coverage",),
    ),
    (
        "coordinator", _("Matches with reasons"), _("Look at the reasons beside each proposal: class, time, distance, load of the giver."),
        _("A proposal without a reason is a guess. Both sides must say yes, and what is left over says what would close it."),
        "exchange:matching", (), "", ("match", "fit"),
    ),
    (
        "liaison", _("The unit says yes"), _("Look at who asks for your offer, and at the letter of thanks to forward."),
        _("The unit's liaison lives in Excel: lists go in and out as they are, mistakes come back marked in the same file."),
        "desks:unit", (UNIT,), "", ("liaison", "match"),
    ),
    (
        "leader", _("The council decides"), _("Look at the recorded vote, and at the urgent matter that waits for ratification."),
        _("Major matters are deliberated, important ones decided, urgent ones settled at once and ratified later."),
        "exchange:council", (), "", ("urgent", "quorum"),
    ),
    (
        "coordinator", _("Posts, shifts and a roster"), _("Look at the board: who is proposed where, why, and what stayed open."),
        _("Two thousand people placed in seconds, with a proof of how good the plan is. Publishing asks; it assigns nobody."),
        "volunteering:rosters", (), "", ("gap", "asked"),
    ),
    (
        "coordinator", _("A gap this morning"), _("Look at a red gap, why it is there, and three people who could fill it."),
        _("Three volunteers have just withdrawn. Whoever is asked first has been asked least, and nobody else has to move."),
        "volunteering:gaps", (), "", ("candidate", "asked"),
    ),
    (
        "volunteer", _("The volunteer comes"), _("Look at the one card: where, when, which colour, whom to call, what to bring."),
        _("Check in with the six figures on the manager's screen. The hours are there at once, to be confirmed."),
        "desks:me", (), "", ("code", "hours"),
    ),
    (
        "keeper", _("The station at work"), _("Look at who is on duty, what runs low, and what is open."),
        _("One hand is enough: count, lend, close a matter, confirm hours. Without signal everything waits on the phone."),
        "desks:station_now", ("railway",), "", ("code", "hours"),
    ),
    (
        "leader", _("The report"), _("Look at the day's five numbers, and save the brief as Word."),
        _("Every number leads to its rows with one tap, and where a source is missing the page says so."),
        "desks:board", (), "", ("brief",),
    ),
)  # fmt: skip


def steps() -> list[Step]:
    """The ten steps with their numbers."""
    return [Step(number, *told) for number, told in enumerate(STEPS, start=1)]

"""The frame of the edition: what no list brings. Read from `data/frame.yaml` and said through the actions of the rooms."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from wucai.exchange.actions import categories
from wucai.exchange.choices import ListKind
from wucai.people.actions import organisations
from wucai.people.choices import OrganisationKind
from wucai.people.queries import organisation_called
from wucai.programme.actions import editions
from wucai.programme.choices import AreaKind
from wucai.programme.models import Edition
from wucai.programme.queries import area_called
from wucai.volunteering.actions import enrolments, shifts

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Frame:
    """What the file says, as plain values."""

    told: dict[str, Any]

    @classmethod
    def read(cls) -> "Frame":
        """Read the bundled file."""
        return cls(yaml.safe_load((DATA / "frame.yaml").read_text(encoding="utf-8")))

    def put(self) -> Edition:
        """Say all of it but the organisers; said twice it changes nothing."""
        edition = editions.put_edition(by=None, is_demo=True, **self.told["edition"])
        self._areas()
        for position, colour in enumerate(self.told["colours"], start=1):
            shifts.mean(edition, by=None, position=position, **colour)
        for qualification in self.told["qualifications"]:
            enrolments.put_qualification(edition, by=None, is_demo=True, **qualification)
        self._categories(edition)
        self._figures(edition)
        return edition

    def put_organisers(self) -> None:
        """The bodies that are not counted among the partner units; after those, since some belong to them."""
        for told in self.told["organisers"]:
            organisations.put_organisation(
                by=None,
                slug=told["slug"],
                kind=OrganisationKind(told["kind"]),
                name=told["name"],
                name_en=told["name_en"],
                area=area_called(told["area"]),
                parent=organisation_called(told["parent"]) if "parent" in told else None,
                aliases=told.get("aliases", []),
                is_demo=told.get("is_demo", False),
            )

    def _areas(self) -> None:
        told = self.told["areas"]
        district = editions.put_area(by=None, kind=AreaKind.DISTRICT, parent=None, name=told["name"], name_en=told["name_en"])
        for each in told["towns"]:
            town = editions.put_area(by=None, kind=AreaKind.TOWN, parent=district, name=each["name"], name_en=each["name_en"])
            short, short_en = each["name"].removesuffix("街道").removesuffix("镇"), each["name_en"].split()[0]
            for number in range(1, each["neighbourhoods"] + 1):
                names = {"name": f"演示{short}{number}居民区", "name_en": f"Demo {short_en} neighbourhood {number}"}
                editions.put_area(by=None, kind=AreaKind.NEIGHBOURHOOD, parent=town, **names)

    def _categories(self, edition: Edition) -> None:
        found = {
            (kind, told["name"]): categories.put_category(edition, by=None, kind=ListKind(kind), position=position, **told)
            for kind, tolds in self.told["categories"].items()
            for position, told in enumerate(tolds, start=1)
        }
        for need, answers in self.told["affinities"].items():
            for resource, points in answers.items():
                categories.put_affinity(found["need", need], found["resource", resource], by=None, points=points)

    def _figures(self, edition: Edition) -> None:
        sources, as_of = self.told["figure_sources"], self.told["figures_as_of"]
        for told in self.told["figures"]:
            editions.put_figure(edition, by=None, as_of=as_of, **{**told, "source": sources[told["source"]]})

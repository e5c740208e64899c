"""How the sheets of matching are filled in: needs.csv, resources.csv and affinities.csv, and where needed barred.csv, engagements.csv."""

from wucai.planning.matching.read import PROBLEM, SOLUTION
from wucai.planning.sheets import Form

FORM = Form(
    problem=PROBLEM,
    solution=SOLUTION,
    moments=frozenset({"starts", "ends"}),
    is_daily=True,
    pairs={"barred": ("need", "resource")},
    refers={("engagements", "resource"): "resources", ("barred", "need"): "needs", ("barred", "resource"): "resources"},
    joined={"need": ("needs", ("title", "asker")), "resource": ("resources", ("giver",))},
)

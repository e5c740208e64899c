"""How the sheets of rostering are filled in: volunteers.csv and shifts.csv, and where needed pins.csv, groups.csv, ways.csv, …"""

from wucai.planning.rostering.read import PROBLEM, SOLUTION
from wucai.planning.sheets import Form

FORM = Form(
    problem=PROBLEM,
    solution=SOLUTION,
    moments=frozenset({"starts", "ends", "windows", "qualifications", "day_zero"}),
    hours=frozenset({"hours"}),
    first_moment=("shifts", "starts"),
    refers={
        ("pins", "volunteer"): "volunteers",
        ("pins", "shift"): "shifts",
        ("previous", "volunteer"): "volunteers",
        ("previous", "shift"): "shifts",
        ("groups", "members"): "volunteers",
    },
    joined={"shift": ("shifts", ("station", "colour", "starts", "ends"))},
)

"""Seats that people took by themselves before there were rosters were accepted when they were taken."""

from django.db import migrations
from django.db.models import F


def accept(apps, schema_editor):
    apps.get_model("volunteering", "Signup").objects.filter(origin="self", accepted_at=None).update(accepted_at=F("created_at"))


class Migration(migrations.Migration):
    dependencies = [("volunteering", "0003_rosters_and_hours")]

    operations = [migrations.RunPython(accept, migrations.RunPython.noop)]

"""From now on the database keeps it so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("volunteering", "0004_own_signups_are_accepted")]

    operations = [
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("origin", "self"), _negated=True), ("accepted_at__isnull", False), _connector="OR"),
                name="volunteering_signup_own_wish_is_accepted",
            ),
        ),
    ]

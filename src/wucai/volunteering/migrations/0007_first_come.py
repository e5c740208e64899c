"""A call may ask more people than there are seats: then none is kept, and the first yes has it."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("volunteering", "0006_replanning"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="signup",
            name="hold",
            field=models.CharField(
                choices=[
                    ("kept", "A seat is kept"),
                    ("first_come", "Whoever says yes first has the seat"),
                    ("outrun", "Somebody else said yes first"),
                ],
                default="kept",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.CheckConstraint(
                condition=models.Q(("hold__in", ["kept", "first_come", "outrun"])), name="volunteering_signup_hold_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.CheckConstraint(
                condition=models.Q(("hold", "kept"), models.Q(("accepted_at", None), ("origin", "call")), _connector="OR"),
                name="volunteering_signup_yes_keeps_seat",
            ),
        ),
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("hold", "outrun"), _negated=True), ("withdrawn_at__isnull", False), _connector="OR"),
                name="volunteering_signup_outrun_is_over",
            ),
        ),
    ]

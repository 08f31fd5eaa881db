"""Where, in which group and when a message was said, and whether it is urgent (S-069)."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appeals", "0006_letters_are_kept"),
        ("channels", "0002_reconciliation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="exchange",
            name="area_path",
            field=models.CharField(blank=True, db_collation="C", max_length=120),
        ),
        migrations.AddField(
            model_name="exchange",
            name="group",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name="exchange",
            name="is_urgent",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="exchange",
            name="said_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="exchange",
            index=models.Index(
                condition=models.Q(("kind", "message")),
                fields=["state", "area_path", "-id"],
                name="channels_message_place",
            ),
        ),
    ]

import django.db.models.deletion
import linli.kernel.ids
import linli.people.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0010_identities"),
    ]

    operations = [
        migrations.CreateModel(
            name="Device",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("cookie_digest", models.BinaryField(max_length=32, unique=True)),
                ("session_sealed", linli.people.fields.SealedTextField(null=True)),
                (
                    "browser",
                    models.CharField(max_length=8),
                ),
                (
                    "system",
                    models.CharField(max_length=8),
                ),
                ("signed_in_at", models.DateTimeField()),
                ("last_seen_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["last_seen_at"], name="people_device_seen")],
            },
        ),
    ]

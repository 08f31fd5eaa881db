import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.ids
import linli.people.fields


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0008_proven_phones"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(condition=models.Q(("is_minor", True)), fields=["kept_at"], name="people_contact_minor"),
        ),
        migrations.CreateModel(
            name="MinorsAudit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(unique=True)),
                ("figures", models.JSONField()),
                ("finding", models.TextField()),
                ("name_sealed", linli.people.fields.SealedTextField()),
                ("signed_at", models.DateTimeField()),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.account"
                    ),
                ),
            ],
        ),
    ]

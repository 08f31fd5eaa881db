"""What may hold only once at a moment: one area per code, one shape per area, one grid per building …

Exclusion needs a range on both sides; a range type over uuid gives that without an extension.
"""

from django.db import migrations

SPAN = "tstzrange(valid_from, valid_to) WITH &&"

ONCE = {
    "grid_shape": ("grid_shape_once", "area_id"),
    "grid_zonestreet": ("grid_zonestreet_once", "street_id"),
    "grid_operatingmode": ("grid_operatingmode_once", "area_id"),
    "grid_buildingplacement": ("grid_buildingplacement_once", "building_id"),
    "grid_governancemember": ("grid_governancemember_once", "building_id"),
}


def once(table: str, name: str, column: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name}"
        f" EXCLUDE USING gist (grid_uuid_span({column}, {column}, '[]') WITH &&, {SPAN})",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("grid", "0001_grid_tables")]

    operations = [
        migrations.RunSQL("CREATE TYPE grid_uuid_span AS RANGE (subtype = uuid)", "DROP TYPE grid_uuid_span"),
        migrations.RunSQL(
            "ALTER TABLE grid_area ADD CONSTRAINT grid_area_once"
            f" EXCLUDE USING gist (int8range(code::bigint, code::bigint, '[]') WITH &&, {SPAN})",
            "ALTER TABLE grid_area DROP CONSTRAINT grid_area_once",
        ),
        *(once(table, name, column) for table, (name, column) in ONCE.items()),
    ]

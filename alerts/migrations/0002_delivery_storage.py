from django.db import migrations


def free_space(_apps, schema_editor):
    # Room in each page keeps an outcome's update on it (performance, section 5b).
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE alerts_delivery SET (fillfactor = 75)")


class Migration(migrations.Migration):
    dependencies = [("alerts", "0001_initial")]
    operations = [migrations.RunPython(free_space, migrations.RunPython.noop)]

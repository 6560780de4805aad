from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0004_visits_can_be_struck"),
    ]

    operations = [
        migrations.AlterField(
            model_name="document",
            name="kind",
            field=models.CharField(
                choices=[
                    ("certificate", "Certificate"),
                    ("bundle", "Certificates together"),
                    ("report", "Evaluation report"),
                    ("commendation", "Commendation list"),
                    ("dossier", "Dossier of a declaration"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="documentsource",
            name="parts",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]

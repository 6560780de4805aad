from django.db import migrations, models


class Migration(migrations.Migration):
    """What 0008 carried over is taken away here, in a transaction of its own."""

    dependencies = [
        ("evaluation", "0008_ballot_boxes"),
    ]

    operations = [
        migrations.DeleteModel(name="Code"),
        migrations.RenameModel("SlipCode", "Code"),
        migrations.AlterField(
            model_name="code",
            name="batch",
            field=models.ForeignKey(
                on_delete=models.deletion.PROTECT,
                related_name="codes",
                to="evaluation.slipbatch",
            ),
        ),
        migrations.AlterField(
            model_name="code",
            name="box",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=models.deletion.PROTECT,
                related_name="codes",
                to="evaluation.ballotbox",
            ),
        ),
        migrations.RemoveField(
            model_name="answer",
            name="comment",
        ),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "counted"), ("tally__isnull", False)),
                    models.Q(models.Q(("state", "counted"), _negated=True), ("tally", None)),
                    _connector="OR",
                ),
                name="survey_tally_only_when_counted",
            ),
        ),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", False), ("state__in", ["closed", "counted"])),
                    models.Q(("closed_at", None), ("state__in", ["prepared", "open"])),
                    _connector="OR",
                ),
                name="survey_closing_has_a_date",
            ),
        ),
    ]

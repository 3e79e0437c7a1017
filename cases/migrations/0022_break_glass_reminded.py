from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0021_carry_overs")]

    operations = [
        migrations.AddField(
            model_name="breakglass",
            name="review_reminded_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]

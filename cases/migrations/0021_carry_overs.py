import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

STATUSES = [('open', 'Open'), ('answered', 'Answered'), ('settled', 'Settled'), ('issued', 'Issued'), ('acknowledged', 'Acknowledged'), ('disputed', 'Seen differently'), ('upheld', 'Upheld'), ('modified', 'Modified'), ('done', 'Done'), ('not_done', 'Not done'), ('verified', 'Verified'), ('lapsed', 'Lapsed'), ('withdrawn', 'Withdrawn')]
MOVES = [('answer', 'Answer'), ('settle', 'Settle'), ('reopen', 'Take up again'), ('acknowledge', 'Acknowledge'), ('dispute', 'I see this differently'), ('uphold', 'Uphold'), ('modify', 'Modify'), ('report_done', 'Done'), ('report_not_done', 'Not done'), ('verify', 'Verify'), ('lapse', 'Let it lapse'), ('withdraw', 'Withdraw')]


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0020_retention'),
        ('supervision', '0014_supervisor_changes'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='annotation',
            name='annotation_status_known',
        ),
        migrations.AlterField(
            model_name='annotation',
            name='status',
            field=models.CharField(choices=STATUSES, default='open', max_length=12),
        ),
        migrations.AlterField(
            model_name='annotationstep',
            name='from_status',
            field=models.CharField(choices=STATUSES, max_length=12),
        ),
        migrations.AlterField(
            model_name='annotationstep',
            name='move',
            field=models.CharField(choices=MOVES, max_length=16),
        ),
        migrations.AlterField(
            model_name='annotationstep',
            name='to_status',
            field=models.CharField(choices=STATUSES, max_length=12),
        ),
        migrations.AddConstraint(
            model_name='annotation',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', [code for code, _ in STATUSES])), name='annotation_status_known'),
        ),
        migrations.CreateModel(
            name='CarryOver',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('status', models.CharField(choices=[('asked', 'Asked'), ('accepted', 'Taken over'), ('declined', 'Not taken over')], default='asked', max_length=8)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='carry_overs', to='supervision.supervisorchange')),
                ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='carry_overs', to='cases.decision')),
                ('note', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='carry_overs', to='cases.note')),
            ],
            options={
                'ordering': ['asked_at', 'id'],
                'default_permissions': (),
                'constraints': [
                    models.UniqueConstraint(fields=('change', 'note'), name='carry_note_once'),
                    models.UniqueConstraint(fields=('change', 'decision'), name='carry_decision_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('decision__isnull', False), ('note__isnull', True)), models.Q(('decision__isnull', True), ('note__isnull', False)), _connector='OR'), name='carry_one_thing'),
                    models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('status', 'asked')), models.Q(('answered_at__isnull', False), ('status__in', ['accepted', 'declined'])), _connector='OR'), name='carry_answered_has_moment'),
                ],
            },
        ),
    ]

"""The day of a withdrawal; what was withdrawn before takes it from the record of operations."""

from django.db import migrations, models
from django.utils import timezone


def fill(apps, editor):
    """The day of the last withdrawal that the operations tell of."""
    alias = editor.connection.alias
    gathering = apps.get_model('life', 'Gathering').objects.using(alias)
    entries = apps.get_model('audit', 'Entry').objects.using(alias).filter(
        action='life.withdraw', target_type='life.gathering'
    )
    for key in gathering.filter(state='withdrawn').values_list('pk', flat=True):
        last = entries.filter(target_id=str(key)).order_by('-number').first()
        if last is not None:
            gathering.filter(pk=key).update(withdrawn_on=timezone.localtime(last.at).date())


class Migration(migrations.Migration):

    dependencies = [
        ('life', '0004_search'),
        ('audit', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='gathering',
            name='withdrawn_on',
            field=models.DateField(blank=True, null=True, verbose_name='撤回日期'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]

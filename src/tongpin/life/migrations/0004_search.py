"""The search index. On SQLite FTS5 over the tokens, kept by triggers; on PostgreSQL a GIN index.

A later migration that alters `life_searchtext` on SQLite makes the table anew and has to call
`keep` again, for the triggers go with the old table.
"""

import django.db.models.deletion
from django.db import migrations, models

SQLITE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS life_search USING fts5("
    "tokens, content='life_searchtext', content_rowid='gathering_id', tokenize='unicode61', detail='none')",
    "CREATE TRIGGER life_search_added AFTER INSERT ON life_searchtext BEGIN "
    "INSERT INTO life_search(rowid, tokens) VALUES (new.gathering_id, new.tokens); END",
    "CREATE TRIGGER life_search_gone AFTER DELETE ON life_searchtext BEGIN "
    "INSERT INTO life_search(life_search, rowid, tokens) VALUES ('delete', old.gathering_id, old.tokens); END",
    "CREATE TRIGGER life_search_changed AFTER UPDATE ON life_searchtext BEGIN "
    "INSERT INTO life_search(life_search, rowid, tokens) VALUES ('delete', old.gathering_id, old.tokens); "
    "INSERT INTO life_search(rowid, tokens) VALUES (new.gathering_id, new.tokens); END",
)
POSTGRESQL = (
    "CREATE INDEX life_search ON life_searchtext "
    "USING gin (array_to_tsvector(string_to_array(tokens, ' ')))",
)
GONE = {
    "sqlite": (
        "DROP TRIGGER life_search_added", "DROP TRIGGER life_search_gone",
        "DROP TRIGGER life_search_changed", "DROP TABLE life_search",
    ),
    "postgresql": ("DROP INDEX life_search",),
}


def keep(apps, editor):
    """Make the index."""
    statements = SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL
    for statement in statements:
        editor.execute(statement)


def drop(apps, editor):
    """Take it away."""
    for statement in GONE[editor.connection.vendor]:
        editor.execute(statement)


def fill(apps, editor):
    """Index what is there; attachments are read by `tongpin search rebuild`."""
    from tongpin.formats.bigrams import folded, tokens

    gathering, search = apps.get_model("life", "Gathering"), apps.get_model("life", "SearchText")
    names = ("pk", "topic", "place", "guests", "agenda", "content", "resolutions")
    batch = []
    for pk, *parts in gathering.objects.values_list(*names).iterator(500):
        text = "\n".join(filter(None, map(folded, parts)))
        batch.append(search(gathering_id=pk, text=text, tokens=" ".join(tokens(text))))
        if len(batch) == 500:
            search.objects.bulk_create(batch)
            batch = []
    search.objects.bulk_create(batch)


class Migration(migrations.Migration):

    dependencies = [
        ("documents", "0001_initial"),
        ("life", "0003_study_minutes"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchText",
            fields=[
                ("gathering", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="search", serialize=False, to="life.gathering")),
                ("text", models.TextField()),
                ("tokens", models.TextField()),
            ],
            options={"verbose_name": "检索文本"},
        ),
        migrations.CreateModel(
            name="FileText",
            fields=[
                ("stored", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="words", serialize=False, to="documents.storedfile")),
                ("text", models.TextField(blank=True)),
            ],
            options={"verbose_name": "附件文字"},
        ),
        migrations.RunPython(keep, drop),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]

"""PostgreSQL learns what it costs to take the words of a record apart.

The planner takes the built-in functions for nearly free, and once a word is frequent it reads every
record and takes each apart (two seconds for 50,000) rather than ask the index. A function of our own
carries its cost, and no worker is started for what takes milliseconds. A second index answers what is asked of each hit without reading the record.
"""

from django.db import migrations

FORTH = (
    "CREATE FUNCTION life_words(words text) RETURNS tsvector LANGUAGE plpgsql "
    "IMMUTABLE STRICT PARALLEL UNSAFE COST 1000 "
    "AS 'BEGIN RETURN array_to_tsvector(string_to_array(words, '' '')); END'",
    "DROP INDEX life_search",
    "CREATE INDEX life_search ON life_searchtext USING gin (life_words(tokens))",
    # What a search asks of each hit, so that the record itself is read for the page alone.
    "CREATE INDEX life_found ON life_gathering (id) INCLUDE (held_on, unit_id, state)",
)
BACK = (
    "DROP INDEX life_found",
    "DROP INDEX life_search",
    "CREATE INDEX life_search ON life_searchtext "
    "USING gin (array_to_tsvector(string_to_array(tokens, ' ')))",
    "DROP FUNCTION life_words(text)",
)


def forth(apps, editor):
    """The index over our own function."""
    if editor.connection.vendor == "postgresql":
        for statement in FORTH:
            editor.execute(statement)


def back(apps, editor):
    """The index over the built-in one."""
    if editor.connection.vendor == "postgresql":
        for statement in BACK:
            editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [("life", "0006_digest")]

    operations = [migrations.RunPython(forth, back)]

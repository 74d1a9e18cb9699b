"""One whole Tongpin in a process of its own: `python -m tests.ledgers.transfers.site WHAT [FILE]`.

Each site has its own data folder, database and key. Prints one line of JSON.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from datetime import date
from pathlib import Path

import django

DAY = date(2020, 9, 10)


def main(what: str, *words: str) -> None:
    """Set up and do one thing."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tongpin.project.settings"
    django.setup()
    print(json.dumps(globals()[what](*words), ensure_ascii=False))


def _cast():
    from tests.conftest import Cast

    return Cast(*eval((Path(os.environ["TONGPIN_DATA_DIR"]) / "cast.txt").read_text()))


def build(name: str) -> dict:
    """A bureau of its own name with the named cast; its key."""
    from django.core.management import call_command

    from tests.conftest import build_cast
    from tests.starting import start_migrated
    from tongpin.audit.actor import Actor
    from tongpin.ledgers.transfers import signing
    from tongpin.org import actions as org

    start_migrated()
    call_command("migrate", verbosity=0)
    cast = build_cast()
    unit = cast.unit("JU")
    org.change_unit(Actor.system(), unit=unit, target=unit, version=unit.version, name=name)
    folder = Path(os.environ["TONGPIN_DATA_DIR"])
    (folder / "cast.txt").write_text(repr((cast.units, cast.people, cast.accounts)))
    key = signing.own_public()
    return {"key": key, "fingerprint": signing.fingerprint(key)}


def trust(name: str, key: str, fingerprint: str) -> dict:
    """Trust the other site."""
    from tongpin.ledgers.transfers import actions

    cast = _cast()
    row = actions.trust_peer(cast.actor("office"), unit=cast.unit("JU"), name=name, key=key,
                             fingerprint=fingerprint, checked_with="电话")  # fmt: skip
    return {"peer": row.pk}


def send(name: str) -> dict:
    """Issue a letter for 郑文 to the trusted site; the file."""
    from tests.ledgers.transfers import desk
    from tongpin.ledgers.transfers import actions, outbox
    from tongpin.ledgers.transfers.models import Peer

    cast = _cast()
    to = actions.Destination(committee=name, branch_name="机关党支部", peer=Peer.objects.get())
    row = desk.issued(cast, to=to)
    data = outbox.letter_file(cast.actor("office"), unit=cast.unit("JU"), transfer=row)
    return {"file": base64.b64encode(data).decode(), "number": row.letters.get().number}


def take(*paths: str) -> list[dict]:
    """Import files one by one: what each did, or why not."""
    from tongpin.audit.errors import Refused
    from tongpin.ledgers.transfers import actions

    cast, said = _cast(), []
    for path in map(Path, paths):
        try:
            done = actions.import_file(cast.actor("office"), unit=cast.unit("JU"),
                                       data=path.read_bytes(), name=path.name)  # fmt: skip
        except Refused as error:
            said.append({"refused": error.code, "words": error.message} | counts())
        else:
            row = {"kind": done.kind, "is_new": done.is_new, "state": done.transfer.state}
            said.append(row | counts())
    return said


def race() -> str:
    """Receive the one letter as soon as the start is given."""
    import time

    from tests.ledgers.transfers import desk
    from tongpin.audit.errors import Refused
    from tongpin.ledgers.transfers import actions
    from tongpin.ledgers.transfers.models import Transfer

    cast, row = _cast(), Transfer.objects.get(route="in")
    while not (Path(os.environ["TONGPIN_DATA_DIR"]) / "go").exists():
        time.sleep(0.005)
    try:
        actions.receive(cast.actor("office"), unit=cast.unit("JU"), transfer=row,
                        version=row.version, on=desk.TODAY)  # fmt: skip
    except Refused as error:
        return error.code
    return "received"


def accept() -> dict:
    """Receive, assign, send the receipt; its file."""
    from tests.ledgers.transfers import desk
    from tongpin.ledgers.transfers import actions, outbox
    from tongpin.ledgers.transfers.models import Transfer

    cast, row = _cast(), Transfer.objects.get(route="in")
    if row.state == "issued":
        desk.take(cast, row, actions.receive, desk.TODAY)
    desk.take(cast, row, actions.assign, desk.TODAY, branch=cast.unit("ZB2"))
    desk.take(cast, row, actions.return_receipt, desk.TODAY, handler="王干事", telephone="0999-1")
    data = outbox.receipt_file(cast.actor("office"), unit=cast.unit("JU"), transfer=desk.fresh(row))
    return {"file": base64.b64encode(data).decode()}


def refuse() -> dict:
    """Give it back; the file that says so."""
    from tests.ledgers.transfers import desk
    from tongpin.ledgers.transfers import actions, outbox
    from tongpin.ledgers.transfers.models import Transfer

    cast, row = _cast(), Transfer.objects.get(route="in")
    desk.take(cast, row, actions.refuse, desk.TODAY, code="papers", reason="缺转正批复")
    data = outbox.receipt_file(cast.actor("office"), unit=cast.unit("JU"), transfer=desk.fresh(row))
    return {"file": base64.b64encode(data).decode()}


def counts() -> dict:
    """How much is written down."""
    from tongpin.ledgers.transfers.models import Letter, Step, Transfer

    return {"rows": [Transfer.objects.count(), Letter.objects.count(), Step.objects.count()]}


def where() -> dict:
    """Who belongs to which branch today of those called 郑文 and what the transfers say."""
    from tongpin.ledgers.transfers.models import Transfer
    from tongpin.org.models import Affiliation

    places = Affiliation.objects.filter(person__name="郑文").order_by("starts_on")
    spans = [[a.unit.code, str(a.starts_on), str(a.ends_on or "")] for a in places]
    return {"spans": spans, "states": list(Transfer.objects.values_list("state", flat=True))}


if __name__ == "__main__":
    main(*sys.argv[1:])

"""The parts of Microsoft Graph 1.0 that the fake speaks, as they are published, to check every answer of it against.

Each type is documented at https://learn.microsoft.com/en-us/graph/api/resources/NAME?view=graph-rest-1.0, with NAME in
small letters (message, event, mailfolder, contact, calendar, recipient, emailaddress, itembody, datetimetimezone,
attendee, responsestatus, location, physicaladdress, singlevaluelegacyextendedproperty); the answers of the
delta functions, with `@removed`, at https://learn.microsoft.com/en-us/graph/delta-query-overview; errors at
https://learn.microsoft.com/en-us/graph/errors. "?" after a type marks what may be null.
"""

import re
from datetime import datetime
from typing import Any

TYPES: dict[str, dict[str, str]] = {
    "emailAddress": {"name": "str?", "address": "str?"},
    "recipient": {"emailAddress": "emailAddress"},
    "itemBody": {"contentType": "text|html", "content": "str"},
    "message": {
        "id": "str",
        "createdDateTime": "stamp",
        "lastModifiedDateTime": "stamp",
        "receivedDateTime": "stamp",
        "sentDateTime": "stamp",
        "subject": "str?",
        "body": "itemBody",
        "internetMessageId": "str?",
        "isDraft": "bool",
        "isRead": "bool",
        "parentFolderId": "str",
        "conversationId": "str",
        "from": "recipient?",
        "toRecipients": "[recipient]",
        "ccRecipients": "[recipient]",
        "bccRecipients": "[recipient]",
        "sender": "recipient?",
        "categories": "[str]",
        "singleValueExtendedProperties": "[singleValueLegacyExtendedProperty]",
    },
    "singleValueLegacyExtendedProperty": {"id": "str", "value": "str"},
    "mailFolder": {
        "id": "str",
        "displayName": "str",
        "parentFolderId": "str?",
        "childFolderCount": "int",
        "totalItemCount": "int",
        "unreadItemCount": "int",
    },
    "dateTimeTimeZone": {"dateTime": "local", "timeZone": "str"},
    "responseStatus": {"response": "str", "time": "stamp?"},
    "attendee": {
        "emailAddress": "emailAddress",
        "type": "required|optional|resource",
        "status": "responseStatus",
    },
    "location": {"displayName": "str"},
    "event": {
        "id": "str",
        "iCalUId": "str",
        "type": "singleInstance|occurrence|exception|seriesMaster",
        "seriesMasterId": "str?",
        "originalStart": "stamp?",
        "createdDateTime": "stamp",
        "subject": "str?",
        "body": "itemBody",
        "start": "dateTimeTimeZone",
        "end": "dateTimeTimeZone",
        "isAllDay": "bool",
        "isCancelled": "bool",
        "location": "location",
        "organizer": "recipient?",
        "attendees": "[attendee]",
        "responseStatus": "responseStatus",
        "sensitivity": "normal|personal|private|confidential",
        "showAs": "free|tentative|busy|oof|workingElsewhere|unknown",
    },
    "calendar": {"id": "str", "name": "str"},
    "physicalAddress": {"city": "str?", "street": "str?", "countryOrRegion": "str?"},
    "contact": {
        "id": "str",
        "changeKey": "str",
        "displayName": "str?",
        "emailAddresses": "[emailAddress]",
        "companyName": "str?",
        "jobTitle": "str?",
        "businessAddress": "physicalAddress",
        "homeAddress": "physicalAddress",
    },
}
ANNOTATIONS = {"@odata.etag", "@odata.type", "@odata.context"}
PAGE = {"@odata.context", "@odata.nextLink", "@odata.deltaLink", "value"}
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?Z")
LOCAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}")


def check_page(page: dict[str, Any], kind: str) -> None:
    """Fails unless `page` is a collection of `kind`, with a link at most of one sort."""
    assert page.keys() <= PAGE, page.keys() - PAGE
    assert not ("@odata.nextLink" in page and "@odata.deltaLink" in page)
    for entry in page["value"]:
        if "@removed" in entry:
            assert entry.keys() - ANNOTATIONS == {"id", "@removed"}, entry
            assert entry["@removed"] in ({"reason": "deleted"}, {"reason": "changed"}), entry
        else:
            check(entry, kind)


def check(value: Any, kind: str) -> None:
    """Fails unless `value` is of `kind`: known fields, right types. Fields that were not selected may be missing."""
    if kind.endswith("?"):
        if value is not None:
            check(value, kind[:-1])
    elif kind.startswith("["):
        assert isinstance(value, list), (kind, value)
        for each in value:
            check(each, kind[1:-1])
    elif kind in TYPES:
        assert isinstance(value, dict), (kind, value)
        for name, inner in value.items():
            if name not in ANNOTATIONS:
                assert name in TYPES[kind], f"{kind} has no {name}"
                check(inner, TYPES[kind][name])
    elif kind in ("str", "bool", "int"):
        assert type(value).__name__ == kind, (kind, value)
    elif kind in ("stamp", "local"):
        assert (STAMP if kind == "stamp" else LOCAL).fullmatch(value), (kind, value)
        datetime.fromisoformat(value)
    else:
        assert value in kind.split("|"), (kind, value)


def check_error(body: dict[str, Any]) -> None:
    """Fails unless `body` is an error as Graph writes it."""
    assert body.keys() == {"error"}
    assert {"code", "message"} <= body["error"].keys()

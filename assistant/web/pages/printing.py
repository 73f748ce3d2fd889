"""Sheets as files that a browser shows, prints or keeps."""

from starlette.responses import Response

from assistant.domain.sheets import Sheet
from assistant.ports.sheets import Press


def as_pdf(press: Press, sheet: Sheet, name: str) -> Response:
    """The sheet as a PDF that opens in the browser, and is called `name` where it is kept."""
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return Response(press.pdf(sheet), media_type="application/pdf", headers=headers)

"""HTML as plain text: what a reader sees, line by line, with quotes marked as mail marks them."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from assistant.adapters.formats.plain_text import cleaned

MAX_HTML = 2_000_000  # characters that are looked at
MAX_DEPTH = 2_000  # a tree of 200,000 nested elements took the parser five minutes

# fmt: off
_DROPPED = frozenset((
    "head", "title", "style", "script", "noscript", "template", "svg", "math", "iframe", "object", "textarea", "select",
))
_PARAGRAPHS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "pre", "table", "blockquote"))
_LINES = frozenset((
    "div", "li", "dt", "dd", "tr", "td", "th", "caption", "center", "address", "section", "article", "header", "footer",
    "main", "nav", "aside", "figure",
))
_CLOSES_BY_ITSELF = frozenset((
    "p", "li", "dt", "dd", "tr", "td", "th", "col", "option", "br", "hr", "wbr", "img", "input", "meta", "link",
))
# fmt: on
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all"
    r"|(?:font-size|opacity|max-height)\s*:\s*0(?:\.0+)?(?:px|pt|em|%)?\s*(?:;|$)",
    re.I,
)
_INDENT = re.compile(r"border(?:-left)?\s*:\s*(?:none|0)", re.I)
_BAR = re.compile(r"border-left\s*:\s*(?!none|0)", re.I)  # Word writes "border:none; border-left:solid blue 1.5pt"
_SIGNATURE = frozenset((
    "gmail_signature", "moz-signature", "protonmail_signature_block", "ms-outlook-mobile-signature", "Signature",
    "x_Signature",
))  # fmt: skip
_EARLIER = frozenset((
    "gmail_quote", "yahoo_quoted", "protonmail_quote", "moz-cite-prefix", "divRplyFwdMsg", "x_divRplyFwdMsg",
    "appendonsend", "mail-editor-reference-message-container",
))  # fmt: skip
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]{0,2000}>")


def text_of(html: str) -> str:
    """The visible words of `html`. Quoted passages begin with "> " on each line; nothing is fetched."""
    html = html[:MAX_HTML]
    if _too_deep(html):
        return cleaned(re.sub(r"[ \t\xa0]+", " ", re.sub(r"<[^<>]{0,2000}>", "\n", html))).strip()
    root = LexborHTMLParser(html).body
    if root is None:
        return ""
    page = _Page()
    todo: list[tuple[LexborNode, bool]] = [(root, False)]
    while todo:  # a stack of our own: hostile nesting would break recursion
        node, leaving = todo.pop()
        if leaving:
            page.leave(node)
        elif page.enter(node):
            todo.append((node, True))
            child = node.last_child
            while child is not None:
                todo.append((child, False))
                child = child.prev
    return page.text()


def _too_deep(html: str) -> bool:
    if html.count("<") <= MAX_DEPTH:
        return False
    depth = 0
    for closing, tag in _TAG.findall(html):
        if tag.lower() not in _CLOSES_BY_ITSELF:
            depth = max(0, depth - 1) if closing else depth + 1
            if depth > MAX_DEPTH:
                return True
    return False


class _Page:
    def __init__(self) -> None:
        self._lines: list[str] = []
        self._words: list[str] = []
        self._quotes = 0
        self._verbatim = 0
        self._signed = False

    def enter(self, node: LexborNode) -> bool:
        """Take note of a node; False where nothing inside it is shown."""
        tag = node.tag or ""
        if tag == "-text":
            self._write(node.text_content or "")
            return False
        if not node.is_element_node or tag in _DROPPED:
            return False
        attributes = node.attributes
        if "hidden" in attributes or _HIDDEN.search(attributes.get("style") or ""):
            return False
        if tag == "br":
            self._end_line(always=True)
        elif tag == "hr":
            self._end_line()
            self._lines.append(self._prefix() + "---")
        elif tag in _PARAGRAPHS or tag in _LINES:
            self._open(tag, node)
            if not (self._signed or self._quotes) and _names(node) & _SIGNATURE:
                self._sign(node)
        return True

    def leave(self, node: LexborNode) -> None:
        """Take note that a node has ended."""
        tag = node.tag or ""
        if tag in _PARAGRAPHS or tag in _LINES:
            self._end_line()
        if tag == "blockquote" and _is_quote(node):
            self._quotes -= 1
        if tag == "pre":
            self._verbatim -= 1
        if tag in _PARAGRAPHS:
            self._gap()

    def _open(self, tag: str, node: LexborNode) -> None:
        self._end_line()
        if tag in _PARAGRAPHS:
            self._gap()
        if tag == "blockquote" and _is_quote(node):
            self._quotes += 1
        elif tag == "pre":
            self._verbatim += 1
        elif tag == "li":
            self._words.append("- ")

    def _sign(self, node: LexborNode) -> None:
        """Write the line that mail has above a signature, unless there is one or new words follow below."""
        self._signed = True
        above = next((line for line in reversed(self._lines) if line), "")
        if above != "--" and not (node.text() or "").strip().startswith("--") and _is_last(node):
            self._lines.append("--")

    def text(self) -> str:
        """All lines, with no more than one empty one between two others."""
        self._end_line()
        while self._lines and not self._lines[-1].strip("> "):
            self._lines.pop()
        return re.sub(r"\n(?:[> ]*\n){2,}", "\n\n", cleaned("\n".join(self._lines))).strip()

    def _write(self, words: str) -> None:
        if self._verbatim:
            for line in words.splitlines(keepends=True):
                self._words.append(line.rstrip("\r\n"))
                if line.endswith(("\n", "\r")):
                    self._end_line(always=True)
        else:
            self._words.append(words)

    def _end_line(self, *, always: bool = False) -> None:
        joined = "".join(self._words)
        line = joined.rstrip() if self._verbatim else re.sub(r"\s+", " ", joined).strip()
        self._words.clear()
        if line or always:
            self._lines.append((self._prefix() + line).rstrip())

    def _gap(self) -> None:
        if self._lines and self._lines[-1].strip("> "):
            self._lines.append(self._prefix().rstrip())

    def _prefix(self) -> str:
        return ">" * min(self._quotes, 20) + " " if self._quotes else ""


def _is_quote(node: LexborNode) -> bool:
    """Whether a blockquote quotes a mail; some programs indent with one that has no border."""
    attributes = node.attributes
    if attributes.get("type") == "cite" or "gmail_quote" in (attributes.get("class") or ""):
        return True
    style = attributes.get("style") or ""
    return bool(_BAR.search(style)) or not _INDENT.search(style)


def _names(node: LexborNode) -> set[str]:
    attributes = node.attributes
    return {*(attributes.get("class") or "").split(), attributes.get("id") or ""}


def _is_last(node: LexborNode) -> bool:
    """Whether nothing comes after a node but earlier messages."""
    inner: LexborNode | None = node
    while inner is not None and inner.tag != "body":
        later = inner.next
        while later is not None:
            if later.is_element_node:
                if later.tag in ("blockquote", "hr") or _names(later) & _EARLIER:
                    return True
                if "border-top" in (later.attributes.get("style") or ""):
                    return True
            if (later.text() or "").strip():
                return False
            later = later.next
        inner = inner.parent
    return True

"""Send many kinds of bad input to the real service, and write or check the table of its answers in docs/limits.md.

Usage: python scripts/bad_input.py [--check]

Without --check the table between the marks in docs/limits.md is replaced. With it, nothing is written, and the exit code is 1
if the table is not what the service answers.
"""

from __future__ import annotations

import argparse
import gzip
import json
import socket
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.serving import Server, serving  # noqa: E402

PAGE = ROOT / "docs" / "limits.md"
BEGIN, END = "<!-- written by scripts/bad_input.py -->\n", "<!-- end -->\n"
MB = 1024 * 1024
TEXT, HTML, JSON, NDJSON = "text/plain", "text/html", "application/json", "application/x-ndjson"
SENTENCE = "全市年度工作会议召开，会议总结了去年的工作。"
FORM = "application/x-www-form-urlencoded"
MHTML = f"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>{SENTENCE}</p>\n--b--\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89"


@dataclass(frozen=True)
class Case:
    """A bad input: what it is, and how it is sent. ``raw`` are bytes for the wire in place of a request."""

    input: str
    body: Callable[[], bytes] | None = None
    type: str = TEXT
    path: str = "/clean"
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)
    chunked: bool = False
    raw: bytes | None = None
    half_close: bool = True
    settings: tuple[tuple[str, str], ...] = ()


def text(value: str, times: int = 1, charset: str = "utf-8") -> Callable[[], bytes]:
    """A body of a text, so many times."""
    return lambda: (value * times).encode(charset)


def zipped(body: Callable[[], bytes], cut: int | None = None) -> Callable[[], bytes]:
    """The same as gzip, cut off after so many bytes."""
    return lambda: gzip.compress(body(), 1)[:cut]


def wire(head: str, body: bytes = b"") -> bytes:
    """A request as it stands on the wire."""
    return f"POST /clean HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{head}\r\n".encode() + body


PATIENCE = (("CLEAN_TIMEOUT", "3"), ("CLEAN_DEADLINE", "1"))
NARROW = (("CLEAN_WORKERS", "1"), ("CLEAN_IN_FLIGHT", "1"))
SHALLOW = (("CLEAN_NESTING_LIMIT", "100000"),)

CASES = (
    Case("a body a byte over the limit", text("a", 16 * MB + 1)),
    Case("the same in chunks, without a length", text("a", 16 * MB + 1), chunked=True),
    Case("a declared length of 1 TB and nothing behind it", raw=wire("Content-Length: 1099511627776\r\n")),
    Case("gzip of 200 kB that inflates to 200 MB", zipped(lambda: bytes(200 * MB)), headers={"Content-Encoding": "gzip"}),
    Case("zlib of the same", lambda: zlib.compress(bytes(200 * MB), 1), headers={"Content-Encoding": "deflate"}),
    Case("gzip that breaks off", zipped(text(SENTENCE, 99), 60), headers={"Content-Encoding": "gzip"}),
    Case("gzip in two members", lambda: gzip.compress(b"a") * 2, headers={"Content-Encoding": "gzip"}),
    Case("gzip with more behind its end", lambda: gzip.compress(b"a") + b"b", headers={"Content-Encoding": "gzip"}),
    Case("text called gzip", text(SENTENCE), headers={"Content-Encoding": "gzip"}),
    Case("gzip not called so", zipped(text(SENTENCE)), "application/octet-stream"),
    Case("brotli", text("x"), headers={"Content-Encoding": "br"}),
    Case("gzip within gzip, declared as two", text("x"), headers={"Content-Encoding": "gzip, gzip"}),
    Case("more lines than the limit", text("大\n", 1_000_000)),
    Case("two million blank lines", text("\n", 2_000_000)),
    Case("elements nested deeper than a limit of 100,000", text("<b>", 200_000), HTML, settings=SHALLOW),
    Case("200,000 elements, none of them closed", text("<b>" * 200_000 + SENTENCE), HTML),
    Case("a tag with 100,000 attributes", lambda: b"<p " + b"".join(b"a%d=b " % n for n in range(100_000)) + b">x</p>", HTML),
    Case("a text node of 15 MB", text("<p>" + "会" * 5_000_000), HTML),
    Case("an attribute of 15 MB", lambda: b'<p title="' + b"a" * 15_000_000 + b'">x</p>', HTML),
    Case("a page without closing tags, twice closed", text("<html><body><p>一</body></html></html><p>二</html>"), HTML),
    Case("an external entity", text('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><p>&b;</p>'), HTML),
    Case("entities that multiply", text('<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><p>&c;</p>'), HTML),
    Case("a script where text is expected", text("<script>alert(1)</script><p>会议</p>"), HTML),
    Case("HTML called text", text(f"<html><body><p>{SENTENCE}</p><p>{SENTENCE}</p></body></html>")),
    Case("text read in a Western encoding", lambda: SENTENCE.encode().decode("latin-1").encode()),
    Case("escapes in the place of characters", json.dumps(SENTENCE)[1:-1].encode),
    Case("a form, as curl -d sends it", text(f"text={SENTENCE}"), FORM),
    Case("a JSON dump", lambda: json.dumps({"content": SENTENCE}).encode(), "application/octet-stream"),
    Case("a feed", text(f"<rss><channel><item><title>a</title><description>{SENTENCE}</description></item></channel></rss>"), "text/xml"),
    Case("MHTML", text(MHTML), "multipart/related"),
    Case("HZ, declared", text(SENTENCE, charset="hz"), "text/plain; charset=hz-gb-2312"),
    Case("an RTF document", text("{\\rtf1 }")),
    Case("a Word document", lambda: b"PK\x03\x04" + bytes(26) + b"word/document.xml", "application/msword"),
    Case("a length in characters", raw=wire(f"Content-Length: {len(SENTENCE)}\r\n", SENTENCE.encode())),
    Case("nothing at all", text("")),
    Case("white space", text(" \n\u3000\n")),
    Case("nothing but boilerplate", text("分享到：\n京ICP备05070218号")),
    Case("null characters", text("会\0议\0")),
    Case("a PNG image", lambda: PNG, "image/png"),
    Case("a PNG image called text", lambda: PNG),
    Case("a PDF document", text("%PDF-1.7\n")),
    Case("a ZIP archive", lambda: b"PK\x03\x04" + bytes(30), "application/zip"),
    Case("random bytes", lambda: bytes((n * n * 31 + n * 7 + 5) % 251 for n in range(3000)), "application/octet-stream"),
    Case("GB 18030 called UTF-8", text(SENTENCE, 3, "gb18030"), "text/plain; charset=utf-8"),
    Case("GB 18030 with a byte missing", lambda: (SENTENCE * 3).encode("gb18030")[1:]),
    Case("UTF-8 cut off within a character", lambda: SENTENCE.encode()[:-1]),
    Case("a charset that does not exist", text(SENTENCE), path="/clean?charset=utf-99"),
    Case("an option that does not exist", text(SENTENCE), path="/clean?formt=html"),
    Case("a value that an option does not take", text(SENTENCE), path="/clean?convert=klingon"),
    Case("an option twice", text(SENTENCE), path="/clean?spans=full&spans=none"),
    Case("a detector that does not exist", text(SENTENCE), path="/clean?skip=adverts"),
    Case("JSON that breaks off", text('{"text": "会'), JSON),
    Case("JSON in GBK", text('{"text": "会议"}', charset="gbk"), JSON),
    Case("JSON nested 100,000 deep", text("[", 100_000), JSON),
    Case("JSON with a number of 5,000 digits", text('{"text": ' + "1" * 5000 + "}"), JSON),
    Case("JSON that is a list", text('["会议"]'), JSON),
    Case("JSON with both text and html", text('{"text": "会", "html": "会"}'), JSON),
    Case("JSON with members that are not taken", text('{"text": "会", "crawled": "2022"}'), JSON),
    Case("JSON with an address that is none", text('{"text": "会", "url": "a.htm"}'), JSON),
    Case("JSON with half a surrogate pair", text('{"text": "会议\\ud83d"}'), JSON),
    Case("a batch with a line that is not JSON", text('{"text": "会"}\nnonsense\n'), NDJSON),
    Case("a batch with a line over the limit", lambda: b'{"text": "' + b"a" * 16 * MB + b'"}\n', NDJSON),
    Case("a batch whose gzip breaks off", zipped(text('{"text": "会"}\n', 9), 30), NDJSON, headers={"Content-Encoding": "gzip"}),
    Case("a batch that asks for plain text", text('{"text": "会"}\n'), NDJSON, headers={"Accept": "text/plain"}),
    Case("a body shorter than its declared length", raw=wire("Content-Length: 100\r\n", b"abc")),
    Case("a chunk longer than it says", raw=wire("Transfer-Encoding: chunked\r\n", b"5\r\nabcdefgh\r\n")),
    Case("a head that takes too long", raw=b"GET / HTTP/1.1\r\nHost: a\r\n", half_close=False, settings=(*PATIENCE, ("CLEAN_HEAD_TIMEOUT", "1"))),
    Case("a body that stops arriving", raw=wire("Content-Length: 100\r\n", b"abc"), half_close=False, settings=PATIENCE),
    Case("more requests than are taken at once", text(SENTENCE), settings=NARROW),
    Case("a page that takes longer than a deadline of 1 s", text("分享到：\n首页\n1\n", 90_000), settings=PATIENCE),
    Case("an answer in a type that is not made", text(SENTENCE), headers={"Accept": "image/png"}),
    Case("a request id of two words", text(SENTENCE), headers={"X-Request-ID": "two words"}),
    Case("a path that does not exist", text(SENTENCE), path="/cleen"),
    Case("a method that is not taken", method="DELETE"),
    Case("a header line of 9,000 bytes", text(SENTENCE), headers={"X-Long": "x" * 9000}),
    Case("a head that is no HTTP", raw=b"nonsense\r\n\r\n"),
)  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What came back: the status and the body."""

    status: int
    body: bytes


def send(case: Case, server: Server) -> Answer:
    """Send a case and read the answer."""
    if case.raw is not None:
        with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
            connection.sendall(case.raw)
            if case.half_close:
                connection.shutdown(socket.SHUT_WR)
            got = b"".join(iter(lambda: connection.recv(65_536), b""))
        head, _, body = got.partition(b"\r\n\r\n")
        return Answer(int(head.split(b" ")[1]), body)
    body = case.body() if case.body else None
    sent: bytes | Iterable[bytes] | None = body
    if case.chunked and body is not None:
        sent = (body[at : at + MB] for at in range(0, len(body), MB))
    answer = server.send(case.method, case.path, sent, {"Content-Type": case.type, **case.headers})
    return Answer(answer.status, answer.body)


def filled(case: Case, server: Server) -> Answer:
    """Send a case while a batch that is not over holds the only place."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as holding:
        holding.sendall(wire("Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n"))
        time.sleep(0.5)
        return send(case, server)


def row(case: Case, answer: Answer) -> str:
    """A line of the table."""
    said, limit = described(answer)
    settings = ", ".join(f"`{name}={value}`" for name, value in case.settings)
    return f"| {case.input}{f' ({settings})' if settings else ''} | {answer.status}{said} | {limit} |\n"


def described(answer: Answer) -> tuple[str, str]:
    """What an answer says, and the limit that it names."""
    try:
        values = [json.loads(answer.body)]
    except ValueError:
        lines = answer.body.splitlines()
        if not answer.body.startswith(b'{"line"'):
            return "", ""
        values = [json.loads(line) for line in lines]
    problem = next((value for value in values if "type" in value), None)
    if problem is None:
        warnings = ", ".join(f"`{warning.partition(':')[0]}`" for warning in values[0].get("warnings", []))
        return (f", {'with ' + warnings if warnings else 'cleaned'}"), ""
    where = f", line {problem['line']}:" if "line" in problem else ""
    limit = ""
    if problem["status"] == 503:
        limit = f"{problem['limit']} s"
    elif "limit" in problem:
        actual = "more" if "inflates" in problem["detail"] else f"{problem['actual']:,}"
        limit = f"{problem['limit']:,}; actual {actual}"
    return f"{where} `{problem['type'].removeprefix('/problems/')}`", limit


def table() -> Iterator[str]:
    """The table, line by line."""
    yield f"| input | answer | limit |\n|---|---|---|\n"  # noqa: F541
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers: dict[tuple[tuple[str, str], ...], Server] = {}
        for case in CASES:
            if case.settings not in servers:
                log = folder / f"{len(servers)}.log"
                servers[case.settings] = stack.enter_context(serving(log, **dict(case.settings)))
            server = servers[case.settings]
            answer = filled(case, server) if case.settings == NARROW else send(case, server)
            yield row(case, answer)


def main() -> int:
    """Write or check the table; give the exit code."""
    parser = argparse.ArgumentParser(description="The answers to bad input, as a table in docs/limits.md.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if the table is not true")
    asked = parser.parse_args()
    page = PAGE.read_text("utf-8")
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    found = "".join(table())
    if asked.check:
        old, new = page.splitlines(), f"{before}{BEGIN}{found}{END}{after}".splitlines()
        for line in new:
            if line not in old:
                print(f"not in the table: {line}")
        print(f"{len(CASES)} kinds of bad input; the table is {'true' if old == new else 'not true'}.")
        return int(old != new)
    PAGE.write_text(f"{before}{BEGIN}{found}{END}{after}", "utf-8")
    print(f"{len(CASES)} kinds of bad input written to {PAGE.relative_to(ROOT)}.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

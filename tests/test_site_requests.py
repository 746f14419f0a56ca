"""Profiles in the running service: the folder that it loads, and how a request says which profile it means."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from page_cleaner import clean
from page_cleaner.sites import load
from page_cleaner.web.settings import Settings, SettingsError
from page_cleaner.web.sites import Sites
from tests import contract, sites
from tests.serving import COMMAND, Server, environment, serving

PAGE = sites.article(7)
FOUND = clean(PAGE, format="html", site=sites.profile()).as_dict()
WITHOUT = clean(PAGE, format="html").as_dict()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("sites")
    sites.profile().save(folder / "www.example.gov.cn.json")
    (folder / "README.md").write_text("no profile", "utf-8")
    with serving(tmp_path_factory.mktemp("log") / "log", CLEAN_SITES=str(folder), CLEAN_WORKERS="1") as running:
        yield running


@pytest.mark.parametrize(
    ("query", "body", "media_type", "expected"),
    [
        ("?site=www.example.gov.cn", PAGE, "text/html", FOUND),
        ("?url=https://www.example.gov.cn/a/1.html", PAGE, "text/html", FOUND),
        ("?url=https://WWW.example.gov.cn:8080/", PAGE, "text/html", FOUND),
        ("?url=http://example.gov.cn/", PAGE, "text/html", FOUND),
        ("?url=http://other.gov.cn/", PAGE, "text/html", WITHOUT),
        ("?url=http://[", PAGE, "text/html", WITHOUT),
        ("?url=", PAGE, "text/html", WITHOUT),
        ("", PAGE, "text/html", WITHOUT),
        ("", json.dumps({"html": PAGE, "url": "https://www.example.gov.cn/1"}), "application/json", FOUND),
        ("", json.dumps({"html": PAGE, "options": {"site": "www.example.gov.cn"}}), "application/json", FOUND),
        ("?site=www.example.gov.cn", json.dumps({"html": PAGE}), "application/json", FOUND),
        ("?url=http://www.example.gov.cn", json.dumps({"html": PAGE, "url": None}), "application/json", FOUND),
        ("", json.dumps({"html": PAGE, "options": {"site": None}}), "application/json", WITHOUT),
    ],
)
def test_a_request_says_which_profile_it_means(
    server: Server, query: str, body: str, media_type: str, expected: dict[str, Any]
) -> None:
    answer = server.send(path=f"/clean{query}", body=body.encode(), headers={"Content-Type": media_type})
    assert answer.status == 200, answer.body
    value = json.loads(answer.body)
    assert contract.errors(value, "/components/schemas/Cleaned") == []
    assert {**value, "encoding": None} == {**expected, "encoding": None}
    assert value["version"] == expected["version"]


def test_every_line_of_a_batch_has_its_own_site(server: Server) -> None:
    lines = [
        {"html": PAGE, "url": "https://www.example.gov.cn/"},
        {"html": PAGE},
        {"html": PAGE, "url": "http://x.cn/"},
    ]
    body = "\n".join(json.dumps(line) for line in lines).encode()
    answer = server.send(body=body, headers={"Content-Type": "application/x-ndjson"})
    texts = [json.loads(line)["text"] for line in answer.body.splitlines()]
    assert texts == [FOUND["text"], WITHOUT["text"], WITHOUT["text"]]


def test_the_form_takes_a_site(server: Server) -> None:
    parts = (f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in (("text", PAGE), ("format", "html"), ("url", "http://www.example.gov.cn/")))  # fmt: skip
    body = ("".join(parts) + "--b--\r\n").encode()
    answer = server.send(body=body, headers={"Content-Type": "multipart/form-data; boundary=b"})
    assert json.loads(answer.body)["text"] == FOUND["text"]


def test_the_view_shows_what_repeats(server: Server) -> None:
    answer = server.send(path="/clean?site=www.example.gov.cn", body=PAGE.encode(), headers={"Accept": "text/html"})
    assert "navigation.site_repeats" in answer.body.decode()


@pytest.mark.parametrize(
    ("query", "body", "kind", "said"),
    [
        ("?site=none", PAGE, "bad-option", "the profiles are www.example.gov.cn"),
        ("?site=../../etc/passwd", PAGE, "bad-option", "does not know '../../etc/passwd'"),
        ("?site=a&site=b", PAGE, "bad-option", "2 times"),
        ("?url=a&url=b", PAGE, "bad-option", "2 times"),
        ("", json.dumps({"html": PAGE, "url": 7}), "bad-option", "url"),
        ("", json.dumps({"html": PAGE, "options": {"site": 7}}), "bad-option", "'site'"),
        ("", json.dumps({"html": PAGE, "options": {"url": "http://www.example.gov.cn"}}), "bad-option", "'url'"),
        ("", json.dumps({"html": PAGE, "options": {"site": {"units": {}}}}), "bad-option", "'site'"),
    ],
)
def test_what_is_no_site_is_refused_in_words(server: Server, query: str, body: str, kind: str, said: str) -> None:
    media_type = "application/json" if body.startswith("{") else "text/html"
    answer = server.send(path=f"/clean{query}", body=body.encode(), headers={"Content-Type": media_type})
    problem = json.loads(answer.body)
    assert (answer.status, problem["type"]) == (400, f"/problems/{kind}")
    assert said in problem["detail"]


def test_a_service_without_profiles_says_so() -> None:
    with pytest.raises(Exception, match="CLEAN_SITES"):
        Sites().choose("www.example.gov.cn", None)


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"page_cleaner_profile": 1, "units": 3}', "\x00" * 9, '{"a":' * 99_999]
)
def test_a_broken_profile_stops_the_start_and_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "broken.json").write_text(content, "utf-8")
    with pytest.raises(SettingsError, match=r"CLEAN_SITES.*broken\.json is no profile"):
        Sites.load(str(tmp_path))


def test_the_start_of_the_server_says_it_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{", "utf-8")
    for folder, said in ((tmp_path, "broken.json is no profile"), (tmp_path / "none", "can be read")):
        done = subprocess.run(COMMAND, env=environment({"CLEAN_SITES": str(folder)}), capture_output=True, text=True, timeout=60, check=False)  # fmt: skip
        assert done.returncode != 0
        assert said in done.stderr
        assert "Traceback" not in done.stderr


def test_the_setting_is_read() -> None:
    assert Settings.from_environ({"CLEAN_SITES": "/srv/sites"}).sites == "/srv/sites"
    assert Settings.from_environ({}).sites is None


def test_the_folder_is_what_learning_writes(tmp_path: Path) -> None:
    sites.profile().save(tmp_path / "a.json")
    assert Sites.load(str(tmp_path)).profiles == {"a": load(tmp_path / "a.json")}

"""The least that a Flask app can do with a page: read it, and answer JSON of the size that the request asks for.

Run it as the service is run: ``python -m gunicorn --config python:service.gunicorn_conf scripts.bench.noop:app``
"""

from __future__ import annotations

from flask import Flask, Response, jsonify, request

#: The request header that says how many bytes the answer shall have.
SIZE = "X-Answer-Size"

app = Flask(__name__, static_folder=None)


@app.post("/clean")
def echo() -> Response:
    """Read the body and answer as many bytes as are asked for, at least those of an empty text."""
    request.get_data()
    frame = len(b'{"text":""}\n')
    return jsonify(text="a" * (int(request.headers.get(SIZE, "0")) - frame))


@app.get("/healthz")
def health() -> Response:
    """Say that the app runs."""
    return jsonify(status="ok")

FROM python:3.11-slim-bookworm AS build
# What compiles the core; where it cannot be had, the service is built without.
RUN apt-get update -q && apt-get install -y -q --no-install-recommends g++ libpython3-dev || echo "no compiler: the service will run in Python alone"
COPY requirements.txt /
# No pip in the environment itself: what is installed here is what the service imports.
RUN python3 -m venv --without-pip /opt/service \
 && python3 -m pip --python /opt/service/bin/python install --no-cache-dir --disable-pip-version-check \
        --requirement /requirements.txt
COPY pyproject.toml setup.py README.md LICENSE NOTICE openapi.yaml /source/
COPY core /source/core
COPY service /source/service
COPY seeds/*.txt /app/seeds/
RUN python3 -m pip --python /opt/service/bin/python install --no-cache-dir --disable-pip-version-check --no-deps /source \
 && /opt/service/bin/python -m compileall -q /opt/service

FROM python:3.11-slim-bookworm
ENV PATH=/opt/service/bin:$PATH \
    LANG=C.UTF-8 \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    CLEAN_HOST=0.0.0.0
COPY --from=build /opt/service /opt/service
COPY --from=build /app /app
WORKDIR /app
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=15s \
    CMD ["python", "-c", "import http.client, os; port = os.environ.get('CLEAN_PORT') or os.environ.get('PORT') or 8000; c = http.client.HTTPConnection('127.0.0.1', int(port), timeout=4); c.request('GET', '/healthz'); raise SystemExit(c.getresponse().status != 200)"]
CMD ["python", "-m", "gunicorn", "--config", "python:page_cleaner.web.gunicorn_conf"]

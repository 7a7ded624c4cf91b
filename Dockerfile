# One image for the web processes, the worker, the sockets and the commands: docs/how-to/deploy-with-compose.md
FROM python:3.11-slim-bookworm AS packages
ENV VIRTUAL_ENV=/opt/venv UV_LINK_MODE=copy
RUN python -m venv "$VIRTUAL_ENV"
COPY requirements/uv.txt requirements/production.txt /requirements/
RUN "$VIRTUAL_ENV/bin/python" -m pip install --no-cache-dir --disable-pip-version-check --no-deps \
        --require-hashes -r /requirements/uv.txt \
    && "$VIRTUAL_ENV/bin/uv" pip install --no-cache --compile-bytecode --require-hashes \
        -r /requirements/production.txt

FROM python:3.11-slim-bookworm
# pg_dump and pg_restore, as recent as the server: `manage.py backup`.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin maillage \
    && install --directory --owner maillage --group maillage --mode 0750 /var/lib/maillage
COPY --from=packages /opt/venv /opt/venv
WORKDIR /maillage
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/maillage/site:/maillage \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=config.settings.base \
    VAR_DIR=/var/lib/maillage \
    BEHIND_PROXY=true \
    WEB_CONCURRENCY=2
COPY *.py CHANGELOG.md LICENSE ./
COPY site site
COPY offers offers
COPY contributions contributions
COPY moderation moderation
COPY search search
COPY templates templates
COPY static static
COPY locale locale
COPY deploy/seed deploy/seed
# The code is root's and never written to: compiled now or at every start.
RUN python -m compileall -q site offers contributions moderation search
ENV PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
EXPOSE 8000 8001
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "config.wsgi", "--bind=0.0.0.0:8000", "--config=python:config.forking", "--threads=4", "--timeout=30", "--graceful-timeout=30", "--max-requests=20000", "--max-requests-jitter=2000", "--worker-tmp-dir=/dev/shm"]

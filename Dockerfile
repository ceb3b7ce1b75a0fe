# Everything in the lock is fetched and checked once; only what runs goes into the image.
FROM python:3.13-slim AS build
WORKDIR /source
COPY requirements.lock ./
RUN pip download --quiet --require-hashes --requirement requirements.lock --dest /wheels
RUN pip install --quiet --no-index --find-links /wheels hatchling
COPY pyproject.toml README.md LICENSE manifest.yml ./
COPY templates templates
COPY incidentbot incidentbot
RUN pip wheel --quiet --no-deps --no-build-isolation --wheel-dir /wheels .
RUN python -m venv /opt/incidentbot \
    && /opt/incidentbot/bin/pip install --quiet --no-index --find-links /wheels "incidentbot[postgres]"

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /data --create-home incidentbot
COPY --from=build /opt/incidentbot /opt/incidentbot
ENV PATH=/opt/incidentbot/bin:$PATH \
    DATABASE_URL=sqlite:////data/incidentbot.db \
    INCIDENTBOT_HOST=0.0.0.0 \
    INCIDENTBOT_PORT=3000
USER incidentbot
WORKDIR /data
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", \
    "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['INCIDENTBOT_PORT'] + '/healthz', timeout=4)"]
CMD ["python", "-m", "incidentbot", "serve"]

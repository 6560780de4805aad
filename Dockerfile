# The portal for production. One image for web, worker, scheduler and set-up; see
# docker-compose.yml and docs/production.md.
FROM python:3.11-slim-bookworm

RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /srv/harmony
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1

COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt

COPY . .

# The key signs nothing: no process runs with it, and none of the files below holds it.
RUN python locale/merge.py --compile \
    && python harmony/shared/stylesheet.py \
    && HARMONY_PRODUCTION=yes HARMONY_SECRET_KEY=only-while-building HARMONY_DATA=/tmp/build \
        python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf /tmp/build \
    && python -m compileall -q communities evaluation harmony tasks

RUN useradd --system --uid 10001 --home-dir /data --no-create-home harmony \
    && mkdir /data /keys && chown harmony /data /keys && chmod 700 /data /keys
USER harmony
VOLUME /data /keys
ENV HARMONY_PRODUCTION=yes HARMONY_DATA=/data HARMONY_BOX_KEYS=/keys
EXPOSE 8000

# Without a control socket, which gunicorn would open in the home folder.
CMD ["gunicorn", "harmony.wsgi:application", "--bind=0.0.0.0:8000", "--no-control-socket", \
     "--worker-class=gthread", "--workers=2", "--threads=4", "--timeout=60", \
     "--max-requests=2000", "--max-requests-jitter=200", "--worker-tmp-dir=/dev/shm"]

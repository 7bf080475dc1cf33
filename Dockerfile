# syntax=docker/dockerfile:1
FROM python:3.13-slim AS build
WORKDIR /src
COPY setup.cfg pyproject.toml README.md LICENSE ./
COPY mockcc ./mockcc
COPY fixtures ./fixtures
RUN python -m venv /opt/mockcc \
    && /opt/mockcc/bin/pip wheel --quiet --no-cache-dir --no-deps --wheel-dir /tmp/wheels . \
    && /opt/mockcc/bin/pip install --quiet --no-cache-dir /tmp/wheels/*.whl \
    && /opt/mockcc/bin/python -m compileall -q /opt/mockcc/lib \
    && /opt/mockcc/bin/mockcc catalogue >/dev/null

FROM python:3.13-slim
COPY --from=build /opt/mockcc /opt/mockcc
# Nothing is written at run time, so the root may be read-only. In a container 127.0.0.1 would reach nobody.
ENV PATH=/opt/mockcc/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    MOCKCC_HOST=0.0.0.0
USER 10001:10001
EXPOSE 8080
# 100 ms: whoever waits for the container to be healthy should not wait longer than it takes to start.
HEALTHCHECK --interval=10s --timeout=2s --start-period=10s --start-interval=0.1s CMD ["mockcc", "healthcheck"]
ENTRYPOINT ["mockcc"]
CMD ["serve"]

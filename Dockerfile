# syntax=docker/dockerfile:1

FROM python:3.13-slim AS build
WORKDIR /src
RUN pip install --no-cache-dir uv
COPY . .
# The pins of the development environment hold here too; Node comes from a wheel and stays in this stage.
RUN uv build --wheel --quiet --out-dir /wheels \
 && uv venv --quiet /app \
 && uv pip install --quiet --python /app/bin/python --constraint requirements-dev.txt /wheels/*.whl

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /data --create-home winback
COPY --from=build /app /app
ENV PATH=/app/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    WINBACK_DATA=/data \
    WINBACK_HOST=0.0.0.0
USER winback
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD \
  ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
# The supervisor drains its worker on SIGTERM.
STOPSIGNAL SIGTERM
CMD ["winback", "serve"]

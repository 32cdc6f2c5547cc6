FROM python:3.13-slim AS build
WORKDIR /src
COPY . .
RUN python -m venv /opt/celadon && /opt/celadon/bin/python -m pip install --no-cache-dir .

FROM python:3.13-slim
COPY --from=build /opt/celadon /opt/celadon
# for --against; what is mounted here belongs to another user, and git looks into it only where it is told to
RUN apt-get update && apt-get install --yes --no-install-recommends git && rm -rf /var/lib/apt/lists/* \
    && git config --system --add safe.directory /work
RUN useradd --create-home --uid 10001 celadon
USER celadon
WORKDIR /work
ENTRYPOINT ["/opt/celadon/bin/celadon"]
CMD ["check"]

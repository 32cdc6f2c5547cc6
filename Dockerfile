FROM python:3.13-slim AS build
WORKDIR /src
COPY . .
RUN python -m venv /opt/celadon && /opt/celadon/bin/python -m pip install --no-cache-dir .

FROM python:3.13-slim
COPY --from=build /opt/celadon /opt/celadon
RUN useradd --create-home --uid 10001 celadon
USER celadon
WORKDIR /work
ENTRYPOINT ["/opt/celadon/bin/celadon"]
CMD ["check"]

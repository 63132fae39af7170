# Two stages: build tools and caches stay in the first, so that the image that runs has neither.
FROM python:3.13-slim AS build
WORKDIR /src
COPY requirements.lock pyproject.toml README.md LICENSE NOTICE.md ./
RUN python -m venv /opt/qiao && /opt/qiao/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY bot bot
COPY models models
RUN /opt/qiao/bin/pip install --no-cache-dir --no-deps .

FROM python:3.13-slim
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/qiao --shell /usr/sbin/nologin qiao \
 && install -d -o qiao -m 700 /var/lib/qiao/data
COPY --from=build /opt/qiao /opt/qiao
# By number, so that a cluster can check that it is not root.
USER 10001
WORKDIR /var/lib/qiao
VOLUME /var/lib/qiao/data
ENV PATH=/opt/qiao/bin:$PATH QIAO_LOG_FORMAT=json
CMD ["qiao", "run"]

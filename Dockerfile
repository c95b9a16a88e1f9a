# Everything that `publish` can do, for a machine that runs it by a schedule. Built and tried nowhere yet; the tests lint it.
#
#   docker build --tag wechat-newsletter .
#   docker run --rm --hostname newsletter --volume newsletter-state:/var/lib/publish --volume "$PWD":/newsletter \
#     --env WECHAT_SECRET wechat-newsletter run
#
# The host's name is part of what tells a ledger from a copy of it: give the container the same one each time.

FROM python:3.13-slim AS build
WORKDIR /source
COPY locks/runtime.txt locks/fonts.txt locks/
RUN python -m venv /opt/publish \
    && /opt/publish/bin/pip install --no-cache-dir --require-hashes -r locks/runtime.txt -r locks/fonts.txt
COPY pyproject.toml README.md README.zh-CN.md LICENSE ./
COPY publish publish
COPY themes themes
COPY assets assets
COPY skills skills
RUN /opt/publish/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
LABEL org.opencontainers.image.title="wechat-newsletter" \
      org.opencontainers.image.source="https://github.com/ysh329/awesome-embedded-ai" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /opt/publish /opt/publish
RUN useradd --create-home --uid 1000 publish \
    && install --directory --owner=publish --group=publish --mode=0700 /var/lib/publish \
    && install --directory --owner=publish --group=publish /newsletter
ENV PATH="/opt/publish/bin:$PATH" \
    LANG=C.UTF-8 \
    XDG_STATE_HOME=/var/lib/publish
USER 1000:1000
WORKDIR /newsletter
# The ledger, and what is remembered beside it: without it, what was sent would be sent again.
VOLUME ["/var/lib/publish"]
ENTRYPOINT ["publish"]
CMD ["--help"]

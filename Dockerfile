# One image for the API, the host worker and the runner worker; the command tells which one it is.
ARG BASE_IMAGE=node:20.20.2-bookworm-slim

FROM ${BASE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json server.ts worker.ts ./
COPY scripts scripts
COPY src src
COPY web web
# Of the SDK's native part, what other systems need stays behind.
RUN node scripts/run.mjs build \
    && npm prune --omit=dev --no-audit --no-fund \
    && find node_modules/@temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 -type d \
       ! -name '*-unknown-linux-gnu' -exec rm -rf {} +

FROM ${BASE_IMAGE}
ENV NODE_ENV=production HOME=/tmp
# As src/platform/lean-process.ts has it, with the arguments of the command.
ENV MALLOC_ARENA_MAX=2 MALLOC_TRIM_THRESHOLD_=131072
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
# The user `node` of the official image; a base image need not know it by name.
USER 1000:1000
CMD ["node", "--max-semi-space-size=1", "dist/server.js"]

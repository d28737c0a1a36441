# The service, compiled, with what it needs to run and nothing else. docs/production.md says how to run it.

FROM node:20.20.2-bookworm-slim AS base
WORKDIR /app
COPY package.json package-lock.json .npmrc ./

FROM base AS build
# No package needs its install script, so none gets to run one.
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY adapters ./adapters
COPY cards ./cards
COPY jobs ./jobs
RUN npm run build

FROM base AS packages
RUN npm ci --omit=dev --ignore-scripts

FROM node:20.20.2-bookworm-slim
ENV NODE_ENV=production \
    ROLLCALL_DATA=/data \
    # The only folder that has to be writable; SQLite sorts what does not fit in memory there too.
    SQLITE_TMPDIR=/data
# npm and yarn only serve whoever gets in.
RUN rm -rf /usr/local/lib/node_modules /opt/yarn-* /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack \
      /usr/local/bin/yarn /usr/local/bin/yarnpkg \
 && install -d -o node -g node -m 0700 /data
WORKDIR /app
COPY package.json LICENSE ./
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# Served as they are: the build compiles only TypeScript.
COPY adapters/console/page ./adapters/console/page
USER node
VOLUME /data
# For chat platforms, where a setting lets them in. The console stays on the container's own loopback.
EXPOSE 7301
# A first read of a large directory takes minutes, and until then it is not ready.
HEALTHCHECK --interval=15s --timeout=10s --start-period=5m --retries=3 CMD ["node", "dist/src/health.js"]
# By itself it takes SIGTERM and drains; run it with --init as well, so that it can also be stopped while it starts.
ENTRYPOINT ["node", "dist/src/main.js"]

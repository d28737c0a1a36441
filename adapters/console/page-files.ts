import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HttpError } from '../http/reply.ts';
import type { HttpReply } from '../http/route.ts';

/**
 * Scripts and styles come from this server alone, nothing is inline, and text can only become markup by the
 * pass-through policies that Microsoft's renderer registers and that no code of the page uses.
 */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The renderer as its package ships it for browsers. */
const RENDERER = 'adaptivecards.min.js';

/** The page's files by name; a request can only name one of them, so no path leads elsewhere. */
export interface PageFiles {
  reply(name: string): HttpReply;
}

/** Reads the page and the card renderer into memory. */
export async function loadPageFiles(): Promise<PageFiles> {
  const folder = pageFolder();
  const files = new Map<string, Buffer>();
  for (const name of await readdir(folder)) files.set(name, await readFile(join(folder, name)));
  const renderer = createRequire(import.meta.url).resolve(`adaptivecards/dist/${RENDERER}`);
  files.set(RENDERER, await readFile(renderer));
  return {
    reply(name) {
      const body = files.get(name);
      const type = TYPES[extname(name)];
      if (body === undefined || type === undefined)
        throw new HttpError(404, 'There is nothing at this address.');
      return {
        status: 200,
        headers: {
          'content-type': type,
          'cache-control': 'no-cache',
          'content-security-policy': PAGE_POLICY,
        },
        body,
      };
    },
  };
}

/** Beside this file, or, when it runs compiled from `dist`, where the sources have it. */
function pageFolder(): string {
  const beside = fileURLToPath(new URL('./page/', import.meta.url));
  return existsSync(join(beside, 'index.html'))
    ? beside
    : fileURLToPath(new URL('../../../adapters/console/page/', import.meta.url));
}

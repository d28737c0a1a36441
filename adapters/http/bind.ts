import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Problem, ProblemError } from '../../src/domain/problem.ts';

const LAST_PORT = 65_535;
/** Requests that still run this long after {@link closeGracefully} are cut, in milliseconds. */
const CLOSE_GRACE_MS = 10_000;

/** How long a caller may take over its headers and its whole request, in milliseconds, and how large headers get. */
export const TIME_LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 16_384,
} as const;

/** Where a server listens; port 0 takes any free one. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Starts to listen and gives the port; `misconfigured` under one of the keys when that cannot be. */
export async function bind(
  server: Server,
  address: Address,
  keys: { readonly port: string; readonly host: string },
): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(address.port, address.host, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (cause) {
    throw new ProblemError(bindProblem(cause, address, keys), { cause });
  }
  return (server.address() as AddressInfo).port;
}

/** Takes no more requests and lets the others finish, for a while. */
export async function closeGracefully(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
  await closed;
  clearTimeout(cut);
}

function bindProblem(
  cause: unknown,
  { host, port }: Address,
  keys: { readonly port: string; readonly host: string },
): Problem {
  const code = (cause as NodeJS.ErrnoException).code;
  const byPort = code === 'EADDRINUSE' || code === 'EACCES';
  const why = code === 'EADDRINUSE' ? 'is taken by another program' : 'may not be opened by this user';
  const other = port >= 1024 && port < LAST_PORT ? port + 1 : 0;
  return {
    kind: 'misconfigured',
    key: byPort ? keys.port : keys.host,
    remedy: byPort
      ? `Port ${port} ${why}. Stop that, or choose another, for example ${keys.port}=${other}.`
      : `${host} is not an address of this machine. Use 127.0.0.1.`,
  };
}

import { createServer, type RequestListener } from 'node:http';
import { type Address, bind, closeGracefully, TIME_LIMITS } from './bind.ts';

/** A chat platform's way in: it checks by itself who calls. */
export interface Door {
  /** What the paths it answers start with, for example `/slack/`. */
  readonly prefix: string;
  readonly listener: RequestListener;
}

export interface PublicServer {
  /** Starts to listen and gives the port; `misconfigured` when that cannot be. */
  listen(): Promise<number>;
  /** Takes no more requests, lets the others finish. */
  close(): Promise<void>;
}

/**
 * What the world outside may reach, apart from the console: only the doors of the chat platforms, of which each
 * verifies its callers, and nothing else.
 */
export function createPublicServer(address: Address, doors: readonly Door[]): PublicServer {
  const server = createServer(TIME_LIMITS, (request, response) => {
    const door = doors.find(({ prefix }) => request.url?.startsWith(prefix));
    if (door !== undefined) return door.listener(request, response);
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
    response.end('There is nothing at this address.\n');
  });
  return {
    listen: () => bind(server, address, { port: 'ROLLCALL_PUBLIC_PORT', host: 'ROLLCALL_PUBLIC_HOST' }),
    close: () => closeGracefully(server),
  };
}

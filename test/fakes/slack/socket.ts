import { createHash } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** The other end of Socket Mode: a WebSocket server that speaks as much of RFC 6455 as that needs. */
export interface SocketServer {
  readonly url: string;
  /** Answers that came back, by envelope. */
  readonly answers: ReadonlyMap<string, unknown>;
  /** Resolves when the next connection has been greeted. */
  connected(): Promise<void>;
  /** Sends a payload in an envelope and resolves with the answer to it. */
  deliver(type: string, payload: unknown): Promise<unknown>;
  /** Cuts every connection. */
  drop(): void;
  close(): Promise<void>;
}

const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

/** Listens on a free port of this machine. */
export async function startSocketServer(): Promise<SocketServer> {
  const events = new EventEmitter();
  const answers = new Map<string, unknown>();
  const sockets = new Set<Socket>();
  let given = 0;
  const server = createServer();
  server.on('upgrade', (request, socket: Socket) => {
    const key = request.headers['sec-websocket-key'] ?? '';
    const accept = createHash('sha1')
      .update(key + MAGIC)
      .digest('base64');
    const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
    socket.write([...head, `Sec-WebSocket-Accept: ${accept}`, '', ''].join('\r\n'));
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    readFrames(socket, (kind, bytes) => {
      if (kind === PING) return void socket.write(frame(PONG, bytes));
      if (kind === CLOSE) return void socket.end(frame(CLOSE, bytes));
      if (kind !== TEXT) return;
      const { envelope_id: id, payload } = JSON.parse(bytes.toString('utf8'));
      answers.set(id, payload);
      events.emit(id);
    });
    socket.write(frame(TEXT, Buffer.from(JSON.stringify({ type: 'hello', num_connections: 1 }))));
    events.emit('connected');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/link`,
    answers,
    async connected() {
      await once(events, 'connected');
    },
    async deliver(type, payload) {
      given += 1;
      const id = `envelope-${given}`;
      const envelope = { type, envelope_id: id, payload, accepts_response_payload: true };
      const answered = once(events, id);
      for (const socket of sockets) socket.write(frame(TEXT, Buffer.from(JSON.stringify(envelope))));
      await answered;
      return answers.get(id);
    },
    drop() {
      for (const socket of sockets) socket.destroy();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** One whole frame, unmasked as a server sends it. */
function frame(kind: number, bytes: Buffer): Buffer {
  const { length } = bytes;
  if (length < 126) return Buffer.concat([Buffer.from([0x80 | kind, length]), bytes]);
  const head = Buffer.alloc(4);
  head.writeUInt8(0x80 | kind, 0);
  head.writeUInt8(126, 1);
  head.writeUInt16BE(length, 2);
  return Buffer.concat([head, bytes]);
}

/** Calls back for every whole frame of a client, which masks them; none of Socket Mode's is longer than 64 KiB. */
function readFrames(socket: Socket, take: (kind: number, bytes: Buffer) => void): void {
  let waiting = Buffer.alloc(0);
  socket.on('data', (part: Buffer) => {
    waiting = Buffer.concat([waiting, part]);
    for (;;) {
      if (waiting.length < 2) return;
      const short = waiting.readUInt8(1) & 0x7f;
      const start = short === 126 ? 8 : 6;
      if (waiting.length < start) return;
      const length = short === 126 ? waiting.readUInt16BE(2) : short;
      if (waiting.length < start + length) return;
      const mask = waiting.subarray(start - 4, start);
      const bytes = Buffer.from(waiting.subarray(start, start + length));
      for (const [n, byte] of bytes.entries()) bytes[n] = byte ^ (mask[n % 4] ?? 0);
      take(waiting.readUInt8(0) & 0x0f, bytes);
      waiting = waiting.subarray(start + length);
    }
  });
}

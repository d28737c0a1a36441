import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

interface Line {
  readonly near: Socket;
  readonly far: Socket;
  /** The next answer is to be lost. */
  isLosing: boolean;
}

interface Loss {
  readonly text: string;
  readonly tell: () => void;
}

/** Stands between a client and a server and can cut the line, hold it, slow it down and lose single answers. */
export class TcpProxy {
  readonly #server: Server;
  readonly #target: { readonly host: string; readonly port: number };
  readonly #lines = new Set<Line>();
  #port = 0;
  #delayMs = 0;
  #isHeld = false;
  #losses: Loss[] = [];

  private constructor(target: { readonly host: string; readonly port: number }) {
    this.#target = target;
    this.#server = createServer((near) => this.#join(near));
  }

  /** Listens for connections that go to the server of this address. */
  static async start(url: string): Promise<TcpProxy> {
    const { hostname, port } = new URL(url);
    const proxy = new TcpProxy({ host: hostname, port: Number(port) });
    await proxy.mend();
    return proxy;
  }

  /** The address through the proxy. */
  through(url: string): string {
    const parsed = new URL(url);
    parsed.host = `127.0.0.1:${this.#port}`;
    return parsed.href;
  }

  /** Ends all connections and takes no new ones, as when the server was killed. */
  async cut(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#endAll();
    await closed;
  }

  /** Takes connections again. */
  async mend(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Nothing passes any more, as when the network swallows everything. */
  hold(): void {
    this.#isHeld = true;
    for (const { near, far } of this.#lines) for (const socket of [near, far]) socket.pause();
  }

  release(): void {
    this.#isHeld = false;
    for (const { near, far } of this.#lines) for (const socket of [near, far]) socket.resume();
  }

  /** Everything the server says arrives that much later. */
  delay(ms: number): void {
    this.#delayMs = ms;
  }

  /** Lets the next request with this text through, but not its answer: the connection ends. Resolves when it did. */
  loseAnswerTo(text: string): Promise<void> {
    return new Promise((tell) => this.#losses.push({ text, tell }));
  }

  async close(): Promise<void> {
    this.#endAll();
    if (this.#server.listening) await this.cut();
  }

  #join(near: Socket): void {
    const line: Line = { near, far: connect(this.#target), isLosing: false };
    const { far } = line;
    this.#lines.add(line);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      // What ends one side ends the other; why does not matter.
      one.on('error', () => one.destroy());
      one.on('close', () => {
        this.#lines.delete(line);
        other.destroy();
      });
    }
    near.on('data', (chunk) => {
      this.#look(line, chunk);
      far.write(chunk);
    });
    far.on('data', (chunk) => {
      if (line.isLosing) return this.#lose(line);
      if (this.#delayMs === 0) near.write(chunk);
      else setTimeout(() => near.writable && near.write(chunk), this.#delayMs);
    });
    if (this.#isHeld) for (const socket of [near, far]) socket.pause();
  }

  #look(line: Line, chunk: Buffer): void {
    if (this.#losses[0] !== undefined && chunk.includes(this.#losses[0].text)) line.isLosing = true;
  }

  #lose({ near }: Line): void {
    near.destroy();
    this.#losses.shift()?.tell();
  }

  #endAll(): void {
    for (const { near, far } of this.#lines) for (const socket of [near, far]) socket.destroy();
  }
}

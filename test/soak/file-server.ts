import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const START = fileURLToPath(new URL('../../.ci/mongodb/start', import.meta.url));

/** The MongoDB-wire server of CI over a file, which can be ended and started again on the same data. */
export class FileServer {
  readonly #port: number;
  readonly #file: string;
  #child: ChildProcess | undefined;
  #isEnded = false;

  constructor(port: number, file: string) {
    this.#port = port;
    this.#file = file;
  }

  /** Resolves when it listens. */
  async start(): Promise<void> {
    const child = spawn(START, [String(this.#port), this.#file], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child = child;
    this.#isEnded = false;
    // A soak that fails leaves nothing behind.
    process.once('exit', () => child.kill('SIGKILL'));
    child.once('exit', (code, signal) => {
      if (!this.#isEnded) process.stderr.write(`the server ended by itself: ${code ?? signal}\n`);
    });
    const [line] = await Promise.race([
      once(createInterface({ input: child.stdout }), 'line'),
      once(child, 'exit').then(([code]) => Promise.reject(new Error(`the server ended with ${code}`))),
    ]);
    if (!String(line).startsWith('mongodb://')) throw new Error(`the server says ${line}`);
  }

  /** SIGTERM lets it write everything; SIGKILL loses what it took in its last second, unlike a MongoDB with a journal. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null) return;
    this.#isEnded = true;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}

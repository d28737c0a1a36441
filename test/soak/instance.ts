import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const CHILD = fileURLToPath(new URL('./instance-child.ts', import.meta.url));

/** One instance in a process of its own. */
export class Instance {
  #child: ChildProcess | undefined;
  #ready: (() => void) | undefined;
  readonly #waiting: ((answer: string) => void)[] = [];
  /** Lines it wrote to its log; none unless they are counted: else they go to the error output. */
  readonly log: string[] = [];
  readonly #isLogCounted: boolean;

  constructor({ isLogCounted = false } = {}) {
    this.#isLogCounted = isLogCounted;
  }

  get isAlive(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Ends when it has joined the others. */
  start(): Promise<void> {
    const child = spawn(process.execPath, ['--import', 'tsx', CHILD], {
      stdio: ['pipe', 'pipe', this.#isLogCounted ? 'pipe' : 'inherit'],
      env: process.env,
    });
    this.#child = child;
    if (child.stderr !== null) {
      createInterface({ input: child.stderr }).on('line', (line) => this.log.push(line));
    }
    if (child.stdout === null || child.stdin === null) throw new Error('no pipes');
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line === 'READY') this.#ready?.();
      else if (line.startsWith('ANSWER ')) this.#waiting.shift()?.(line.slice(7));
    });
    return new Promise((resolve, reject) => {
      this.#ready = resolve;
      child.once('error', reject);
      child.once('exit', (code) => {
        if (code !== null && code !== 0)
          reject(new Error(`an instance ended by itself with ${code}\n${this.log.join('\n')}`));
      });
    });
  }

  /** Gives it one command, `PERSON TEXT`, and gives its answer. */
  tell(line: string): Promise<string> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#child?.stdin?.write(`${line}\n`);
    });
  }

  async killAndStart(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await wait(500);
    await this.start();
  }

  /** Stands still as a machine that sleeps does, and then goes on as if nothing had been. */
  async pause(ms: number): Promise<void> {
    this.#child?.kill('SIGSTOP');
    await wait(ms);
    this.#child?.kill('SIGCONT');
  }

  async quit(): Promise<void> {
    const ended = new Promise((resolve) => this.#child?.once('exit', resolve));
    this.#child?.stdin?.write('QUIT\n');
    await ended;
  }
}

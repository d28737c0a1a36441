import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How a child ended and everything it printed. */
export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export type Environment = Readonly<Record<string, string>>;

/** The loader by its full path, since children live in a folder of their own. */
const TSX = import.meta.resolve('tsx');
const ROOT = new URL('../../', import.meta.url);

/** One real process of Rollcall, with what it has printed so far. */
export class Child {
  readonly #child: ChildProcess;
  readonly #waiting = new Set<() => void>();
  readonly ended: Promise<Ended>;
  #out = '';
  #err = '';
  #isOver = false;

  /** Runs `file` with node, or through a shell after `limit`, a command such as `ulimit -f 100`. */
  constructor(file: string, args: readonly string[], cwd: string, env: Environment, limit?: string) {
    const line = ['--import', TSX, fileURLToPath(new URL(file, ROOT)), ...args];
    const options = { cwd, env: { ...withoutSettings(process.env), ...env } };
    this.#child =
      limit === undefined
        ? spawn(process.execPath, line, options)
        : spawn('sh', ['-c', `${limit}; exec "$@"`, 'sh', process.execPath, ...line], options);
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#out += text;
      this.#look();
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#err += text;
      this.#look();
    });
    this.ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('close', (code) => {
        this.#isOver = true;
        this.#look();
        resolve({ code, out: this.#out, err: this.#err });
      });
    });
  }

  /** The first match in what it printed to either output; fails the test when it ends without one. */
  printed(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = pattern.exec(this.#out) ?? pattern.exec(this.#err);
        if (found === null && !this.#isOver) return;
        this.#waiting.delete(look);
        if (found === null) reject(new Error(`it ended without ${pattern}:\n${this.#out}${this.#err}`));
        else resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }

  stop(signal: NodeJS.Signals): Promise<Ended> {
    this.#child.kill(signal);
    return this.ended;
  }

  #look(): void {
    for (const look of [...this.#waiting]) look();
  }
}

/** A data folder, the folder around it where children run, and the children that were started in it. */
export class Home {
  readonly path = mkdtempSync(join(tmpdir(), 'rollcall-home-'));
  readonly data = join(this.path, 'data');
  readonly #children: Child[] = [];

  start(
    file: 'src/main.ts' | 'src/ask.ts' | 'src/migrate.ts' | 'src/health.ts',
    args: readonly string[],
    env: Environment = {},
    limit?: string,
  ) {
    const own = { ROLLCALL_DATA: this.data, ROLLCALL_PORT: '0', ROLLCALL_TIME_ZONE: 'UTC', ...env };
    const child = new Child(file, args, this.path, own, limit);
    this.#children.push(child);
    return child;
  }

  /** A service that is ready; `url` is the printed address. */
  async serve(
    env: Environment = {},
    limit?: string,
  ): Promise<{ readonly child: Child; readonly url: string }> {
    const child = this.start('src/main.ts', [], env, limit);
    const [url] = await child.printed(/http:\/\/\S+/);
    return { child, url };
  }

  /** Runs the service where it is expected not to start. */
  failToServe(env: Environment = {}): Promise<Ended> {
    return this.start('src/main.ts', [], env).ended;
  }

  ask(...args: readonly string[]): Promise<Ended> {
    return this.start('src/ask.ts', args).ended;
  }

  async remove(): Promise<void> {
    await Promise.all(this.#children.map((child) => child.stop('SIGKILL')));
    rmSync(this.path, { recursive: true, force: true });
  }
}

function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([key]) => !key.startsWith('ROLLCALL_')));
}

/** True when the text holds a line of a stack trace. */
export function hasStack(text: string): boolean {
  return /^\s+at .*[:(]/m.test(text);
}

import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { freePort } from './free-port.ts';

/** Why the suites of MongoDB are skipped where there is no server for them. */
export const NO_MONGODB =
  'no MongoDB: set ROLLCALL_TEST_MONGODB_URL (".ci/mongodb/start 27017" starts a server) or put mongod on the PATH';

let server: Promise<string | null> | undefined;

/** The address of a server for tests, without a database: the one that is given, else a mongod of our own, else null. */
export function mongoServer(): Promise<string | null> {
  server ??= process.env.ROLLCALL_TEST_MONGODB_URL === undefined ? startMongod() : given();
  return server;
}

/** Skips the running suite with a printed reason where there is no server. */
export async function requireMongo(context: Mocha.Context): Promise<string> {
  const url = await mongoServer();
  if (url !== null) return url;
  process.stdout.write(`      skipped: ${NO_MONGODB}\n`);
  return context.skip();
}

/** A connection string to a database that nobody else uses. */
export function freshDatabase(url: string): string {
  const parsed = new URL(url);
  parsed.pathname = `/rollcall_test_${randomBytes(6).toString('hex')}`;
  return parsed.href;
}

/** Removes the database of a connection string with all it holds. */
export async function dropDatabase(url: string): Promise<void> {
  const client = new MongoClient(url);
  try {
    await client.db().dropDatabase();
  } finally {
    await client.close();
  }
}

async function given(): Promise<string> {
  return String(process.env.ROLLCALL_TEST_MONGODB_URL);
}

async function startMongod(): Promise<string | null> {
  try {
    execFileSync('mongod', ['--version'], { stdio: 'ignore' });
  } catch {
    return null;
  }
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-mongod-'));
  const port = await freePort();
  const child = spawn('mongod', ['--dbpath', folder, '--port', String(port), '--bind_ip', '127.0.0.1'], {
    stdio: 'ignore',
  });
  process.once('exit', () => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  child.unref();
  return `mongodb://127.0.0.1:${port}/`;
}

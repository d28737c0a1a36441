/** One of several instances over one MongoDB in a soak: does what it is told on its input and says what came of it. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import type { SandboxDirectory } from '../../adapters/directory/sandbox/sandbox-directory.ts';
import { createLogger } from '../../adapters/system/logger.ts';
import { compose } from '../../src/main/compose.ts';
import { loadSettings } from '../../src/main/environment.ts';
import { send } from './send.ts';

/** How long the answer to a write is on its way back, at most, so that kills come between a write and its outcome. */
const ANSWER_MS = 10;

const settings = loadSettings();
const { services, bot, ...composition } = await compose(settings, createLogger({ level: 'error' }));
const [connection] = services.connections.values();
if (connection === undefined) throw new Error('no connection');
watch(connection.directory as SandboxDirectory);
await composition.start();
say('READY');
for await (const line of createInterface({ input: process.stdin })) void obey(line);

/** `PERSON TEXT` is a command; `QUIT` drains. */
async function obey(line: string): Promise<void> {
  if (line === 'QUIT') {
    await composition.stop();
    process.exit(0);
  }
  const [person = '', ...words] = line.split(' ');
  const text = words.join(' ');
  const answer = await send(bot, person, text);
  say(`ANSWER ${answer.outcome} ${JSON.stringify(answer.notices).slice(0, 300)}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Notes every write request before it leaves and every firing of the sync, in a file all instances share. */
function watch(directory: SandboxDirectory): void {
  const note = (...words: readonly (string | number)[]) =>
    appendFileSync(join(settings.dataFolder, 'notes.log'), `${words.join(' ')}\n`);
  const apply = directory.apply.bind(directory);
  directory.apply = async (ref, step, signal) => {
    note('WRITE', process.pid, Date.now(), ref, step.kind);
    const applied = await apply(ref, step, signal);
    await wait(Math.random() * ANSWER_MS);
    return applied;
  };
  const revision = directory.revision.bind(directory);
  directory.revision = () => {
    note('SYNC', process.pid, Date.now());
    return revision();
  };
}

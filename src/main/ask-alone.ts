import { createLogger } from '../../adapters/system/logger.ts';
import {
  answerQuestion,
  printNotice,
  type TerminalOptions,
} from '../../adapters/terminal/answer-question.ts';
import { saveFile } from '../../adapters/terminal/client.ts';
import type { Question, Reply } from '../../adapters/terminal/exchange.ts';
import type { RunId } from '../domain/ids.ts';
import { isLive, type Run } from '../domain/run.ts';
import { liveRuns } from '../flows/live-runs.ts';
import { loadPlan } from '../flows/load.ts';
import { readDirectories } from '../flows/reading/read-directory.ts';
import { runNotice } from '../flows/run/run-notice.ts';
import { isStopped } from '../flows/run/stop-service.ts';
import type { Services } from '../flows/services.ts';
import type { Settings } from '../settings/settings.ts';
import { compose } from './compose.ts';
import { freePath } from './free-path.ts';
import { castOf } from './personas.ts';

/** How often a run started here is looked at, in milliseconds. */
const LOOK_MS = 200;

/**
 * Answers without a running service: takes the database's lock, reads the directories, answers, and stays
 * until the runs it set going have ended, since nobody else would carry them out.
 */
export async function askAlone(
  settings: Settings,
  question: Question,
  print: (reply: Reply) => void,
): Promise<Reply['outcome']> {
  const logger = createLogger({ level: 'warn' });
  const composition = await compose(settings, logger);
  const { services, bot } = composition;
  try {
    await composition.start();
    await readAll(services, AbortSignal.timeout(settings.readEveryMs));
    const { clock, ids } = services;
    const { organisation, timeZone: zone } = settings;
    const options: TerminalOptions = { bot, clock, ids, organisation, zone, cast: castOf(settings) };
    const reply = await answerQuestion(options, question);
    print(reply);
    await saveFiles(services, reply);
    for (const run of await waitForRuns(services, reply)) {
      const notice = await runNotice(services, run, await loadPlan(services.storage, run.plan), 'names');
      process.stdout.write(`\n${printNotice(options, notice)}\n`);
    }
    return reply.outcome;
  } finally {
    await composition.stop();
  }
}

/** A read that fails is remembered, and the answer says so where it matters; `doctor` is asked because of it. */
async function readAll(services: Services, signal: AbortSignal): Promise<void> {
  try {
    await readDirectories(services, signal);
  } catch (error) {
    if (![...services.connections.keys()].some((name) => services.census.failedRead(name) !== undefined)) {
      throw error;
    }
  }
}

async function saveFiles({ storage }: Services, reply: Reply): Promise<void> {
  for (const { id, name } of reply.files) {
    const file = await storage.files.open(id);
    if (file === undefined) continue;
    const path = freePath(name);
    await saveFile(file.chunks, path);
    process.stderr.write(`Saved ${path}\n`);
  }
}

/**
 * Waits until the runs this answer set going, and those a crash left unfinished, have ended. While everything
 * is stopped none of them will, so nothing is waited for.
 */
async function waitForRuns(services: Services, reply: Reply): Promise<readonly Run[]> {
  const { storage, clock } = services;
  const unfinished = await liveRuns(services, { states: ['queued', 'running', 'cancelling'] });
  const ended: Run[] = [];
  for (const id of new Set<RunId>([...reply.runs, ...unfinished.map((run) => run.id)])) {
    let run = await storage.runs.load(id);
    while (mayStillEnd(services, run) && !(await isStopped(services))) {
      await clock.sleep(LOOK_MS);
      run = await storage.runs.load(id);
    }
    if (run !== undefined) ended.push(run);
  }
  return ended;
}

/** A run that is not there yet or still live, on a connection that somebody here can write to. */
function mayStillEnd({ connections }: Services, run: Run | undefined): boolean {
  return run === undefined || (isLive(run.state) && connections.has(run.connection));
}

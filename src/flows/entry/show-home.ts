import { entryNamed } from '../../commands/catalogue.ts';
import type { Account } from '../../domain/account.ts';
import type { Approval } from '../../domain/approval.ts';
import type { HomeNotice, Notice, OpenRequest, RunNotice } from '../../domain/notice.ts';
import type { WelcomeNotice } from '../../domain/opening-notice.ts';
import type { Person } from '../../domain/person.ts';
import { type Problem, problemOf } from '../../domain/problem.ts';
import { barOf } from '../../policy/approvers.ts';
import { isAllowed } from '../../policy/authorize.ts';
import { dutyOf } from '../approval/approval-duty.ts';
import { openIn, openRequest } from '../approval/show-approvals.ts';
import type { HomeArrival } from '../bot.ts';
import { liveRuns } from '../live-runs.ts';
import { loadPlan } from '../load.ts';
import { runNotice } from '../run/run-notice.ts';
import type { Services } from '../services.ts';
import { resolveActor } from './resolve-actor.ts';
import { showStatus } from './show-status.ts';

/** Requests and runs that a page shows; the rest is counted. */
const MAX_REQUESTS = 5;
const MAX_RUNS = 5;
const MAX_COMMANDS = 4;

/**
 * What somebody finds on their own page: what waits for them, what runs and how things stand, as far as their roles
 * let them read it. Never throws: a stranger, or a store that is down, is told as a problem.
 */
export async function showHome(services: Services, arrival: HomeArrival): Promise<Notice> {
  try {
    const { person } = await resolveActor(services, arrival);
    return await homeOf(services, person);
  } catch (error) {
    return { kind: 'problem', problem: told(services, arrival.account, error) };
  }
}

function told({ logger, ids }: Services, { platform }: Account, error: unknown): Problem {
  const problem: Problem = problemOf(error) ?? { kind: 'bug', reference: ids.short() };
  const fields = { platform, problem: problem.kind };
  if (problem.kind === 'bug') logger.error('bug', { ...fields, reference: problem.reference, error });
  else logger.info('no home', fields);
  return problem;
}

async function homeOf(services: Services, person: Person): Promise<HomeNotice> {
  const may = (command: string) => isAllowed(person, entryNamed(command));
  const status = may('status') ? await showStatus(services) : null;
  const requests = may('approvals') ? await requestsFor(services, person) : NO_REQUESTS;
  const runs = may('runs') ? await runsUnderWay(services) : NO_RUNS;
  return {
    kind: 'home',
    status,
    ...requests,
    ...runs,
    commands: commandsFor(person, status?.stopped != null),
    mayList: may('users'),
    now: services.clock.now(),
  };
}

const NO_REQUESTS: Pick<HomeNotice, 'due' | 'others' | 'waiting'> = { due: 0, others: 0, waiting: [] };
const NO_RUNS: Pick<HomeNotice, 'running' | 'runs'> = { running: 0, runs: [] };

async function requestsFor(services: Services, person: Person): Promise<typeof NO_REQUESTS> {
  const open = [...(await openIn(services, 'waiting')), ...(await openIn(services, 'held'))];
  const due: Approval[] = [];
  for (const approval of open) if (await waitsFor(services, person, approval)) due.push(approval);
  const waiting: OpenRequest[] = [];
  for (const approval of due.slice(0, MAX_REQUESTS)) {
    waiting.push(await openRequest(services, person, approval));
  }
  return { due: due.length, others: open.length - due.length, waiting };
}

/** What is beyond the cap waits for who asked; everything else for those who may decide and have not yet. */
async function waitsFor(services: Services, person: Person, approval: Approval): Promise<boolean> {
  const { state, requestedBy, verdicts } = approval;
  if (state === 'held') return requestedBy === person.id && isAllowed(person, entryNamed('take'));
  if (verdicts.some((verdict) => verdict.person === person.id)) return false;
  return (await barOf(person, dutyOf(services, approval))) === null;
}

async function runsUnderWay(services: Services): Promise<typeof NO_RUNS> {
  const live = await liveRuns(services, { states: ['running', 'queued', 'paused', 'cancelling', 'halted'] });
  const runs: RunNotice[] = [];
  for (const run of live.slice(0, MAX_RUNS)) {
    runs.push(await runNotice(services, run, await loadPlan(services.storage, run.plan), 'counts'));
  }
  return { running: live.length, runs };
}

/** In the order of their use; each stands for the command it begins with. */
const COMMANDS = [
  { label: 'Who has been idle for 90 days?', command: 'users inactive:90d', name: 'users' },
  { label: 'All requests', command: 'approvals', name: 'approvals' },
  { label: 'All runs', command: 'runs', name: 'runs' },
  { label: 'What can I type?', command: 'help', name: 'help' },
  { label: 'Who am I here?', command: 'whoami', name: 'whoami' },
] as const;
const RESUME = { label: 'Resume all runs', command: 'resume', name: 'resume' } as const;

function commandsFor(person: Person, isStopped: boolean): WelcomeNotice['commands'] {
  const allowed = COMMANDS.filter(({ name }) => isAllowed(person, entryNamed(name))).slice(0, MAX_COMMANDS);
  const urgent = isStopped && isAllowed(person, entryNamed(RESUME.name)) ? [RESUME] : [];
  return [...urgent, ...allowed].map(({ label, command }) => ({ label, command }));
}

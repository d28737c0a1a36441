import assert from 'node:assert/strict';
import { cardFor } from '../../cards/card-for.ts';
import { renderPlainText } from '../../cards/plain-text/render.ts';
import type { Approval } from '../../src/domain/approval.ts';
import type { AuditAction, AuditEvent } from '../../src/domain/audit-event.ts';
import type { ApprovalId, PersonId, PlanId, RunId } from '../../src/domain/ids.ts';
import type { Notice } from '../../src/domain/notice.ts';
import type { Person } from '../../src/domain/person.ts';
import type { Plan } from '../../src/domain/plan.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { Run } from '../../src/domain/run.ts';
import type { DirectoryUser } from '../../src/domain/user.ts';
import type { Answer } from '../../src/flows/bot.ts';
import { readDirectories } from '../../src/flows/reading/read-directory.ts';
import type { World } from './world.ts';

/** More rows than any world of a test has. */
const MANY = 10_000;
/** Wide enough that no sentence of a card is broken. */
const WIDE = 1_000;

/** How every target of a run ended, by the username it was planned with: `done`, `skipped: protected`, … */
export async function outcomesOf(world: World, id: string): Promise<Readonly<Record<string, string>>> {
  const run = await runOf(world, id);
  const rows = await world.storage.ledger.outcomes(run.id, run.plan, 0, MANY);
  const named = rows.map(({ target, outcome }) => {
    if (outcome.kind === 'skipped') return [target.username, `skipped: ${outcome.reason}`];
    return [target.username, outcome.kind === 'failed' ? `failed: ${outcome.problem.kind}` : outcome.kind];
  });
  return Object.fromEntries(named);
}

/** Usernames a request is about, in the order in which they are written. */
export async function targetsOf(world: World, approval: string): Promise<readonly string[]> {
  const rows = await world.storage.planRows.targets((await planOf(world, approval)).id, 0, MANY);
  return rows.map(({ username }) => username);
}

/** Who a plan leaves out, by username: `exempt, exempt until 2026-12-01: abroad`. */
export async function leftOutOf(
  world: World,
  plan: Pick<Plan, 'id'>,
): Promise<Readonly<Record<string, string>>> {
  const rows = await world.storage.planRows.exclusions(plan.id, 0, MANY);
  return Object.fromEntries(rows.map(({ username, reason, detail }) => [username, `${reason}, ${detail}`]));
}

/** The request of that id. */
export async function approvalOf(world: World, id: string): Promise<Approval> {
  return (await world.storage.approvals.load(id as ApprovalId)) ?? assert.fail(`no ${id}`);
}

/** The plan a request is about. */
export async function planOf(world: World, approval: string): Promise<Plan> {
  const { subject } = await approvalOf(world, approval);
  const id = subject.kind === 'plan' ? subject.plan : ('' as PlanId);
  return (await world.storage.plans.load(id)) ?? assert.fail(`${approval} has no plan`);
}

/** The run of that id. */
export async function runOf(world: World, id: string): Promise<Run> {
  return (await world.storage.runs.load(id as RunId)) ?? assert.fail(`no ${id}`);
}

/** The user as the directory has it now; undefined when it is gone. */
export function userNow(world: World, username: string): Promise<DirectoryUser | undefined> {
  return world.sandbox.user(world.user(username), new AbortController().signal);
}

/** Reads the directories as they are now. */
export function reread(world: World): Promise<void> {
  return readDirectories(world.services, new AbortController().signal);
}

/** A notice as it reads at a terminal, every sentence on one line. */
export function wordsOf(notice: Notice): string {
  return renderPlainText(cardFor(notice, { zone: 'UTC', organisation: 'Test' }), WIDE);
}

/** The problem an answer tells; fails the test when it tells none. */
export function problemIn({ notices }: Answer): Problem {
  const [notice] = notices;
  return notice?.kind === 'problem' ? notice.problem : assert.fail(JSON.stringify(notices).slice(0, 500));
}

/** Audit entries of an action, oldest first. */
export async function audited(world: World, action: AuditAction): Promise<readonly AuditEvent[]> {
  return [...(await world.storage.audit.read({ action, limit: MANY }))].reverse();
}

/** Changes what Rollcall knows of a person, behind its back. */
export async function changePerson(world: World, id: string, change: Partial<Person>): Promise<void> {
  const { people } = world.storage;
  const known = await people.load(id as PersonId);
  if (known === undefined) {
    const nobody = { id: id as PersonId, name: id, roles: [], accounts: [world.account(id)], users: [] };
    await people.create({ ...nobody, ...change, version: 1 });
  } else {
    await people.replace({ ...known, ...change, version: known.version + 1 });
  }
}

/** Asks, has both approvers approve, and carries out; gives the run's id. */
export async function carryOutByTwo(world: World, text: string): Promise<string> {
  const id = await world.propose(text);
  for (const person of ['tom', 'ines']) await world.say(person, `approve ${id}`);
  await world.settle();
  return `R-${id.slice(2)}`;
}

/** The rows of the last file that somebody was given, header first, each as its cells. */
export async function lastFileOf(world: World, person: string): Promise<readonly string[]> {
  await world.settle();
  const sent = world.chat.in(`dm-${person}`).findLast(({ notice }) => 'mime' in notice)?.notice;
  const id = sent !== undefined && 'mime' in sent ? sent.id : assert.fail(`${person} has no file`);
  const file = (await world.storage.files.open(id)) ?? assert.fail(`no file ${id}`);
  const parts: Uint8Array[] = [];
  for await (const chunk of file.chunks) parts.push(chunk);
  return Buffer.concat(parts).toString('utf8').replace('\uFEFF', '').trimEnd().split('\r\n');
}

import assert from 'node:assert/strict';
import type { AsyncCommand } from 'fast-check';
import type { ApprovalId, UserRef } from '../../src/domain/ids.ts';
import type { Answer } from '../../src/flows/bot.ts';
import { type House, quorumFor } from './house.ts';
import type { Life } from './life.ts';
import { ADMINS } from './users.ts';

const MANY = 1000;

/** One move in the game: what it does to Rollcall and to the model, and how a failure prints it. */
export class Move implements AsyncCommand<House, Life, true> {
  readonly #words: string;
  readonly #act: (house: House, life: Life) => Promise<void>;

  constructor(words: string, act: (house: House, life: Life) => Promise<void>) {
    this.#words = words;
    this.#act = act;
  }

  /** Every move can always be tried: what Rollcall refuses is part of the game. */
  async check(): Promise<boolean> {
    return true;
  }

  async run(house: House, life: Life): Promise<void> {
    await life.tick();
    await this.#act(house, life);
    assert.deepEqual(life.judge.faults, []);
  }

  toString(): string {
    return this.#words;
  }
}

/** The element at a place that a generator drew without knowing how many there are. */
export function pick<T>(of: readonly T[], at: number): T | undefined {
  return of.length === 0 ? undefined : of[at % of.length];
}

/** What people call a user now, as far as Rollcall has read. */
export function nameOf(life: Life, ref: UserRef): string {
  return life.world.services.census.roster.user(ref)?.username ?? 'nobody';
}

/** Adds what an answer asks approval for to the model, frozen as it is now, and checks that it may be asked. */
export async function keepAsked(house: House, life: Life, answer: Answer): Promise<void> {
  for (const notice of answer.posted) {
    if (notice.kind === 'setting-approval' || notice.kind === 'approval') {
      await keepApproval(house, life, notice.approval.id);
    }
  }
}

async function keepApproval(house: House, life: Life, id: ApprovalId): Promise<void> {
  const { storage } = life.world;
  const approval = await storage.approvals.load(id);
  assert.ok(approval);
  const { subject, state, requestedBy: requester, expiresAt, quorum } = approval;
  const change = subject.kind === 'setting' ? subject.change : null;
  const plan = subject.kind === 'plan' ? await storage.plans.load(subject.plan) : undefined;
  const rows = subject.kind === 'plan' ? await storage.planRows.targets(subject.plan, 0, MANY) : [];
  const isAdmin = (ref: UserRef) =>
    life.world.services.census.roster.user(ref)?.groups.includes(ADMINS) ?? false;
  if (plan !== undefined) assert.equal(quorum, quorumFor(plan.operation, rows, isAdmin), `quorum of ${id}`);
  const targets = new Map(rows.map((row) => [row.ref, row]));
  const known = house.approval(id);
  if (known === undefined) {
    const operation = plan?.operation ?? null;
    const approvers = new Set<typeof requester>();
    house.asked.push({
      id,
      requester,
      quorum,
      expiresAt,
      change,
      operation,
      targets,
      state,
      approvers,
      decidedAt: 0,
    });
  } else {
    assert.equal(known.quorum, quorum);
    known.targets = targets;
    known.state = state;
  }
}

import assert from 'node:assert/strict';
import { bodyOf, type ChainVerdict, linkHash } from '../../src/domain/audit-chain.ts';
import type { AuditDraft } from '../../src/domain/audit-event.ts';
import { problemOf } from '../../src/domain/problem.ts';
import type { AuditLog } from '../../src/ports/audit-log.ts';
import { aDraft, assertConflict } from './stores-harness.ts';

/** Entries in the log before anybody changes it. */
export const COUNT = 1200;
const TOMBSTONE = aDraft('tombstone', { action: 'Audit Entries Deleted' });

/** An entry as it is kept. */
export interface KeptEntry {
  readonly seq: number;
  readonly key: string;
  readonly at: number;
  readonly action: string;
  readonly person: string | null;
  readonly target: string;
  readonly body: string;
  readonly hash: string;
}

/** What somebody can do who writes to the database past Rollcall. */
export interface Intruder {
  /** Entries with numbers from `from` to `to`, ascending. */
  entries(from: number, to: number): Promise<readonly KeptEntry[]>;
  remove(from: number, to: number): Promise<void>;
  put(entries: readonly KeptEntry[]): Promise<void>;
}

type Change = (intruder: Intruder) => Promise<void>;

/** An empty log under test. */
export interface TamperingHarness {
  /** The log of the Rollcall that runs now. */
  readonly audit: AuditLog;
  /** Stops Rollcall, lets somebody change its database, starts it again. */
  tamper(change: Change): Promise<void>;
  end(): Promise<void>;
}

/** A verdict in two words. */
export function inWords(verdict: ChainVerdict): string {
  return verdict.ok ? `holds ${verdict.entries}` : `${verdict.fault} ${verdict.seq}`;
}

/** The entries every suite of tampering begins with. */
export function manyDrafts(): readonly AuditDraft[] {
  return Array.from({ length: COUNT }, (_, n) => aDraft(`e${n + 1}`, { at: n + 1, target: `user${n + 1}` }));
}

/** Rewrites entries where they stand, or elsewhere. */
function edit(from: number, to: number, rewrite: (entry: KeptEntry) => Partial<KeptEntry>): Change {
  return async (intruder) => {
    const entries = await intruder.entries(from, to);
    assert.ok(entries.length > 0);
    await intruder.remove(from, to);
    await intruder.put(entries.map((entry) => ({ ...entry, ...rewrite(entry) })));
  };
}

function remove(from: number, to = from): Change {
  return (intruder) => intruder.remove(from, to);
}

/** Exchanges the numbers of two entries and with them their places. */
function swap(a: number, b: number): Change {
  return async (intruder) => {
    const entries = [...(await intruder.entries(a, a)), ...(await intruder.entries(b, b))];
    for (const seq of [a, b]) await intruder.remove(seq, seq);
    await intruder.put(entries.map((entry) => ({ ...entry, seq: entry.seq === a ? b : a })));
  };
}

async function only(intruder: Intruder, seq: number): Promise<KeptEntry> {
  const [entry] = await intruder.entries(seq, seq);
  assert.ok(entry);
  return entry;
}

/** An entry put in by somebody without the key. */
function forged(seq: number, draft: AuditDraft, hash: string): KeptEntry {
  const { key, at, action, actor } = draft;
  return { seq, key, at, action, person: actor.person, target: draft.target, body: bodyOf(draft), hash };
}

const otherText = ({ body }: KeptEntry) => ({ body: body.replace('event e', 'event f') });

/** What every audit log shows of changes that were made to its database past Rollcall. */
export function auditTamperingContract(name: string, open: () => Promise<TamperingHarness>): void {
  describe(`An audit log on ${name} whose database somebody else wrote to`, () => {
    let harness: TamperingHarness;
    beforeEach(async () => {
      harness = await open();
      await harness.audit.append(manyDrafts());
    });
    afterEach(() => harness.end());

    const verdictAfter: VerdictAfter = async (...changes) => {
      await harness.tamper(async (intruder) => {
        for (const change of changes) await change(intruder);
      });
      return inWords(await harness.audit.verify());
    };
    describe('is found out', () => findingTests(() => harness, verdictAfter));
    describe('once its oldest entries were deleted by Rollcall', () =>
      deletionTests(() => harness, verdictAfter));
    describe('does not take for recorded', () => keyTests(() => harness));
  });
}

type VerdictAfter = (...changes: readonly Change[]) => Promise<string>;

function findingTests(harness: () => TamperingHarness, verdictAfter: VerdictAfter): void {
  it('by an entry whose text was edited, be it the first, one within or the last', async () => {
    for (const seq of [COUNT, 700, 1]) {
      assert.equal(await verdictAfter(edit(seq, seq, otherText)), `edited ${seq}`);
    }
  });

  it('by an entry whose text is no longer one', async () => {
    assert.equal(await verdictAfter(edit(9, 9, () => ({ body: '{' }))), 'edited 9');
  });

  for (const filed of [
    { action: 'User Deleted' },
    { person: 'tom' },
    { person: null },
    { target: 'somebody' },
    { at: 641 },
    { key: 'another' },
  ]) {
    it(`by what filters look at: ${JSON.stringify(filed)}`, async () => {
      assert.equal(await verdictAfter(edit(640, 640, () => filed)), 'edited 640');
    });
  }

  it('by a hash that was edited', async () => {
    assert.equal(await verdictAfter(edit(8, 8, () => ({ hash: '0'.repeat(64) }))), 'edited 8');
  });

  it('by an entry that was removed, wherever a page of the walk ends', async () => {
    for (const seq of [1100, 501, 498, 2]) {
      assert.equal(await verdictAfter(remove(seq)), `missing ${seq + 1}`);
    }
  });

  it('by a removed entry though those after it were renumbered to close the gap', async () => {
    const close = edit(601, COUNT, ({ seq }) => ({ seq: seq - 1 }));
    assert.equal(await verdictAfter(remove(600), close), 'edited 600');
  });

  it('by entries in another order, neighbours or far apart', async () => {
    assert.equal(await verdictAfter(swap(700, 701)), 'reordered 700');
    assert.equal(await verdictAfter(swap(20, 1150)), 'edited 20');
  });

  it('by an entry that was moved to the end', async () => {
    assert.equal(await verdictAfter(edit(1190, 1190, () => ({ seq: COUNT + 1 }))), 'reordered 1191');
  });

  it('by an entry put in ahead of all others', async () => {
    const copy: Change = async (intruder) => {
      await intruder.put([{ ...(await only(intruder, 1)), seq: 0, key: 'new', hash: '0'.repeat(64) }]);
    };
    assert.equal(await verdictAfter(copy), 'reordered 0');
  });

  it('by a removed beginning', async () => {
    assert.equal(await verdictAfter(remove(1, 600)), 'missing 601');
  });

  it('by an entry that was added without the key, and by those that Rollcall adds to it', async () => {
    const forge: Change = async (intruder) => {
      const draft = aDraft('forged');
      const { hash } = await only(intruder, COUNT);
      const guessed = linkHash(Buffer.from('a guess'), hash, COUNT + 1, bodyOf(draft));
      await intruder.put([forged(COUNT + 1, draft, guessed)]);
    };
    assert.equal(await verdictAfter(forge), `edited ${COUNT + 1}`);
    await harness().audit.append([aDraft('after')]);
    assert.equal(inWords(await harness().audit.verify()), `edited ${COUNT + 1}`);
  });

  it('not by a removed end, which leaves a log that holds: the noted head tells', async () => {
    const head = await harness().audit.head();
    assert.equal(await verdictAfter(remove(1001, COUNT)), 'holds 1000');
    assert.notDeepEqual(await harness().audit.head(), head);
  });
}

function deletionTests(harness: () => TamperingHarness, verdictAfter: VerdictAfter): void {
  beforeEach(async () => {
    assert.equal(await harness().audit.prune(301, TOMBSTONE), 300);
    assert.equal(inWords(await harness().audit.verify()), `holds ${COUNT - 299}`);
  });

  it('is found out by more that is deleted, with and without the tombstone', async () => {
    assert.equal(await verdictAfter(remove(301)), 'missing 302');
    assert.equal(await verdictAfter(remove(COUNT + 1)), 'missing 302');
  });

  it('is found out by a tombstone that was edited to fit a larger cut', async () => {
    const hash = (await harness().audit.read({ limit: 1, beforeSeq: 401 }))[0]?.hash;
    const enlarge = edit(COUNT + 1, COUNT + 1, ({ body }) => ({
      body: JSON.stringify({ ...JSON.parse(body), cut: { seq: 400, hash } }),
    }));
    assert.equal(await verdictAfter(remove(301, 400), enlarge), `edited ${COUNT + 1}`);
  });

  it('is found out by a first entry that was edited, and shows nothing that was put before it', async () => {
    assert.equal(await verdictAfter(edit(301, 301, otherText)), 'edited 301');
    const back = edit(301, 301, ({ body }) => ({ body: body.replace('event f', 'event e') }));
    const put: Change = async (intruder) => {
      const first = await only(intruder, 301);
      const { cut } = JSON.parse((await only(intruder, COUNT + 1)).body);
      const body = JSON.stringify({ ...JSON.parse(first.body), key: 'new' });
      await intruder.put([{ ...first, seq: 300, key: 'new', body, hash: cut.hash }]);
    };
    assert.equal(await verdictAfter(back, put), `holds ${COUNT - 299}`);
    const shown = await harness().audit.count({});
    assert.equal(shown, COUNT - 299, 'what stands below the cut is not shown either');
  });

  it('holds when a deletion was torn, and the next one takes what it left', async () => {
    const [last] = await harness().audit.read({ limit: 1, beforeSeq: 601 });
    assert.ok(last);
    await harness().audit.append([
      aDraft('torn', { action: 'Audit Entries Deleted', cut: { seq: last.seq, hash: last.hash } }),
    ]);
    const left = COUNT - 600 + 2;
    assert.equal(await verdictAfter(remove(350, 420), remove(301)), `holds ${left}`);
    assert.equal(await harness().audit.count({}), left);
    await harness().audit.prune(701, aDraft('next', { action: 'Audit Entries Deleted' }));
    assert.equal(inWords(await harness().audit.verify()), `holds ${left - 100 + 1}`);
    await harness().tamper(async (intruder) => {
      assert.equal((await intruder.entries(1, COUNT))[0]?.seq, 701);
    });
  });

  it('deletes nothing under a tombstone that was put in for what somebody else removed', async () => {
    const forge: Change = async (intruder) => {
      const { hash } = await only(intruder, 400);
      const cut = { seq: 400, hash };
      await intruder.remove(301, 400);
      await intruder.remove(COUNT + 1, COUNT + 1);
      const draft = aDraft('forged', { action: 'Audit Entries Deleted', cut });
      await intruder.put([forged(-5, draft, 'f'.repeat(64))]);
    };
    await harness().tamper(forge);
    await assertConflict(harness().audit.prune(500, aDraft('mine', { action: 'Audit Entries Deleted' })));
    assert.equal(inWords(await harness().audit.verify()), 'edited -5');
  });

  it('deletes nothing that was made to look old, edited or taken out of the middle', async () => {
    const next = aDraft('next tombstone', { action: 'Audit Entries Deleted' });
    await harness().tamper(edit(301, 320, () => ({ at: 1 })));
    await assertConflict(harness().audit.prune(300, next));
    await harness().tamper(edit(301, 320, ({ seq }) => ({ at: seq, ...(seq === 301 && { body: '{}' }) })));
    await assertConflict(harness().audit.prune(400, next));
    assert.equal(await harness().audit.count({}), COUNT - 299);
  });
}

function keyTests(harness: () => TamperingHarness): void {
  for (const seq of [-100, 0, COUNT + 1]) {
    it(`what was put in as entry ${seq} under the key of a later one`, async () => {
      await harness().tamper(async (intruder) => {
        const { hash } = await only(intruder, 700);
        await intruder.put([forged(seq, aDraft('decided/A-x/2'), hash)]);
      });
      await assert.rejects(harness().audit.append([aDraft('decided/A-x/2')]), (error) => {
        const problem = problemOf(error);
        assert.ok(problem?.kind === 'guarded');
        return problem.message.includes(`Entry ${seq} `) && /audit verify/.test(problem.remedy);
      });
    });
  }

  it('an entry whose filed key was edited to that of a later one', async () => {
    await harness().tamper(edit(700, 700, () => ({ key: 'decided/A-x/2' })));
    const append = harness().audit.append([aDraft('decided/A-x/2')]);
    await assert.rejects(append, (error) => problemOf(error)?.kind === 'guarded');
  });

  it('but takes what was recorded, be it the first entry or the first after a deletion', async () => {
    await harness().audit.append([aDraft('e1'), aDraft('e700')]);
    await harness().audit.prune(301, TOMBSTONE);
    await harness().audit.append([aDraft('e301'), aDraft('tombstone'), aDraft('e1200')]);
    assert.equal((await harness().audit.head())?.seq, COUNT + 1);
  });
}

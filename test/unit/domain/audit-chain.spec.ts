import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  bodyOf,
  CHAIN_START,
  type ChainVerdict,
  chainOn,
  followChain,
  headText,
  type Link,
  linkHash,
} from '../../../src/domain/audit-chain.ts';
import type { AuditDraft } from '../../../src/domain/audit-event.ts';
import { aDraft } from '../../contract/stores-harness.ts';

const KEY = Buffer.from('key');
const RUNS = { numRuns: 300 };

async function* pagesOf(links: readonly Link[], size: number): AsyncGenerator<readonly Link[]> {
  for (let from = 0; from < links.length; from += size) yield links.slice(from, from + size);
}

/** Follows as a store does: with the newest of its tombstones. */
function follow(links: readonly Link[], size = 3): Promise<ChainVerdict> {
  const tombstone = links.findLast(({ body }) => body.includes('"cut":'));
  return followChain(KEY, tombstone, pagesOf(links, size));
}

/** A chain of as many drafts as there are keys; some share their text but for the key. */
function chain(count: number): readonly Link[] {
  return chainOn(
    KEY,
    CHAIN_START,
    Array.from({ length: count }, (_, n) => aDraft(`e${n}`, { description: 'same' })),
  );
}

/** Cuts a chain after `cut` entries, as a store does. */
function cutAfter(links: readonly Link[], cut: number): readonly Link[] {
  const last = links.at(-1) ?? { ...CHAIN_START };
  const at = links[cut - 1];
  assert.ok(at);
  const tombstone: AuditDraft = { ...aDraft(`cut/${at.seq}`), cut: { seq: at.seq, hash: at.hash } };
  return [...links.slice(cut), ...chainOn(KEY, last, [tombstone])];
}

describe('following the audit chain', () => {
  it('holds whatever the size of a page, and ends at the last entry', async () => {
    const links = chain(10);
    const last = links.at(-1);
    assert.ok(last);
    for (const size of [1, 3, 10, 99]) {
      const verdict: ChainVerdict = { ok: true, entries: 10, from: 1, head: { seq: 10, hash: last.hash } };
      assert.deepEqual(await follow(links, size), verdict);
    }
    assert.deepEqual(await follow([]), { ok: true, entries: 0, from: 1, head: null });
  });

  it('names the last entry that holds beside the first that does not', async () => {
    const links = chain(5).map((link, n) => (n === 3 ? { ...link, body: bodyOf(aDraft('forged')) } : link));
    const third = links[2];
    assert.deepEqual(await follow(links), {
      ok: false,
      seq: 4,
      fault: 'edited',
      head: { seq: 3, hash: third?.hash },
    });
  });

  it('finds any one entry that was changed, removed, copied or moved', async () => {
    const changes: readonly ((links: Link[], a: number, b: number) => Link[])[] = [
      (links, a) => links.with(a, { ...at(links, a), body: `${at(links, a).body} ` }),
      (links, a) => links.with(a, { ...at(links, a), seq: at(links, a).seq + 100 }),
      (links, a, b) => links.with(a, { ...at(links, b), seq: a + 1 }),
      (links, a, b) => links.with(a, { ...at(links, a), hash: at(links, b).hash }),
      (links, a, b) => links.with(a, { ...at(links, a), body: at(links, b).body, filed: at(links, b).filed }),
      (links, a) => links.toSpliced(a, 1),
      (links, a, b) => links.toSpliced(a, 1).toSpliced(b, 0, at(links, a)),
      (links, a, b) => links.toSpliced(a, 0, at(links, b)),
      (links, a, b) => links.with(a, at(links, b)).with(b, at(links, a)),
      (links, a, b) => links.toSpliced(Math.min(a, b), 1).map((link, n) => ({ ...link, seq: n + 1 })),
    ];
    const places = fc.integer({ min: 0, max: 8 });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...changes),
        places,
        places,
        fc.constantFrom(1, 3, 50),
        async (change, a, b, size) => {
          fc.pre(a !== b);
          const verdict = await follow(change([...chain(10)], a, b), size);
          assert.equal(verdict.ok, false);
        },
      ),
      RUNS,
    );
  });

  it('finds whatever an entry is filed under that its text does not say', async () => {
    for (const filed of [
      { key: 'x' },
      { at: 1 },
      { action: 'User Deleted' },
      { person: null },
      { target: 'x' },
    ]) {
      const links = chain(3).map((link, n) =>
        n === 1 ? { ...link, filed: { ...link.filed, ...filed } } : link,
      );
      assert.equal((await follow(links)).ok, false, JSON.stringify(filed));
    }
  });

  it('holds after any number of cuts, and not when more was cut or the first entry changed', async () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(cuts, fc.constantFrom(1, 2, 50), async (counts, size) => {
        let links = chain(6);
        for (const count of counts) links = cutAfter(links, Math.min(count, links.length));
        const verdict = await follow(links, size);
        assert.deepEqual([verdict.ok, verdict.ok && verdict.from], [true, links[0]?.seq]);
        assert.equal((await follow(links.slice(1), size)).ok, links.length === 1);
        const [first, ...rest] = links;
        assert.ok(first);
        const edited = { ...first, body: first.body.replace('"status":"done"', '"status":"refused"') };
        assert.equal((await follow([edited, ...rest], size)).ok, false);
      }),
      RUNS,
    );
  });

  it('holds whatever a torn deletion left at or below the cut, and counts none of it', async () => {
    const whole = chain(8);
    const tombstone = cutAfter(whole, 5).at(-1);
    assert.ok(tombstone);
    await fc.assert(
      fc.asyncProperty(fc.subarray([0, 1, 2, 3, 4]), fc.constantFrom(1, 3, 50), async (left, size) => {
        const links = [...left.map((n) => at(whole, n)), ...whole.slice(5), tombstone];
        const head = { seq: 9, hash: tombstone.hash };
        assert.deepEqual(await follow(links, size), { ok: true, entries: 4, from: 6, head });
        assert.equal((await follow(links.toSpliced(left.length, 1), size)).ok, false);
      }),
      RUNS,
    );
  });

  it('takes no tombstone from where it would not be followed: at or below its own cut', async () => {
    const links = chain(6);
    const [, , third, , , last] = links;
    assert.ok(third && last);
    for (const cut of [third, last, { seq: 99, hash: last.hash }, { seq: 1.5, hash: null }]) {
      const draft = { ...aDraft('cut'), cut: { seq: cut.seq, hash: cut.hash } } as AuditDraft;
      const [forged] = chainOn(Buffer.from('guess'), { seq: -6, hash: third.hash }, [draft]);
      assert.ok(forged);
      // It even carries the hash of an entry that holds.
      const verdict = await follow([{ ...forged, hash: last.hash }, ...links.slice(cut.seq)]);
      assert.equal(verdict.ok, false, JSON.stringify(cut));
    }
  });

  it('takes a tombstone of another key, or one that was itself added, for nothing', async () => {
    const links = chain(6);
    const [third, last] = [links[2], links.at(-1)];
    assert.ok(third && last);
    const tombstone: AuditDraft = { ...aDraft('cut'), cut: { seq: third.seq, hash: third.hash } };
    const forged = chainOn(Buffer.from('guess'), last, [tombstone]);
    const verdict = await follow([...links.slice(3), ...forged]);
    assert.deepEqual([verdict.ok, !verdict.ok && verdict.fault], [false, 'edited']);
  });
});

describe('the hash of an entry', () => {
  it('stays what it was in logs that were written before, and covers key, place and text', () => {
    const zero = CHAIN_START.hash;
    // printf '%064d\n1\nbody' 0 | openssl dgst -sha256 -hmac key
    assert.equal(
      linkHash(KEY, zero, 1, 'body'),
      'e5806f8e8e2d531ddd76c4f398fb4882e03a4acb828c46e4b9f84deda8851c6e',
    );
    const others = [
      linkHash(Buffer.from('other'), zero, 1, 'body'),
      linkHash(KEY, '1'.repeat(64), 1, 'body'),
      linkHash(KEY, zero, 2, 'body'),
      linkHash(KEY, zero, 1, 'bodY'),
    ];
    assert.equal(new Set([linkHash(KEY, zero, 1, 'body'), ...others]).size, 5);
  });
});

describe('a head as people note it', () => {
  it('is its number and the beginning of its hash', () => {
    assert.equal(headText({ seq: 1234, hash: `9f8e7d6c5b4a3f2e${'0'.repeat(48)}` }), '1234-9f8e7d6c5b4a3f2e');
  });
});

function at(links: readonly Link[], n: number): Link {
  const link = links[n];
  assert.ok(link);
  return link;
}

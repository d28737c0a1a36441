import assert from 'node:assert/strict';
import { anApproval, PRIYA, TOM } from '../support/builders.ts';
import { aDraft, type OpenHarness, onFreshStorage } from './stores-harness.ts';

/** What every audit log promises. */
export function auditContract(name: string, open: OpenHarness): void {
  describe(`${name} keeps the contract of the audit log`, () => {
    onFreshStorage(open, (harness) => {
      const seqs = async () => (await harness().storage.audit.read({ limit: 999 })).map(({ seq }) => seq);

      it('numbers events from 1 in the order they came and reads them newest first', async () => {
        const { audit } = harness().storage;
        await audit.append([aDraft('a'), aDraft('b')]);
        await audit.append([aDraft('c')]);
        const events = await audit.read({ limit: 9 });
        assert.deepEqual(
          events.map(({ hash, ...event }) => event),
          [
            { ...aDraft('c'), seq: 3 },
            { ...aDraft('b'), seq: 2 },
            { ...aDraft('a'), seq: 1 },
          ],
        );
      });

      it('records a key once and leaves no gap where it skipped one', async () => {
        const { audit, approvals } = harness().storage;
        await audit.append([aDraft('a'), aDraft('a', { description: 'again' }), aDraft('b')]);
        await audit.append([aDraft('b', { description: 'again' }), aDraft('c')]);
        await approvals.create(anApproval(), { audit: [aDraft('a'), aDraft('d')] });
        assert.deepEqual(await seqs(), [4, 3, 2, 1]);
        const keys = (await audit.read({ limit: 9 })).map(({ key }) => key);
        assert.deepEqual(keys, ['d', 'c', 'b', 'a']);
        const [, , b, a] = await audit.read({ limit: 9 });
        assert.deepEqual([a?.description, b?.description], ['event a', 'event b']);
      });

      it('goes on without a gap after a restart', async () => {
        await harness().storage.audit.append([aDraft('a'), aDraft('b')]);
        await (await harness().reopen()).audit.append([aDraft('b'), aDraft('c')]);
        assert.deepEqual(await seqs(), [3, 2, 1]);
      });

      it('stays ordered and gapless under concurrent appends of more than one statement holds', async () => {
        const { audit } = harness().storage;
        const batches = Array.from({ length: 5 }, (_, b) =>
          Array.from({ length: 90 }, (_, n) => aDraft(`${b}/${n}`)),
        );
        await Promise.all(batches.map((drafts) => audit.append(drafts)));
        assert.deepEqual(
          await seqs(),
          Array.from({ length: 450 }, (_, n) => 450 - n),
        );
        const big = Array.from({ length: 401 }, (_, n) => aDraft(`big/${n}`));
        await audit.append(big);
        const newest = await audit.read({ limit: 401 });
        assert.deepEqual(
          newest.map(({ key }) => key),
          big.map(({ key }) => key).reverse(),
        );
      });

      it('filters by action, person, target and time, and counts the same', async () => {
        const { audit } = harness().storage;
        await audit.append([
          aDraft('1', { at: 10, action: 'User Deactivated', target: 'ada' }),
          aDraft('2', { at: 20, actor: { person: TOM, account: null }, target: 'ada' }),
          aDraft('3', { at: 30, target: 'bob' }),
          aDraft('4', { at: 40, actor: { person: null, account: null } }),
        ]);
        const cases = [
          [{}, ['4', '3', '2', '1']],
          [{ action: 'User Deactivated' }, ['1']],
          [{ person: PRIYA }, ['3', '1']],
          [{ target: 'ada' }, ['2', '1']],
          [{ from: 20, to: 40 }, ['3', '2']],
          [{ person: PRIYA, target: 'ada' }, ['1']],
          [{ target: 'nobody' }, []],
        ] as const;
        for (const [query, expected] of cases) {
          const read = await audit.read({ ...query, limit: 9 });
          assert.deepEqual(
            read.map(({ key }) => key),
            expected,
          );
          assert.equal(await audit.count(query), expected.length);
        }
      });

      it('pages backwards by sequence number', async () => {
        const { audit } = harness().storage;
        await audit.append(['a', 'b', 'c', 'd'].map((key) => aDraft(key)));
        const page = await audit.read({ limit: 2, beforeSeq: 4 });
        assert.deepEqual(
          page.map(({ seq }) => seq),
          [3, 2],
        );
      });

      it('hands out copies', async () => {
        const { audit } = harness().storage;
        await audit.append([aDraft('a')]);
        const [event] = await audit.read({ limit: 1 });
        Object.assign(event ?? {}, { description: 'forged' });
        assert.equal((await audit.read({ limit: 1 }))[0]?.description, 'event a');
      });
    });
  });
}

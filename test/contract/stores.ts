import assert from 'node:assert/strict';
import type {
  AuditRetention,
  Exemption,
  GroupRole,
  Protection,
  ReadWatch,
  SavedFilter,
} from '../../src/domain/house.ts';
import type { PersonId, UserRef } from '../../src/domain/ids.ts';
import type { Posting } from '../../src/ports/records.ts';
import { aDirectoryUser, anAccount, anApproval, aPerson, aRun, NOW, PRIYA } from '../support/builders.ts';
import { assertConflict, type OpenHarness, onFreshStorage, SANDBOX } from './stores-harness.ts';

function aPosting(id: string, changes: Partial<Posting> = {}): Posting {
  return {
    id,
    version: 1,
    subject: 'A-1',
    reader: null,
    audience: 'names',
    ref: null,
    shown: '',
    ...changes,
  };
}

/** What every storage promises of its records, see src/ports/storage.ts. */
export function storesContract(name: string, open: OpenHarness): void {
  describe(`${name} keeps the contract of stores`, () => {
    recordTests(open);
    houseRecordTests(open);
    relatedRecordTests(open);
  });
}

function recordTests(open: OpenHarness): void {
  describe('records', () => {
    onFreshStorage(open, (harness) => {
      it('gives back what was created, also after a restart', async () => {
        const approval = anApproval();
        await harness().storage.approvals.create(approval);
        assert.deepEqual(await harness().storage.approvals.load(approval.id), approval);
        assert.deepEqual(await (await harness().reopen()).approvals.load(approval.id), approval);
      });

      it('knows nothing of an id that was never created', async () => {
        assert.equal(await harness().storage.runs.load(aRun().id), undefined);
      });

      it('refuses to create an id twice and keeps the first', async () => {
        const { approvals } = harness().storage;
        await approvals.create(anApproval({ quorum: 1 }));
        await assertConflict(approvals.create(anApproval({ quorum: 2 })));
        assert.equal((await approvals.load(anApproval().id))?.quorum, 1);
      });

      it('replaces the version before, and only that one', async () => {
        const { approvals } = harness().storage;
        await approvals.create(anApproval());
        await approvals.replace(anApproval({ version: 2, state: 'approved' }));
        await assertConflict(approvals.replace(anApproval({ version: 2, state: 'rejected' })));
        await assertConflict(approvals.replace(anApproval({ version: 4, state: 'rejected' })));
        assert.equal((await approvals.load(anApproval().id))?.state, 'approved');
      });

      it('refuses to replace what does not exist', async () => {
        await assertConflict(harness().storage.approvals.replace(anApproval({ version: 2 })));
      });

      it('lets exactly one of many concurrent replaces of a version win', async () => {
        const { approvals } = harness().storage;
        await approvals.create(anApproval());
        const tries = Array.from({ length: 200 }, (_, n) =>
          approvals.replace(anApproval({ version: 2, quorum: n + 1 })),
        );
        const results = await Promise.allSettled(tries);
        assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
      });

      it('hands out nothing that changes what is stored', async () => {
        const { people: store } = harness().storage;
        const created = aPerson('priya');
        await store.create(created);
        (created.roles as string[]).push('admin');
        const loaded = await store.load(created.id);
        const [listed] = await store.list({ limit: 1 });
        assert.ok(loaded && listed);
        (loaded.roles as string[]).push('admin');
        (listed.roles as string[]).push('admin');
        assert.deepEqual((await store.load(created.id))?.roles, []);
      });

      it('lists by creation in either order, whatever was replaced since, and up to the limit', async () => {
        const { runs } = harness().storage;
        const made = ['R-3', 'R-1', 'R-2'].map((id) => aRun({ id: id as never }));
        for (const run of made) await runs.create(run);
        await runs.replace(aRun({ id: 'R-3' as never, version: 2 }));
        const ids = async (newestFirst?: boolean, limit = 9) =>
          (await runs.list({ limit, ...(newestFirst === undefined ? {} : { newestFirst }) })).map(
            ({ id }) => id,
          );
        assert.deepEqual(await ids(), ['R-2', 'R-1', 'R-3']);
        assert.deepEqual(await ids(false), ['R-3', 'R-1', 'R-2']);
        assert.deepEqual(await ids(true, 2), ['R-2', 'R-1']);
      });

      it('lists and counts by the state a record has now', async () => {
        const { runs } = harness().storage;
        for (const [id, state] of [
          ['R-1', 'queued'],
          ['R-2', 'running'],
          ['R-3', 'done'],
        ] as const) {
          await runs.create(aRun({ id: id as never, state }));
        }
        await runs.replace(aRun({ id: 'R-1' as never, version: 2, state: 'running' }));
        const running = await runs.list({ states: ['running', 'queued'], limit: 9, newestFirst: false });
        assert.deepEqual(
          running.map(({ id }) => id),
          ['R-1', 'R-2'],
        );
        assert.equal(await runs.count(['queued']), 0);
        assert.equal(await runs.count(['running', 'done']), 3);
        assert.equal(await runs.count(), 3);
        assert.deepEqual(await runs.list({ states: [], limit: 9 }), []);
      });

      it('keeps kinds apart that share an id, and forgets what is removed', async () => {
        const { runs, approvals } = harness().storage;
        await runs.create(aRun({ id: 'X' as never }));
        await approvals.create(anApproval({ id: 'X' as never }));
        await runs.remove('X' as never);
        await runs.remove('never was' as never);
        assert.equal(await runs.load('X' as never), undefined);
        assert.equal(await approvals.count(), 1);
      });
    });
  });
}

function houseRecordTests(open: OpenHarness): void {
  describe('records of the house', () => {
    onFreshStorage(open, (harness) => {
      it('finds the protections that bear on one user, by id or by account, each once', async () => {
        const { protections } = harness().storage;
        const [ada, bo] = ['ada', 'bo'].map((name) => `sandbox/d/${name}` as UserRef);
        assert.ok(ada && bo);
        const common = { version: 1, by: PRIYA, at: NOW } as const;
        const made: readonly Protection[] = [
          { ...common, id: 'user/ada', what: 'user', name: 'Ada', user: ada },
          { ...common, id: 'user/old', what: 'user', name: 'old', user: ada },
          { ...common, id: 'user/bo', what: 'user', name: 'bo', user: bo },
          { ...common, id: 'group/board', what: 'group', name: 'Board', user: null },
          { ...common, id: 'group/staff', what: 'group', name: 'staff', user: null },
        ];
        for (const each of made) await protections.create(each);
        const groups = Array.from({ length: 2000 }, (_, n) => `group/g${n}`);
        const idsOf = async (ids: readonly string[], user: UserRef, store = protections) =>
          (await store.concerning(ids, user)).map(({ id }) => id).sort();

        assert.deepEqual(await idsOf(['user/ada', ...groups, 'group/board'], ada), [
          'group/board',
          'user/ada',
          'user/old',
        ]);
        assert.deepEqual(await idsOf([], bo), ['user/bo']);
        assert.deepEqual(await idsOf(['user/bo'], 'sandbox/d/other' as UserRef), ['user/bo']);
        await protections.remove('user/old');
        const { protections: reopened } = await harness().reopen();
        assert.deepEqual(await idsOf([], ada, reopened), ['user/ada']);
      });

      it('keeps each kind apart and gives it back after a restart', async () => {
        const by = PRIYA;
        const at = NOW;
        const { ref, username } = aDirectoryUser();
        const protection: Protection = {
          id: 'user/ceo',
          version: 1,
          what: 'user',
          name: 'CEO',
          user: ref,
          by,
          at,
        };
        const exemption: Exemption = {
          id: ref,
          version: 1,
          username,
          until: '2026-12-31',
          reason: 'parental leave',
          owner: by,
          at,
        };
        const groupRole: GroupRole = {
          id: 'approver/leads',
          version: 1,
          role: 'approver',
          group: 'leads',
          by,
          at,
        };
        const filter: SavedFilter = {
          id: 'idle',
          version: 1,
          name: 'Idle',
          text: 'inactive:90d',
          owner: by,
          at,
        };
        const retention: AuditRetention = { id: 'audit-retention', version: 1, days: 400 };
        const shape = { users: 10, loggedIn: 9 };
        const watch: ReadWatch = { id: SANDBOX, version: 1, last: shape, suspect: null, accepted: null };
        const before = harness().storage;
        await before.protections.create(protection);
        await before.exemptions.create(exemption);
        await before.groupRoles.create(groupRole);
        await before.filters.create(filter);
        await before.auditRetention.create(retention);
        await before.readWatches.create(watch);
        const { protections, exemptions, groupRoles, filters, auditRetention, readWatches } =
          await harness().reopen();
        const all = { limit: 9 };
        assert.deepEqual(await protections.list(all), [protection]);
        assert.deepEqual(await exemptions.list(all), [exemption]);
        assert.deepEqual(await groupRoles.list(all), [groupRole]);
        assert.deepEqual(await filters.list(all), [filter]);
        assert.deepEqual(await auditRetention.list(all), [retention]);
        assert.deepEqual(await readWatches.list(all), [watch]);
      });
    });
  });
}

function relatedRecordTests(open: OpenHarness): void {
  describe('postings and people', () => {
    onFreshStorage(open, (harness) => {
      it('finds the postings of a subject and no others', async () => {
        const { postings } = harness().storage;
        await postings.create(aPosting('p1'));
        await postings.create(aPosting('p2', { subject: 'A-2' }));
        await postings.create(aPosting('p3'));
        await postings.replace(aPosting('p3', { version: 2, shown: 'x' }));
        const found = await postings.ofSubject('A-1');
        assert.deepEqual(
          found.map(({ id, shown }) => [id, shown]),
          [
            ['p1', ''],
            ['p3', 'x'],
          ],
        );
        assert.deepEqual(await postings.ofSubject('A-3'), []);
      });

      it('finds a person by any account, and no longer by one that was unlinked', async () => {
        const { people: store } = harness().storage;
        const accounts = [anAccount('one'), anAccount('two')];
        await store.create(aPerson('priya', { accounts }));
        assert.equal((await store.byAccount(anAccount('two')))?.id, 'priya');
        await store.replace(aPerson('priya', { version: 2, accounts: [anAccount('two')] }));
        assert.equal(await store.byAccount(anAccount('one')), undefined);
        assert.equal((await store.byAccount(anAccount('two')))?.version, 2);
        await store.remove('priya' as PersonId);
        assert.equal(await store.byAccount(anAccount('two')), undefined);
      });

      it('links an account to one person at most', async () => {
        const { people: store } = harness().storage;
        await store.create(aPerson('priya', { accounts: [anAccount('one')] }));
        await assertConflict(store.create(aPerson('tom', { accounts: [anAccount('one')] })));
        await store.create(aPerson('tom', { accounts: [] }));
        await assertConflict(store.replace(aPerson('tom', { version: 2, accounts: [anAccount('one')] })));
        assert.equal((await store.byAccount(anAccount('one')))?.id, 'priya');
        assert.equal((await store.load('tom' as PersonId))?.version, 1);
      });

      it('gives a directory user to one person at most, and again once it is free', async () => {
        const { people: store } = harness().storage;
        const [ada, bo] = ['sandbox:1', 'sandbox:2'] as UserRef[];
        assert.ok(ada && bo);
        await store.create(aPerson('priya', { users: [ada, bo] }));
        await assertConflict(store.create(aPerson('tom', { users: [bo] })));
        assert.equal(await store.load('tom' as PersonId), undefined);
        await store.create(aPerson('tom'));
        await assertConflict(store.replace(aPerson('tom', { version: 2, users: [bo] })));
        assert.deepEqual((await store.load('tom' as PersonId))?.users, []);
        await store.replace(aPerson('priya', { version: 2, users: [ada] }));
        await store.replace(aPerson('tom', { version: 2, users: [bo] }));
        await store.remove('priya' as PersonId);
        await store.replace(aPerson('tom', { version: 3, users: [ada, bo] }));
        assert.deepEqual((await store.load('tom' as PersonId))?.users, [ada, bo]);
      });

      it('gives a directory user to one of two who want it at once', async () => {
        const { people: store } = harness().storage;
        const ada = 'sandbox:1' as UserRef;
        const ids = ['priya', 'tom', 'ines', 'noor'];
        for (const id of ids) await store.create(aPerson(id));
        const wishes = ids.map((id) => store.replace(aPerson(id, { version: 2, users: [ada] })));
        const ended = await Promise.allSettled(wishes);
        assert.equal(ended.filter(({ status }) => status === 'fulfilled').length, 1);
        const people = await store.list({ limit: 9 });
        assert.equal(people.filter(({ users }) => users.includes(ada)).length, 1);
      });
    });
  });
}

import assert from 'node:assert/strict';
import { INPUTS } from '../../src/domain/inbound.ts';
import type { ListNotice } from '../../src/domain/notice.ts';
import { showUser } from '../../src/flows/show-change.ts';
import { only, World } from '../support/world.ts';

describe('working with a list', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  const list = async (text: string) => only((await world.say('priya', text)).notices, 'list');
  const turn = async (view: string, inputs: Record<string, string>): Promise<ListNotice> => {
    const { replace } = await world.click('priya', 'list-show', view, { inputs });
    assert.equal(replace?.kind, 'list');
    return replace as ListNotice;
  };

  it('keeps ticks over pages and acts on them, whatever the filter says', async () => {
    const first = await list('users dir:internal status:active per:10 sort:name');
    const picked = [first.rows[2], first.rows[5]].map((user) => user?.ref ?? '');
    const second = await turn(first.view, { [INPUTS.page]: '2', [INPUTS.selection]: picked.join(',') });
    const more = second.rows[0]?.ref ?? '';
    await turn(first.view, { [INPUTS.page]: '1', [INPUTS.selection]: more });

    const answer = await world.click('priya', 'propose-deactivate', first.view, {
      inputs: { [INPUTS.selection]: picked[0] ?? '' },
    });

    const { plan } = only(answer.posted, 'approval');
    const targets = await world.storage.planRows.targets(plan.id, 0, 10);
    const chosen = [picked[0], more];
    const excluded = await world.storage.planRows.exclusions(plan.id, 0, 10);
    assert.deepEqual([...targets, ...excluded].map(({ ref }) => ref).sort(), chosen.sort());
    assert.equal(plan.filter, null);
  });

  it('asks "all that match?" when nothing is selected, and again when the number moved', async () => {
    const shown = await list('users inactive:90d dir:internal');
    const asked = only((await world.click('priya', 'propose-deactivate', shown.view)).notices, 'confirm');
    assert.deepEqual([asked.total, asked.before], [shown.total, null]);

    const bo = world.services.census.roster.user(world.user('bo'));
    assert.ok(bo);
    await showUser(world.services, { ...bo, active: false });
    const again = only((await world.click('priya', 'confirm', shown.view)).notices, 'confirm');
    assert.deepEqual([again.total, again.before], [shown.total - 1, shown.total]);

    const answer = await world.click('priya', 'confirm', shown.view);
    assert.equal(only(answer.posted, 'approval').plan.matched, shown.total - 1);
  });

  it('is not for anybody else, even with the id', async () => {
    const { view } = await list('users');

    const answer = await world.click('tom', 'list-show', view, { inputs: { [INPUTS.page]: '2' } });

    assert.equal(answer.outcome, 'refused');
  });

  it('ignores ticks for users that are not on the page', async () => {
    const { view } = await list('users per:10');

    const shown = await turn(view, { [INPUTS.selection]: `${world.user('svc-backup')},nonsense` });

    assert.ok([...shown.selected].every((ref) => shown.rows.some((row) => row.ref === ref)));
  });

  it('goes back to page one when sorted, and to the last page past the end', async () => {
    const { view, total } = await list('users per:10 page:3');
    const sorted = await turn(view, { [INPUTS.sort]: '-name' });
    const last = await turn(view, { [INPUTS.page]: '9999' });

    assert.deepEqual([sorted.page, sorted.order.by, sorted.order.descending], [1, 'name', true]);
    assert.equal(last.page, Math.ceil(total / 10));
  });

  it('expires after a day', async () => {
    const { view } = await list('users');
    await world.clock.advance(24 * 60 * 60 * 1000);

    const answer = await world.click('priya', 'list-show', view);

    assert.equal(answer.outcome, 'refused');
  });

  it('says so when there is no such page and the last is shown', async () => {
    const list = only((await world.say('priya', 'users status:any page:9999')).notices, 'list');
    const last = only((await world.say('priya', `users status:any page:${list.page}`)).notices, 'list');

    assert.deepEqual([list.missingPage, last.missingPage], [9999, null]);
    assert.deepEqual(list.rows, last.rows);
    assert.ok(list.page > 1 && list.rows.length > 0);
  });
});

import assert from 'node:assert/strict';
import { INPUTS } from '../../src/domain/inbound.ts';
import type { ListNotice } from '../../src/domain/notice.ts';
import { problemIn, targetsOf } from '../support/look.ts';
import { only, World } from '../support/world.ts';

const ADMINS = 'confluence-administrators';

describe('groups for users picked from a list', () => {
  let world: World;
  let first: ListNotice;
  /** Ticked on the first two pages, by name. */
  let picked: string[];
  beforeEach(async () => {
    world = await World.create();
    const text = 'users licensed:yes dir:internal status:active per:10 sort:name';
    first = only((await world.say('priya', text)).notices, 'list');
    picked = [];
    let page = first;
    for (const next of ['2', '3']) page = await turn(next, tick(page));
  });
  afterEach(() => world.end());

  /** Two users of a page no guardrail holds for, as its ticks. */
  function tick({ rows }: ListNotice): string {
    const free = rows.filter(({ service, groups }) => !service && !groups.includes(ADMINS)).slice(0, 2);
    picked.push(...free.map(({ username }) => username));
    return free.map(({ ref }) => ref).join(',');
  }

  async function turn(page: string, selection: string): Promise<ListNotice> {
    const inputs = { [INPUTS.page]: page, [INPUTS.selection]: selection };
    const { replace } = await world.click('priya', 'list-show', first.view, { inputs });
    assert.equal(replace?.kind, 'list');
    return replace as ListNotice;
  }

  it('are joined by the four ticked over pages, whatever the filter says', async () => {
    const inputs = { [INPUTS.groups]: ' review-required , Temp-Access ' };
    const { posted } = await world.click('priya', 'propose-add', first.view, { inputs });
    const { approval, plan } = only(posted, 'approval');

    assert.equal(picked.length, 4);
    assert.deepEqual([...(await targetsOf(world, approval.id))].sort(), [...picked].sort());
    assert.deepEqual(plan.operation, { kind: 'add-to-groups', groups: ['review-required', 'temp-access'] });
    assert.equal(plan.filter, null);
    await world.click('tom', 'approve', approval.id);
    await world.settle();
    assert.equal((await world.sandbox.writes()).length, 8);
  });

  it('are left by the four ticked over pages', async () => {
    const inputs = { [INPUTS.groups]: 'confluence-users' };
    const { posted } = await world.click('priya', 'propose-remove', first.view, { inputs });

    assert.deepEqual(
      [...(await targetsOf(world, only(posted, 'approval').approval.id))].sort(),
      [...picked].sort(),
    );
  });

  it('have to be named, and known', async () => {
    const none = await world.click('priya', 'propose-add', first.view, {
      inputs: { [INPUTS.groups]: ' , ' },
    });
    const wrong = await world.click('priya', 'propose-add', first.view, {
      inputs: { [INPUTS.groups]: 'reveiw-required' },
    });

    assert.deepEqual([problemIn(none).kind, problemIn(wrong).kind], ['not-understood', 'not-found']);
    assert.match(JSON.stringify(problemIn(wrong)), /review-required/);
  });
});

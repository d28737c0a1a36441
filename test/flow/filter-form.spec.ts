import assert from 'node:assert/strict';
import type { ListNotice } from '../../src/domain/notice.ts';
import type { Answer } from '../../src/flows/bot.ts';
import { problemIn } from '../support/look.ts';
import { only, World } from '../support/world.ts';

describe('the filter form', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  const list = async (text: string, person = 'priya') =>
    only((await world.say(person, text)).notices, 'list');
  const ask = (id: string, inputs: Record<string, string>, person = 'priya') =>
    world.click(person, 'list-filter', id, { inputs });
  const replaced = ({ notices, replace }: Answer): ListNotice => {
    assert.deepEqual(notices, []);
    return replace?.kind === 'list' ? replace : assert.fail(JSON.stringify(replace));
  };

  it('puts the list that was asked for in the place of the one it was opened on', async () => {
    const before = await list('users per:10 sort:name page:3');
    const typed = await list('users inactive:90d,never licensed:yes per:10 sort:name');

    const shown = replaced(await ask(before.view, { idle: '90', never: 'yes', licensed: 'yes' }));

    assert.ok(shown.total < before.total && shown.total > 0);
    assert.deepEqual({ ...shown, view: '' }, { ...typed, view: '' });
  });

  it('is a list of its own: its buttons act on what it shows', async () => {
    const before = await list('users');
    const shown = replaced(await ask(before.view, { idle: '90' }));

    const answer = await world.click('priya', 'propose-deactivate', shown.view);

    assert.equal(only(answer.notices, 'confirm').total, shown.total);
    assert.notEqual(shown.view, before.view);
  });

  it('keeps what it does not ask about, and drops what was emptied', async () => {
    const before = await list('users dir:internal inactive:90d licensed:yes');

    assert.equal(
      replaced(await ask(before.view, { licensed: 'no' })).command,
      'users licensed:no dir:internal',
    );
  });

  it('is everybody who is enabled with nothing in it', async () => {
    const before = await list('users inactive:90d -group:confluence-administrators status:any text:a');

    assert.equal(replaced(await ask(before.view, {})).command, 'users');
  });

  it('opened without a list answers with a new one', async () => {
    const answer = await ask('', { text: 'ada' });

    assert.equal(answer.replace, null);
    assert.equal(only(answer.notices, 'list').command, 'users text:ada');
  });

  it('says which field is wrong, or which group there is not, and leaves the list', async () => {
    const { view } = await list('users');

    const wrong = await ask(view, { idle: 'long' });
    const unknown = await ask(view, { groups: 'no-such-group' });

    assert.match(JSON.stringify(problemIn(wrong)), /Days idle/);
    assert.deepEqual([wrong.replace, unknown.replace], [null, null]);
    const problem = problemIn(unknown);
    assert.deepEqual(problem.kind === 'not-found' && [problem.what, problem.name], [
      'group',
      'no-such-group',
    ]);
  });

  it('is for those who may list, on a list of their own', async () => {
    const { view } = await list('users');

    assert.equal(problemIn(await ask('', {}, 'leo')).kind, 'not-allowed');
    assert.equal(problemIn(await ask(view, {}, 'leo')).kind, 'not-allowed');
    assert.equal(problemIn(await ask(view, {}, 'noor')).kind, 'conflict');
    only((await ask('', {}, 'noor')).notices, 'list');
  });
});

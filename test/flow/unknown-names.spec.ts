import assert from 'node:assert/strict';
import { impersonalWords } from '../../cards/impersonal-words.ts';
import { leftOutOf, targetsOf, wordsOf } from '../support/look.ts';
import { CHANNEL, only, World } from '../support/world.ts';

const HOME = { ...CHANNEL, id: 'dm-priya', name: 'priya', kind: 'direct' } as const;
const LIST = 'username\nada\nadda\nBO@example.com\nbo@exampel.com\nADDA\n';

describe('names in a filter that are no account', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  const textOf = async (id: string) => {
    const file = await world.storage.files.open(id);
    const parts: Uint8Array[] = [];
    for await (const chunk of file?.chunks ?? []) parts.push(Buffer.from(chunk));
    return Buffer.concat(parts).toString('utf8');
  };

  it('are told with a list, each once', async () => {
    const { noAccount, total } = only(
      (await world.say('priya', 'users list: status:any', CHANNEL, LIST)).notices,
      'list',
    );
    assert.deepEqual([total, noAccount], [2, { total: 2, first: ['adda', 'bo@exampel.com'] }]);
    const named = only(
      (await world.say('priya', 'users user:ada,adda,bo mail:bo@example.com')).notices,
      'list',
    );
    assert.deepEqual(named.noAccount, { total: 1, first: ['adda'] });
    assert.equal(only((await world.say('priya', 'users user:ada')).notices, 'list').noAccount.total, 0);
  });

  it('count as known under a name somebody got since the read, and as unknown under the one they lost', async () => {
    await world.carryOut('deactivate user:bo suffix:_old');

    const { noAccount } = only((await world.say('priya', 'users user:bo,bo_old')).notices, 'list');

    assert.deepEqual(noAccount, { total: 1, first: ['bo'] });
  });

  it('are told with an export, in the channel and at home', async () => {
    const said = only((await world.say('priya', 'export users list:', CHANNEL, LIST)).notices, 'said');
    assert.match(said.detail, /2 names in the filter are no account: adda, bo@exampel\.com\./);
    const home = only((await world.say('priya', 'export users list:', HOME, LIST)).notices, 'said');
    assert.match(home.headline, /2 names in the filter are no account/);
  });

  it('are left out of a plan with the reason, in its file too, and never named to a channel', async () => {
    const answer = await world.say('priya', 'deactivate list:', CHANNEL, LIST);
    const { plan, noAccount, approval } = only(answer.posted, 'approval');

    assert.deepEqual(noAccount, { total: 2, first: ['adda', 'bo@exampel.com'] });
    assert.deepEqual([plan.matched, plan.targets], [2, 2]);
    assert.deepEqual(plan.leftOut, [{ reason: 'no-account', count: 2 }]);
    await world.settle();
    const channel = world.chat.in('admins').at(-1);
    assert.ok(channel !== undefined && 'kind' in channel.notice);
    assert.match(JSON.stringify(channel.notice), /no-account/);
    assert.doesNotMatch(wordsOf(channel.notice), /adda|exampel/);
    assert.match(wordsOf(channel.notice), /2 no account of that name/);

    await world.click('priya', 'download-plan', approval.id);
    await world.settle();
    const [upload] = world.chat.in('dm-priya').filter(({ notice }) => 'id' in notice);
    assert.ok(upload !== undefined && 'id' in upload.notice);
    const text = await textOf(upload.notice.id as string);
    assert.match(text, /\r\nadda,.*left out,not found: no account/);
    assert.match(text, /\r\nbo@exampel\.com,.*left out,not found/);
  });

  it('alone leave nobody, and say why', async () => {
    const nothing = only((await world.say('priya', 'deactivate user:adda')).notices, 'nothing');

    assert.deepEqual(nothing.noAccount, { total: 1, first: ['adda'] });
    assert.equal(nothing.plan.matched, 0);
  });
});

describe('a change that names its users', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
    await world.carryOut('deactivate user:bo');
  });
  afterEach(() => world.end());

  const left = async (text: string) =>
    leftOutOf(world, only((await world.say('priya', text)).notices, 'nothing').plan);

  it('tells of everybody named, whatever their state', async () => {
    const id = await world.propose('deactivate user:ada,bo');

    assert.deepEqual(await targetsOf(world, id), ['ada']);
    const approval = only((await world.click('priya', 'show-names', id)).notices, 'approval');
    assert.deepEqual(await leftOutOf(world, approval.plan), { bo: 'already-so, already deactivated' });
    assert.equal(
      impersonalWords(approval.plan.filter),
      'users named in the request · enabled or deactivated',
    );
    assert.deepEqual(await left('deactivate bo'), { bo: 'already-so, already deactivated' });
    assert.deepEqual(await left('deactivate list:bo'), { bo: 'already-so, already deactivated' });
    assert.deepEqual(await left('activate mail:ada@example.com'), { ada: 'already-so, already active' });
    assert.deepEqual(await left('users delete user:ada'), { ada: 'not-long-deactivated, still active' });
  });

  it('keeps to the status that it says', async () => {
    const { plan } = only((await world.say('priya', 'deactivate user:bo status:active')).notices, 'nothing');

    assert.equal(plan.matched, 0);
  });

  it('from a list is about those on the list alone', async () => {
    const { view, total } = only((await world.say('priya', 'users user:ada,bo')).notices, 'list');
    assert.equal(total, 1);
    const inputs = { groups: 'review-required' };
    const asked = only((await world.click('priya', 'propose-add', view, { inputs })).notices, 'confirm');

    const { plan } = only((await world.click('priya', 'confirm', asked.view)).posted, 'approval');

    assert.deepEqual([plan.targets, plan.matched], [1, 1]);
  });
});

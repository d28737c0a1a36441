import assert from 'node:assert/strict';
import { changePerson, problemIn } from '../support/look.ts';
import { KEY, usePeople } from '../support/people.ts';
import { only, World } from '../support/world.ts';

describe('a mention', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  const { refusal, ask } = usePeople(() => world);

  const MENTION = '@fake/test/leo';

  it('stands for the user in every command that takes one', async () => {
    assert.equal(only((await world.say('priya', `user ${MENTION}`)).notices, 'user').user.username, 'leo');
    assert.equal(only((await world.say('priya', `why ${MENTION}`)).notices, 'why').user.username, 'leo');
    for (const filter of [MENTION, `user:${MENTION}`, `list:${MENTION},leo`]) {
      const list = only((await world.say('priya', `users ${filter}`)).notices, 'list');
      assert.deepEqual(
        list.rows.map(({ username }) => username),
        ['leo'],
        filter,
      );
    }
    const run = await world.carryOut(`deactivate ${MENTION}`);
    await world.propose(`undo ${run} ${MENTION}`);
    assert.equal((await world.say('tom', `protect user:${MENTION}`)).outcome, 'done');
    assert.match(await refusal('tom', 'protect user:leo'), /leo is protected already/);
    await ask(`protect remove user:${MENTION}`);
    assert.equal((await world.say('priya', `exempt ${MENTION} until 2030-01-01 "away"`)).outcome, 'done');
    await ask(`exempt remove ${MENTION}`, 'priya');
    await world.say('priya', `filter save him ${MENTION}`);
    assert.equal(
      only((await world.say('priya', 'filter list')).notices, 'filters').entries[0]?.text,
      'user:leo',
    );
    await ask(`roles give ${MENTION} auditor`);
    const audit = only((await world.say('noor', `audit target:${MENTION}`)).notices, 'audit');
    assert.ok(audit.events.length > 0);
    const own = only((await world.say('noor', 'audit person:@fake/test/tom')).notices, 'audit');
    assert.ok(own.events.length > 0);
  });

  it('of somebody who is several users is all of them in a filter, and asks which elsewhere', async () => {
    await changePerson(world, 'leo', { users: [world.user('leo'), world.user('bo')] });
    const list = only((await world.say('priya', `users ${MENTION} sort:name`)).notices, 'list');
    assert.deepEqual(list.rows.map(({ username }) => username).sort(), ['bo', 'leo']);
    const both = only((await world.say('priya', `users ${MENTION} user:bo`)).notices, 'list');
    assert.deepEqual(
      both.rows.map(({ username }) => username),
      ['bo'],
    );
    const which = problemIn(await world.say('priya', `user ${MENTION}`));
    assert.deepEqual(which.kind === 'ambiguous' && which.choices, ['leo', 'bo']);
  });

  it('of nobody known, or of nobody’s user, says what an admin can do', async () => {
    for (const text of [`user @${KEY}`, `users @${KEY}`, `deactivate user:bo,@${KEY}`]) {
      assert.match(
        await refusal('priya', text),
        /is linked to no person.*people link NAME fake\/test\/ada/,
        text,
      );
    }
    await world.say('tom', `people link "Ada O" ${KEY}`);
    assert.match(await refusal('priya', `why @${KEY}`), /no user of the directories.*user:NAME/);
  });
});

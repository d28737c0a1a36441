import assert from 'node:assert/strict';
import { answerQuestion } from '../../adapters/terminal/answer-question.ts';
import type { PersonId } from '../../src/domain/ids.ts';
import { ProblemError } from '../../src/domain/problem.ts';
import { FakeIds } from '../support/fake-ids.ts';
import { only, World } from '../support/world.ts';

describe('what is refused', () => {
  let world: World;
  before(async () => {
    world = await World.create();
  });
  after(() => world.end());

  const CASES: readonly (readonly [title: string, person: string, text: string, kind: string])[] = [
    ['a change of everybody', 'priya', 'deactivate', 'guarded'],
    ['a change with exclusions alone', 'priya', 'deactivate -group:support-staff', 'guarded'],
    [
      'a change with a date filter that is none',
      'priya',
      'deactivate login:1970-01-01..2099-01-01',
      'guarded',
    ],
    ['an unknown group', 'priya', 'deactivate group:suport-staff', 'not-found'],
    ['an unknown directory', 'priya', 'users dir:nowhere', 'not-found'],
    ['an unknown user', 'priya', 'deactivate bobo', 'not-found'],
    ['a date that is not ISO', 'priya', 'users login:31.12.2025..', 'not-understood'],
    ['a page size nobody offers', 'priya', 'users per:7', 'not-understood'],
    ['a misspelt command', 'priya', 'usres inactive:90d', 'not-understood'],
    ['a misspelt key', 'priya', 'users inactve:90d', 'not-understood'],
    ['a command of 50,001 characters', 'priya', `users ${'x'.repeat(50_001)}`, 'not-understood'],
    ['a change by an ordinary user', 'leo', 'deactivate user:bo', 'not-allowed'],
    ['a list by an ordinary user', 'leo', 'users', 'not-allowed'],
    ['a change by an auditor', 'noor', 'deactivate user:bo', 'not-allowed'],
    ['any word of a stranger', 'mallory', 'help', 'not-allowed'],
  ];

  for (const [title, person, text, kind] of CASES) {
    it(`${title} is answered with ${kind} and recorded`, async () => {
      const before = (await world.audit()).length;

      const answer = await world.say(person, text);

      assert.equal(answer.outcome, 'refused');
      assert.equal(only(answer.notices, 'problem').problem.kind, kind);
      assert.deepEqual((await world.audit()).slice(before), [
        person === 'mallory' ? 'Stranger Refused: refused' : 'Command Refused: refused',
      ]);
    });
  }

  it('says how a setting is mended to an admin alone', async () => {
    const { audit } = world.storage;
    const read = audit.read.bind(audit);
    audit.read = async () => {
      throw new ProblemError({ kind: 'misconfigured', key: 'ROLLCALL_DATA', remedy: 'Give it room.' });
    };
    const isForAdmin = async (person: string) =>
      only((await world.say(person, 'audit')).notices, 'problem').forAdmin ?? false;
    assert.deepEqual([await isForAdmin('noor'), await isForAdmin('tom')], [false, true]);
    audit.read = read;
  });

  it('somebody the terminal cannot speak as is recorded, and a flood of them once a minute', async () => {
    const { bot, clock } = world;
    const cast = [{ id: 'priya' as PersonId }];
    const options = { bot, clock, ids: new FakeIds(), organisation: 'Northwind', zone: 'UTC', cast };
    const ask = () =>
      answerQuestion(options, { text: 'help', person: `mallory${'y'.repeat(150)}`, files: [] });
    const recorded = async () =>
      (await world.storage.audit.read({ limit: 99, action: 'Stranger Refused' }))
        .filter(({ actor }) => actor.account?.platform === 'terminal')
        .map(({ actor, status, description }) => [actor.account?.id.length, status, description]);

    for (let n = 0; n < 50; n += 1) assert.equal((await ask()).outcome, 'refused');
    const first = [100, 'refused', 'nobody here has this account'];
    assert.deepEqual(await recorded(), [first]);
    await clock.advance(60_000);
    await ask();
    const second = [100, 'refused', `${first[2]}; 49 more were refused since the last entry`];
    assert.deepEqual(await recorded(), [second, first]);
  });

  it('a flood of a stranger in the chat is answered each time and recorded once a minute and account', async () => {
    const flood = async (person: string) => {
      for (let n = 0; n < 20; n += 1) {
        const said = n % 2 === 0 ? world.say(person, 'help') : world.click(person, 'approve', 'A-aaaa1');
        assert.equal(only((await said).notices, 'problem').problem.kind, 'not-allowed');
      }
    };
    const recorded = async (person: string) =>
      (await world.storage.audit.read({ limit: 99, action: 'Stranger Refused' }))
        .filter(({ actor }) => actor.account?.id === person)
        .map(({ description }) => /; (\d+) more/.exec(description)?.[1] ?? 'first');

    for (const person of ['trudy', 'eve']) await flood(person);
    assert.deepEqual([await recorded('trudy'), await recorded('eve')], [['first'], ['first']]);
    await world.clock.advance(60_000);
    await flood('trudy');
    assert.deepEqual(await recorded('trudy'), ['19', 'first']);
  });

  it('what a known person may not do is recorded every time', async () => {
    const before = (await world.audit()).length;
    for (let n = 0; n < 5; n += 1) await world.say('leo', 'users');
    assert.equal((await world.audit()).length, before + 5);
  });

  it('leaves no plan, approval or write behind', async () => {
    assert.equal(await world.storage.approvals.count(), 0);
    assert.deepEqual(await world.sandbox.writes(), []);
  });
});

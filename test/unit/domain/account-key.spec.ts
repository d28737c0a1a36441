import assert from 'node:assert/strict';
import fc from 'fast-check';
import { accountKey, mentionedAccount, parseAccountKey } from '../../../src/domain/account.ts';

const anyText = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(0x2f, 0x25, 0xd800, 0xdc00)), {
    maxLength: 3,
  })
  .map((units) => String.fromCharCode(...units));
const anyAccount = fc.record({ platform: anyText, tenant: anyText, id: anyText });

describe('the key of an account', () => {
  it('is platform, tenant and id with slashes between', () => {
    assert.equal(accountKey({ platform: 'console', tenant: 'local', id: 'tom' }), 'console/local/tom');
  });

  it('keeps a slash in an id apart from the slashes between', () => {
    assert.equal(accountKey({ platform: 'teams', tenant: 'a/b', id: '29:1%' }), 'teams/a%2Fb/29%3A1%25');
  });

  it('exists for an id that is broken Unicode, so that such a stranger is refused like any other', () => {
    assert.equal(accountKey({ platform: 'console', tenant: 'local', id: '\ud800' }), 'console/local/%uD800');
  });

  it('is the same for two accounts only when they are the same', () => {
    fc.assert(
      fc.property(anyAccount, anyAccount, (one, other) => {
        const same = one.platform === other.platform && one.tenant === other.tenant && one.id === other.id;
        assert.equal(accountKey(one) === accountKey(other), same);
      }),
      { numRuns: 5_000 },
    );
  });

  it('reads back as the account, and nothing else reads as one', () => {
    fc.assert(
      fc.property(anyAccount, (account) => {
        const isWhole = Object.values(account).every((part) => part !== '');
        assert.deepEqual(parseAccountKey(accountKey(account)), isWhole ? { ...account } : undefined);
      }),
      { numRuns: 5_000 },
    );
    for (const text of ['', 'ada', 'a/b', 'a/b/c/d', 'a//c', 'a/%62/c', 'a/b/%', 'a/b c/d', '@a/b/c']) {
      assert.equal(parseAccountKey(text), undefined, text);
    }
  });

  it('behind an @ is a mention', () => {
    const account = { platform: 'slack', tenant: 'T012', id: 'U034' };
    assert.deepEqual(mentionedAccount('@slack/T012/U034'), account);
    for (const text of ['slack/T012/U034', '@slack', '@@slack/T012/U034', 'ada@slack/T012/U034']) {
      assert.equal(mentionedAccount(text), undefined, text);
    }
  });
});

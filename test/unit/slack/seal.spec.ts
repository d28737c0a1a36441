import assert from 'node:assert/strict';
import { createSeal } from '../../../adapters/slack/seal.ts';
import { isProblem } from '../../../src/domain/problem.ts';

describe('sealed tokens', () => {
  const seal = createSeal('k'.repeat(32));
  const opens =
    (sealed: string, place = 'installation/T1', other = seal) =>
    () =>
      other.open(sealed, place);
  const misconfigured = (error: unknown) => isProblem(error, 'misconfigured');

  it('open with the same key in the same place', () => {
    const sealed = seal.seal('xoxb-secret', 'installation/T1');
    assert.doesNotMatch(sealed, /xoxb|secret/);
    assert.equal(seal.open(sealed, 'installation/T1'), 'xoxb-secret');
    assert.equal(createSeal('k'.repeat(32)).open(sealed, 'installation/T1'), 'xoxb-secret');
  });

  it('never look the same twice', () => {
    assert.notEqual(seal.seal('same', 'installation/T1'), seal.seal('same', 'installation/T1'));
  });

  it('do not open in another place, with another key, or changed by one bit anywhere', () => {
    const sealed = seal.seal('xoxb-secret', 'installation/T1');
    assert.throws(opens(sealed, 'installation/T2'), misconfigured);
    const other = createSeal('q'.repeat(32));
    assert.throws(opens(sealed, 'installation/T1', other), (error) => {
      assert.match(
        JSON.stringify((error as { problem?: unknown }).problem),
        /another ROLLCALL_SLACK_TOKEN_KEY/,
      );
      return misconfigured(error);
    });
    const [form, name, ...parts] = sealed.split('.');
    for (const n of parts.keys()) {
      const changed = parts.map((part, m) => {
        if (m !== n) return part;
        const bytes = Buffer.from(part, 'base64url');
        bytes[0] = (bytes[0] ?? 0) ^ 1;
        return bytes.toString('base64url');
      });
      assert.throws(opens([form, name, ...changed].join('.')), misconfigured);
    }
    const [nonce = '', text = '', tag = ''] = parts;
    const short = Buffer.from(tag, 'base64url').subarray(0, 4).toString('base64url');
    assert.throws(opens([form, name, nonce, text, short].join('.')), misconfigured);
    for (const bad of ['', 's1', 's2.a.b.c.d', `${form}.${name}`]) assert.throws(opens(bad), misconfigured);
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeMarks, firstMention } from '../../../adapters/slack/decode.ts';

describe('Slack marks', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['users idle:90d', 'users idle:90d'],
    ['user <@U0ADA|ada>', 'user @slack/T1/U0ADA'],
    ['user <@W0ADA>', 'user @slack/T1/W0ADA'],
    ['user @ada', 'user @ada'],
    ['in <#C0ADMINS|confluence-admins>', 'in #confluence-admins'],
    ['in <#C0ADMINS>', 'in #C0ADMINS'],
    ['in <#C0ADMINS|>', 'in #C0ADMINS'],
    ['mail:<mailto:ada@example.com|ada@example.com>', 'mail:ada@example.com'],
    ['mail:<mailto:ada@example.com>', 'mail:ada@example.com'],
    ['domain:<http://example.com|example.com>', 'domain:example.com'],
    ['see <https://example.com/?a=1&amp;b=2>', 'see https://example.com/?a=1&b=2'],
    ['call <tel:+123|+1 23>', 'call +1 23'],
    ['<!channel> and <!here|here>', '@channel and here'],
    ['<!subteam^S0OPS|@it-ops>', '@it-ops'],
    ['<!date^1392734382^{date}|18 Feb 2014>', '18 Feb 2014'],
    ['inactive&gt;90d a&amp;b &lt;x&gt;', 'inactive>90d a&b <x>'],
    ['&amp;lt;', '&lt;'],
    ['&lt;@U0ADA&gt;', '<@U0ADA>'],
    ['a < b > c', 'a < b > c'],
    ['', ''],
  ];
  for (const [marked, typed] of cases) {
    it(`reads ${marked || 'nothing'}`, () => assert.equal(decodeMarks(marked, 'T1'), typed));
  }

  it('gives back whatever was typed, once Slack has escaped it', () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        const escaped = typed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
        assert.equal(decodeMarks(escaped, 'T1'), typed);
      }),
    );
  });

  it('finds the first who is mentioned', () => {
    assert.equal(firstMention('hello <@U0ADA|ada> and <@U0BO>'), 'U0ADA');
    assert.equal(firstMention('hello &lt;@U0ADA&gt; @ada'), undefined);
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { serviceNames } from '../../../src/policy/service-names.ts';

const isDefault = serviceNames(['svc-*', 'svc_*', 'service-*', '*-service', '*-bot', 'bot-*']);

describe('names of service accounts', () => {
  it('are those that a pattern fits from end to end, whatever the case', () => {
    for (const name of ['svc-build', 'SVC_Backup', 'service-', 'mail-service', 'Deploy-Bot', 'bot-1']) {
      assert.equal(isDefault(name), true, name);
    }
    for (const name of ['ada', 'svcbuild', 'my-svc-build', 'robot-1', 'mail-services', 'abbot', '']) {
      assert.equal(isDefault(name), false, name);
    }
  });

  it('may have stars anywhere, or none', () => {
    const fits = (pattern: string, name: string) => serviceNames([pattern])(name);

    assert.equal(fits('jenkins', 'Jenkins'), true);
    assert.equal(fits('jenkins', 'jenkins2'), false);
    assert.equal(fits('a*b*c', 'abc'), true);
    assert.equal(fits('a*b*c', 'a-b-b-c'), true);
    assert.equal(fits('a*b*c', 'a-c-b'), false);
    assert.equal(fits('*sync*', 'hr-sync-1'), true);
    assert.equal(fits('ab*ba', 'aba'), false);
    assert.equal(fits('a**b', 'ab'), true);
    assert.equal(fits('*', 'anything'), true);
  });

  it('take every other character for itself', () => {
    assert.equal(serviceNames(['svc.*'])('svcx'), false);
    assert.equal(serviceNames(['svc.*'])('svc.x'), true);
    assert.equal(serviceNames(['(a+)+$*'])('(a+)+$1'), true);
  });

  it('are nobody where there is no pattern', () => {
    assert.equal(serviceNames([])('svc-build'), false);
  });

  it('fit like the regular expression a pattern stands for', () => {
    const text = (chars: string) => fc.string({ unit: fc.constantFrom(...chars), maxLength: 8 });
    fc.assert(
      fc.property(text('ab*'), text('ab'), (pattern, name) => {
        const expected = new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name);

        assert.equal(serviceNames([pattern])(name), expected, `${pattern} on ${name}`);
      }),
      { numRuns: 5_000 },
    );
  });

  it('are found at once by a pattern that would keep a regular expression busy for ever', () => {
    const fits = serviceNames([`${'a*'.repeat(5_000)}b`]);

    assert.equal(fits('a'.repeat(100_000)), false);
  });
});

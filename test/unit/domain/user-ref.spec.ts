import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type ConnectionName,
  connectionOf,
  formatUserRef,
  parseUserRef,
  type UserRefParts,
} from '../../../src/domain/ids.ts';

/** Any UTF-16 code units at all, lone surrogates included, with the characters that matter often among them. */
const anyText = fc.oneof(
  fc.string({ minLength: 1, unit: 'binary' }),
  fc
    .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0xd800, max: 0xdfff })), {
      minLength: 1,
    })
    .map((units) => String.fromCharCode(...units)),
  fc.string({
    minLength: 1,
    unit: fc.constantFrom('/', '%', 'u', 'D', '8', '0', '2', 'F', ',', ' ', '\ud83d', '\ude00'),
  }),
);
const anyParts: fc.Arbitrary<UserRefParts> = fc.record(
  {
    connection: anyText.map((text) => text as ConnectionName),
    directory: anyText,
    id: anyText,
  },
  { noNullPrototype: true },
);

function refOf(id: string): string {
  return formatUserRef({ connection: 'sandbox' as ConnectionName, directory: 'Crowd', id });
}

describe('a user reference', () => {
  it('is connection, directory and id with slashes between', () => {
    const parts = { connection: 'hr' as ConnectionName, directory: 'Internal Directory', id: '42' };

    assert.equal(formatUserRef(parts), 'hr/Internal%20Directory/42');
  });

  for (const [what, id, encoded] of [
    ['slashes', 'a/b', 'a%2Fb'],
    ['percent signs', '100%', '100%25'],
    ['commas, which separate references in a selection', 'a,b', 'a%2Cb'],
    ['letters of any script', 'Zoë 陈 😀', 'Zo%C3%AB%20%E9%99%88%20%F0%9F%98%80'],
    ['line ends and NUL', 'a\n\0', 'a%0A%00'],
    ['half a surrogate pair', 'a\ud800b', 'a%uD800b'],
    ['surrogates in the wrong order', '\ude00\ud83d', '%uDE00%uD83D'],
    ['text that looks like an encoded surrogate', '%uD800', '%25uD800'],
  ] as const) {
    it(`keeps ${what}`, () => {
      assert.equal(refOf(id), `sandbox/Crowd/${encoded}`);
      assert.equal(parseUserRef(refOf(id))?.id, id);
    });
  }

  it('gives back any strings that it was made of', () => {
    fc.assert(
      fc.property(anyParts, (parts) => {
        const ref = formatUserRef(parts);
        assert.deepEqual(parseUserRef(ref), parts);
        assert.equal(connectionOf(ref), parts.connection);
      }),
      { numRuns: 5_000 },
    );
  });

  it('is printable ASCII without comma or space, safe in a key, a card input and a log', () => {
    fc.assert(fc.property(anyParts, (parts) => assert.match(formatUserRef(parts), /^[!-+\--~]+$/)));
  });

  it('has one spelling: no two texts read as the same user', () => {
    fc.assert(
      fc.property(
        fc.oneof(anyText, fc.stringMatching(/^[a%/u]{1,4}(%[0-9A-Fa-f]{2}|%u[dD][89a-fA-F]00|\/[ab]){0,6}$/)),
        (text) => {
          const parts = parseUserRef(text);
          if (parts !== undefined) assert.equal(formatUserRef(parts), text);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  for (const text of [
    '',
    'sandbox',
    'sandbox/Crowd',
    'sandbox/Crowd/1/2',
    '/Crowd/1',
    'sandbox//1',
    'sandbox/Crowd/',
    'sandbox/Crowd/%',
    'sandbox/Crowd/%zz',
    'sandbox/Crowd/%C3',
    'sandbox/Crowd/%61da',
    'sandbox/Crowd/%c3%ab',
    'sandbox/Crowd/a b',
    'sandbox/Crowd/ë',
    'sandbox/Crowd/%uD83D%uDE00',
    'sandbox/Crowd/%ud800',
    'sandbox/Crowd/%u0041',
    'sandbox/Crowd/\ud800',
  ]) {
    it(`is not what ${JSON.stringify(text)} is`, () => {
      assert.equal(parseUserRef(text), undefined);
    });
  }
});

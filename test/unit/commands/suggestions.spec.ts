import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CATALOGUE } from '../../../src/commands/catalogue.ts';
import { parseIntent } from '../../../src/commands/parse-intent.ts';

const words = fc.constantFrom(
  ...['users', 'group', 'filter', 'list', 'delete', 'add', 'remove', 'give', 'ada', 'approver', 'never'],
  ...['to', 'from', 'until', 'suffix', 'user', 'inactive', 'A-7f3k2', 'R-7f3k2', '2026-12-31', '31.12.2026'],
  ...['90d', '120', 'x y', '9f8e7d6c5b4a3f2e', ':', ':', ' ', ' ', ' ', ',', '"', '-', '>', '..'],
);
const heads = fc.constantFrom('', 'delete ', ...CATALOGUE.map((entry) => `${entry.name} `));
const commands = fc
  .tuple(heads, fc.array(words, { maxLength: 10 }))
  .map(([head, rest]) => `${head}${rest.join('')}`);

/** What is offered for a command; undefined when it is understood or nothing is offered. */
function offeredFor(command: string): string | undefined {
  const parsed = parseIntent(command, { files: [] });
  return !parsed.ok && parsed.problem.kind === 'not-understood' ? parsed.problem.suggestion : undefined;
}

describe('what is offered for a command that is not understood', () => {
  it('leads somewhere when it is taken, and never round in a circle', () => {
    let followed = 0;
    fc.assert(
      fc.property(commands, (command) => {
        const seen = new Set([command]);
        for (let next = offeredFor(command); next !== undefined; next = offeredFor(next)) {
          assert.ok(!seen.has(next), `${command} comes back to ${next}`);
          seen.add(next);
          followed += 1;
        }
      }),
      { numRuns: 5000 },
    );
    assert.ok(followed > 1000, String(followed));
  });
});

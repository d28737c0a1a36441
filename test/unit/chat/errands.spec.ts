import assert from 'node:assert/strict';
import { createErrands } from '../../../adapters/chat/errands.ts';
import { ProblemError } from '../../../src/domain/problem.ts';
import type { Logger } from '../../../src/ports/logger.ts';

describe('errands', () => {
  const lines: unknown[] = [];
  const add = (message: string, fields: unknown) => void lines.push([message, fields]);
  const logger: Logger = { debug: add, info: add, warn: add, error: add, child: () => logger };
  beforeEach(() => void lines.splice(0));

  it('are waited for, also those that one of them starts', async () => {
    const errands = createErrands(logger, 'chat');
    const done: string[] = [];
    let finish = () => {};
    const gate = new Promise<void>((resolve) => {
      finish = resolve;
    });
    errands.run('first', async () => {
      await gate;
      errands.run('second', async () => void done.push('second'));
      done.push('first');
    });
    const drained = errands.drain().then(() => done.push('drained'));
    finish();
    await drained;
    assert.deepEqual(done, ['second', 'first', 'drained']);
  });

  it('that fail end nothing, and the log says whose and which it was', async () => {
    const errands = createErrands(logger, 'chat');
    const problem = { kind: 'unavailable', source: 'Chat', message: 'it cannot be reached' } as const;
    errands.run('press', async () => {
      throw new ProblemError(problem, { cause: new Error('https://chat.example/secret') });
    });
    await errands.drain();
    assert.deepEqual(lines, [['chat request failed', { what: 'press', problem }]]);
  });
});

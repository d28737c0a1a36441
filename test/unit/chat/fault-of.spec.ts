import assert from 'node:assert/strict';
import { faultOf } from '../../../adapters/chat/errands.ts';
import { type Problem, ProblemError } from '../../../src/domain/problem.ts';

describe('what the log says of a fault', () => {
  const said = (problem: Problem, cause?: unknown) => faultOf(new ProblemError(problem, { cause }));

  it('is what Slack said, and nothing of its cause', () => {
    const problem: Problem = { kind: 'unavailable', source: 'Slack', message: 'it cannot be reached' };
    assert.deepEqual(said(problem, new Error('https://hooks.slack.com/commands/secret')), { problem });
  });

  it('is only the kind where a problem repeats what somebody wrote', () => {
    const message = 'ada-okafor.csv is not a text file in UTF-8.';
    assert.deepEqual(said({ kind: 'not-understood', message }), { problem: { kind: 'not-understood' } });
    const choices = ['Ada Okafor'];
    const several: Problem = { kind: 'ambiguous', what: 'person', name: 'Ada', choices };
    assert.deepEqual(said(several), { problem: { kind: 'ambiguous' } });
  });

  it('is the error itself where it is none of ours', () => {
    const error = new Error('broken');
    assert.deepEqual(faultOf(error), { error });
  });
});

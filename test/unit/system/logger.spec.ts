import assert from 'node:assert/strict';
import { createLogger, type LogLevel } from '../../../adapters/system/logger.ts';
import { ProblemError } from '../../../src/domain/problem.ts';

function logged(level: LogLevel = 'debug') {
  const lines: string[] = [];
  const logger = createLogger({ level, destination: { write: (line) => void lines.push(line) } });
  return { logger, lines, all: () => lines.join('') };
}

describe('logger', () => {
  it('writes a line of JSON with level, time, message and fields', () => {
    const { logger, lines } = logged();
    logger.child({ job: 'sweep' }).info('swept', { files: 3 });
    const line = JSON.parse(lines[0] ?? '');
    assert.deepEqual([line.level, line.msg, line.job, line.files], [30, 'swept', 'sweep', 3]);
    assert.match(line.time, /^\d{4}-\d\d-\d\dT/);
  });

  it('keeps back what is below its level', () => {
    const { logger, lines } = logged('warn');
    logger.info('quiet');
    logger.warn('loud');
    assert.equal(lines.length, 1);
  });

  it('never writes a secret, however deep it sits', () => {
    const { logger, all } = logged();
    const fields = {
      token: 'hunter2',
      headers: { authorization: 'hunter2', Cookie: 'hunter2' },
      settings: [{ slackBotToken: 'hunter2', apiKey: 'hunter2', smtp_password: 'hunter2' }],
      url: 'https://bob:hunter2@example.com/?access_token=hunter2&page=2',
      header: 'Bearer hunter2',
    };
    for (const level of ['debug', 'info', 'warn', 'error'] as const) logger[level]('sent', fields);
    logger.child(fields).error('failed', { error: new Error('GET /?token=hunter2 failed') });
    assert.doesNotMatch(all(), /hunter2/);
    assert.match(all(), /page=2/);
  });

  it('keeps personal data for debug alone', () => {
    const { logger, all, lines } = logged();
    const fields = {
      username: 'ada',
      email: 'ada@example.com',
      text: 'users ada',
      why: 'asked by ada@example.com',
    };
    logger.info('command', fields);
    logger.child(fields).error('failed', { error: new Error('no mail for ada@example.com') });
    assert.doesNotMatch(all(), /ada/);
    logger.debug('command', fields);
    assert.match(lines.at(-1) ?? '', /ada@example\.com/);
  });

  it('writes counts, even of users', () => {
    const { logger, lines } = logged();
    logger.info('directory read', { users: 1204 });
    assert.equal(JSON.parse(lines[0] ?? '').users, 1204);
  });

  it('keeps the problem, the stack and the cause of an error', () => {
    const { logger, lines } = logged();
    const cause = new Error('ECONNREFUSED');
    const problem = { kind: 'unavailable', source: 'Crowd', message: 'Crowd does not answer.' } as const;
    logger.error('read failed', { error: new ProblemError(problem, { cause }) });
    const { error } = JSON.parse(lines[0] ?? '');
    assert.deepEqual(error.problem, problem);
    assert.equal(error.cause.message, 'ECONNREFUSED');
    assert.match(error.stack, /logger\.spec/);
  });

  it('survives a value that contains itself', () => {
    const { logger, lines } = logged();
    const loop: Record<string, unknown> = {};
    loop.again = loop;
    logger.info('loop', { loop });
    assert.equal(lines.length, 1);
  });
});

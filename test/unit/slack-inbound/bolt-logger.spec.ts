import assert from 'node:assert/strict';
import { createBoltLogger } from '../../../adapters/slack/bolt-logger.ts';
import type { Logger } from '../../../src/ports/logger.ts';

describe('Bolt’s log', () => {
  const lines: unknown[] = [];
  const write = (message: string, fields?: unknown) => void lines.push([message, fields]);
  const logger: Logger = { child: () => logger, debug: write, info: write, warn: write, error: write };
  const bolt = createBoltLogger(logger);
  beforeEach(() => {
    lines.length = 0;
  });

  it('keeps the fixed beginning of warnings and errors alone', () => {
    bolt.warn('Malformed request body: Unexpected token \'s\', "secret words" is not valid JSON');
    bolt.error('Failed to retrieve a new WSS URL (error: xapp-1)');
    bolt.error('WebSocket error! {"url":"wss://link/?ticket=1"}');
    assert.deepEqual(lines, [
      ['Malformed request body', {}],
      ['Failed to retrieve a new WSS URL', {}],
      ['WebSocket error!', {}],
    ]);
  });

  it('keeps of an error its kind and its code', () => {
    const error = Object.assign(new TypeError('https://hooks.slack.com/x'), { code: 'slack_bolt_unknown' });
    bolt.error(error);
    bolt.error('An event failed', error);
    const fields = { fault: 'TypeError', code: 'slack_bolt_unknown' };
    assert.deepEqual(lines, [
      ['Bolt reports a fault', fields],
      ['An event failed', fields],
    ]);
  });

  it('keeps nothing of what is said in detail', () => {
    bolt.debug('ack() response sent (body: secret)');
    bolt.info('secret');
    assert.deepEqual(lines, []);
  });
});

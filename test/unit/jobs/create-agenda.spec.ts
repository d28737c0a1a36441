import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type AgendaBackend, InMemoryNotificationChannel, type JobRepository } from 'agenda';
import { createAgenda } from '../../../jobs/create-agenda.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { quietLogger } from '../../support/quiet.ts';

const CANCELED = "execution of 'write-connection' canceled, ";

describe('what the job queue reports', () => {
  let told: (readonly [level: string, message: string, fields: unknown])[];
  const emit = (error: Error) => {
    told = [];
    const keep = (level: string) => (message: string, fields?: unknown) =>
      void told.push([level, message, fields]);
    const agenda = createAgenda({
      backend: { name: 'none', connect: async () => {} } as unknown as AgendaBackend,
      repository: {} as JobRepository,
      channel: new InMemoryNotificationChannel(),
      maxConcurrency: 1,
      clock: new FakeClock(),
      logger: { ...quietLogger, warn: keep('warn'), error: keep('error') },
    });
    agenda.emit('error', error);
  };

  for (const rest of [
    'execution took more than 1000ms. Call touch() for long running jobs to keep them alive.',
    'no lockedAt date found. Ensure to call touch() for long running jobs to keep them alive.',
  ]) {
    it(`of a lost lock is a warning in our words: ${rest.slice(0, 20)}`, () => {
      emit(new Error(CANCELED + rest));
      const [[level, message, fields] = []] = told;
      assert.deepEqual([told.length, level, message], [1, 'warn', 'job given up here']);
      assert.match(JSON.stringify(fields), /"job":"write-connection".*stood still.*does the job again/);
      assert.doesNotMatch(JSON.stringify(fields), /touch|1000/);
    });
  }

  it('of anything else is an error with its cause', () => {
    const error = new Error('out of reach');
    emit(error);
    assert.deepEqual(told, [['error', 'job queue failed', { untold: 0, error }]]);
  });

  it('is what the Agenda that is installed says', () => {
    const path = new URL('../../../node_modules/agenda/dist/JobProcessor.js', import.meta.url);
    const source = readFileSync(path, 'utf8');
    assert.equal(source.match(/`execution of '\$\{job\.attrs\.name\}' canceled, /g)?.length, 2);
  });
});

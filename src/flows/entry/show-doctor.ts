import type { DoctorNotice, Finding } from '../../domain/notice.ts';
import { holds, type Person } from '../../domain/person.ts';
import { ProblemError, problemOf } from '../../domain/problem.ts';
import { problemDetail, problemLine } from '../../domain/problem-line.ts';
import { isApprover } from '../../policy/approvers.ts';
import { missingDeciderRemedy } from '../approval/missing-decider.ts';
import { allPeople } from '../people.ts';
import { stoppedBy } from '../run/stop-service.ts';
import type { Services } from '../services.ts';

/** A check that has not answered by then is a finding itself. */
const CHECK_MS = 10_000;

/** Checks the database, every connection, every read, every chat platform and who can do what; each fault with its remedy. */
export async function showDoctor(services: Services): Promise<DoctorNotice> {
  const findings: Finding[] = [...(await checkStorage(services))];
  for (const [name, { directory }] of services.connections) {
    try {
      findings.push(...(await checkInTime(services, directory.label, (signal) => directory.check(signal))));
    } catch (error) {
      findings.push(broken(name, error));
    }
    findings.push(checkRead(services, name));
  }
  for (const [name, platform] of services.platforms) {
    try {
      findings.push(...(await checkInTime(services, name, (signal) => platform.check(signal))));
    } catch (error) {
      findings.push(broken(name, error));
    }
  }
  findings.push(...(await checkStop(services)));
  findings.push(...checkPeople(await allPeople(services)));
  return { kind: 'doctor', findings };
}

async function checkInTime(
  { clock }: Services,
  source: string,
  check: (signal: AbortSignal) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  const over = new AbortController();
  const late = clock.sleep(CHECK_MS, over.signal).then(() => {
    const message = `No answer in ${CHECK_MS / 1000} seconds.`;
    throw new ProblemError({ kind: 'unavailable', source, message });
  });
  try {
    return await Promise.race([check(over.signal), late]);
  } finally {
    over.abort();
  }
}

async function checkStorage({ storage }: Services): Promise<readonly Finding[]> {
  try {
    await storage.check();
    const writable: Finding = {
      subject: 'Database',
      state: 'ok',
      message: 'Can be read and written.',
      remedy: null,
    };
    return [writable, ...(await storage.inspect())];
  } catch (error) {
    return [broken('Database', error)];
  }
}

/** Nothing while runs may go on: that is no news. */
async function checkStop(services: Services): Promise<readonly Finding[]> {
  const stopped = await stoppedBy(services);
  if (stopped === null) return [];
  const who = stopped.by ?? 'Rollcall itself';
  const why = stopped.reason === null ? '' : ` ${stopped.reason}`;
  return [
    {
      subject: 'Runs',
      state: 'warning',
      message: `Everything is stopped by ${who}, so no user is changed.${why}`,
      remedy: 'Runs go on after "resume"; "status" says since when they stand still.',
    },
  ];
}

function checkRead({ census, clock }: Services, name: Parameters<typeof census.source>[0]): Finding {
  const source = census.source(name, clock.now());
  const subject = `Read of ${source.label}`;
  const failed = census.failedRead(name);
  if (failed !== undefined) {
    const until = source.readAt === null ? 'there is nothing to list' : 'lists show the last complete read';
    return {
      subject,
      state: 'broken',
      message: `The newest one failed: ${problemDetail(failed.problem)}`,
      remedy: `Mend it; the read is tried again by itself. Until then ${until}.`,
    };
  }
  if (source.readAt === null) {
    return {
      subject,
      state: 'broken',
      message: 'Has never been complete.',
      remedy: 'Look at the line above, mend it, and the read is tried again by itself.',
    };
  }
  if (!source.stale) return { subject, state: 'ok', message: 'Complete and fresh.', remedy: null };
  return {
    subject,
    state: 'warning',
    message: 'The last complete read is old; lists show it as it was then.',
    remedy: 'Look at the line above and at the log for "directory not read".',
  };
}

function checkPeople(people: readonly Person[]): readonly Finding[] {
  const operators = people.filter((person) => holds(person, 'operator') || holds(person, 'admin'));
  const approvers = people.filter(isApprover);
  const stuck = operators.filter((operator) => approvers.every((approver) => approver.id === operator.id));
  if (operators.length > 0 && stuck.length === 0) {
    return [
      {
        subject: 'People',
        state: 'ok',
        message: 'Everybody who may ask has somebody who may approve.',
        remedy: null,
      },
    ];
  }
  return [
    {
      subject: 'People',
      state: 'broken',
      message:
        operators.length === 0 ? 'Nobody may ask for a change.' : 'There is no second person to approve.',
      remedy: missingDeciderRemedy(people),
    },
  ];
}

function broken(subject: string, error: unknown): Finding {
  const problem = problemOf(error);
  return {
    subject,
    state: 'broken',
    message: problem === undefined ? 'The check itself failed.' : problemLine(problem),
    remedy: 'Mend what the line says, then ask "doctor" again.',
  };
}

import type { PersonId } from '../../domain/ids.ts';
import type { WelcomeNotice } from '../../domain/opening-notice.ts';
import { holds, type Person } from '../../domain/person.ts';
import { isApprover } from '../../policy/approvers.ts';
import { nameOf, withGroupRoles } from '../people.ts';
import type { Services } from '../services.ts';

/** The first thing a person sees: what this is, and four commands that show them something at once. */
export async function answerWelcome(services: Services, id: PersonId): Promise<WelcomeNotice> {
  const { storage, census } = services;
  const known = await storage.people.load(id);
  const person = known && (await withGroupRoles(services, known));
  return {
    kind: 'welcome',
    name: await nameOf(storage, id),
    users: census.isReady ? census.roster.size : 0,
    commands: commandsFor(person),
  };
}

function commandsFor(person: Person | undefined): WelcomeNotice['commands'] {
  const help = { label: 'What can I type?', command: 'help' };
  const me = { label: 'Who am I here?', command: 'whoami' };
  if (person === undefined || person.roles.length === 0) return [me, help];
  const idle = { label: 'Who has been idle for 90 days?', command: 'users inactive:90d' };
  if (holds(person, 'operator')) {
    return [
      idle,
      { label: 'Who never logged in?', command: 'users never licensed:yes' },
      { label: 'How do things stand?', command: 'status' },
      help,
    ];
  }
  if (isApprover(person)) {
    return [
      { label: 'What waits for me?', command: 'approvals' },
      { label: 'How do things stand?', command: 'status' },
      me,
      help,
    ];
  }
  return [
    { label: 'What happened lately?', command: 'audit' },
    { label: 'Which runs were there?', command: 'runs' },
    idle,
    help,
  ];
}

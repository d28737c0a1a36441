import type { Place } from '../../src/domain/account.ts';
import type { PersonId } from '../../src/domain/ids.ts';
import { ProblemError } from '../../src/domain/problem.ts';
import { type Persona, PLATFORM, TENANT } from './config.ts';

const CHANNELS: readonly Place[] = [
  channel('confluence-admins', '#confluence-admins'),
  channel('licences', '#licences'),
];

/** What a place is for, told while it is empty. */
export function purposeOf({ id, kind }: Place): string {
  if (kind === 'direct') return 'Nothing here yet. Type a command, or / for the list.';
  return `Nothing here yet. ${PURPOSES[id] ?? ''}`.trim();
}

const PURPOSES: Readonly<Record<string, string>> = {
  'confluence-admins':
    'A change that is asked for here is posted here for everybody, with counts and without names, and whoever may decide approves it here.',
  licences:
    'Ask here when the licence is what matters: a change is posted for everybody with the seats it frees, and without names.',
};

function channel(id: string, name: string): Place {
  return { platform: PLATFORM, tenant: TENANT, id, name, kind: 'channel' };
}

/** The conversation of one persona with Rollcall; nobody else can read it. */
export function directPlace(persona: Persona): Place {
  const id = `direct-${encodeURIComponent(persona.person)}`;
  return { platform: PLATFORM, tenant: TENANT, id, name: 'Rollcall', kind: 'direct' };
}

/** Everywhere a persona can read and write: their own conversation first, then the channels. */
export function placesOf(persona: Persona): readonly Place[] {
  return [directPlace(persona), ...CHANNELS];
}

/** The place of that id as this persona may enter it; `not-found` also for somebody else's conversation. */
export function enter(persona: Persona, id: string): Place {
  const place = placesOf(persona).find((candidate) => candidate.id === id);
  if (place === undefined)
    throw new ProblemError({ kind: 'not-found', what: 'place', name: id, nearest: [] });
  return place;
}

/** The owner of a direct place, null for a channel; `not-found` when there is no such place. */
export function ownerOf(personas: readonly Persona[], id: string): PersonId | null {
  const owner = personas.find((persona) => directPlace(persona).id === id);
  if (owner !== undefined) return owner.person;
  if (CHANNELS.some((place) => place.id === id)) return null;
  throw new ProblemError({ kind: 'not-found', what: 'place', name: id, nearest: [] });
}

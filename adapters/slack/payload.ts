import type { Team } from './ids.ts';

/** Where a verified payload came from. */
export interface Origin {
  /** Whose installation of the app it was sent to. */
  readonly team: Team;
  readonly user: string;
  /** The workspace that the user belongs to; null when Slack does not say. */
  readonly userTeam: string | null;
  /** Where it was typed or pressed; null for the Home, a modal and what is on no message. */
  readonly channel: { readonly id: string; readonly name: string | null } | null;
  /** Lets the bearer answer there for 30 minutes; never logged, never stored. */
  readonly responseUrl: string | null;
  /** Opens one form within 3 s. */
  readonly triggerId: string | null;
}

/** What is at a path inside parsed JSON; undefined where there is nothing. */
export function valueAt(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found = value;
  for (const step of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return undefined;
    found = (found as Readonly<Record<string | number, unknown>>)[step];
  }
  return found;
}

/** The text at a path inside parsed JSON; null for everything else and for an empty one. */
export function textAt(value: unknown, ...path: readonly (string | number)[]): string | null {
  const found = valueAt(value, ...path);
  return typeof found === 'string' && found !== '' ? found : null;
}

/** The list at a path inside parsed JSON; empty for everything else. */
export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** Where a slash command came from; `is_enterprise_install` is a text there. Undefined when it names nobody. */
export function originOfCommand(body: unknown): Origin | undefined {
  const channel = textAt(body, 'channel_id');
  return originFrom({
    team: { team: textAt(body, 'team_id'), enterprise: textAt(body, 'enterprise_id') },
    user: textAt(body, 'user_id'),
    userTeam: null,
    channel: channel === null ? null : { id: channel, name: textAt(body, 'channel_name') },
    responseUrl: textAt(body, 'response_url'),
    triggerId: textAt(body, 'trigger_id'),
  });
}

/** Where a press, a submitted form or a shortcut came from. Undefined when it names nobody. */
export function originOfInteraction(body: unknown): Origin | undefined {
  const channel = textAt(body, 'channel', 'id') ?? textAt(body, 'container', 'channel_id');
  return originFrom({
    team: {
      // In a channel shared with others the team is that of whoever pressed, not of whoever installed the app.
      team: textAt(body, 'view', 'app_installed_team_id') ?? textAt(body, 'team', 'id'),
      enterprise: textAt(body, 'enterprise', 'id') ?? textAt(body, 'team', 'enterprise_id'),
    },
    user: textAt(body, 'user', 'id'),
    userTeam: textAt(body, 'user', 'team_id'),
    channel: channel === null ? null : { id: channel, name: textAt(body, 'channel', 'name') },
    responseUrl: textAt(body, 'response_url'),
    triggerId: textAt(body, 'trigger_id'),
  });
}

/** Where an event came from. Undefined when it names nobody, as those about the app itself. */
export function originOfEvent(body: unknown): Origin | undefined {
  const channel = textAt(body, 'event', 'channel');
  return originFrom({
    team: teamOfEvent(body),
    user: textAt(body, 'event', 'user'),
    userTeam: textAt(body, 'event', 'user_team') ?? textAt(body, 'event', 'team'),
    channel: channel === null ? null : { id: channel, name: null },
    responseUrl: null,
    triggerId: null,
  });
}

/** Whose installation an event was sent to: in a channel shared with others `team_id` may be one of theirs. */
export function teamOfEvent(body: unknown): Team {
  const [authorization] = listAt(body, 'authorizations');
  return {
    team: textAt(authorization, 'team_id') ?? textAt(body, 'context_team_id') ?? textAt(body, 'team_id'),
    enterprise:
      textAt(authorization, 'enterprise_id') ??
      textAt(body, 'context_enterprise_id') ??
      textAt(body, 'enterprise_id'),
  };
}

const ID = /^[A-Z][A-Z0-9]{1,30}$/;

function originFrom(parts: Omit<Origin, 'user'> & { readonly user: string | null }): Origin | undefined {
  const { team, user } = parts;
  if (user === null || !ID.test(user)) return undefined;
  if (team.team === null && team.enterprise === null) return undefined;
  if (![team.team, team.enterprise].every((id) => id === null || ID.test(id))) return undefined;
  return { ...parts, user };
}

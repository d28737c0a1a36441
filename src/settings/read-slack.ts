import { type Account, accountKey } from '../domain/account.ts';
import type { SettingProblem } from './setting.ts';
import type { SlackSettings } from './slack-settings.ts';
import { SLACK_TABLE } from './slack-table.ts';
import { type Said, TABLE } from './table.ts';

const { slackBotToken, slackAppToken, slackSigningSecret, slackClientId } = SLACK_TABLE;
/** What an app that workspaces install needs beside its id. */
const FOR_MANY = ['slackClientSecret', 'slackTokenKey', 'slackTeams', 'publicUrl'] as const;
/** Settings that mean nothing while Slack is off; the two that switch it on are then not set. */
const FOR_SLACK = Object.keys(SLACK_TABLE) as (keyof typeof SLACK_TABLE)[];

/** True when the settings switch Slack on. */
export function isSlackWanted({ slackBotToken: token, slackClientId: client }: Said): boolean {
  return token !== undefined || client !== undefined;
}

/**
 * What only several Slack settings together get wrong. `unread` are fields that have a value which could not be read:
 * that is said already, and must not look as if they were missing as well.
 */
export function slackConflicts(said: Said, unread: ReadonlySet<string>): readonly SettingProblem[] {
  return [...adminsMisspelt(said), ...conflictsOf(said, unread)];
}

function conflictsOf(said: Said, unread: ReadonlySet<string>): readonly SettingProblem[] {
  if (!isSlackWanted(said)) {
    if (unread.has('slackBotToken') || unread.has('slackClientId')) return [];
    return FOR_SLACK.filter((field) => said[field] !== undefined).map((field) => ({
      key: TABLE[field].key,
      message: 'It does nothing, because Slack is not switched on.',
      remedy: `Set ${slackBotToken.key} for one workspace or ${slackClientId.key} for several, or remove it.`,
    }));
  }
  return [...tokenConflicts(said), ...doorConflicts(said, unread), ...missingForMany(said, unread)];
}

/** Slack as the settings have it; only after {@link slackConflicts} found nothing. */
export function slackSettings(said: Said, apiUrl: string): SlackSettings {
  const { slackClientId: clientId, slackClientSecret: clientSecret, slackTokenKey: tokenKey } = said;
  const isForMany = clientId !== undefined && clientSecret !== undefined && tokenKey !== undefined;
  return {
    botToken: said.slackBotToken ?? null,
    appToken: said.slackAppToken ?? null,
    signingSecret: said.slackSigningSecret ?? null,
    oauth: isForMany ? { clientId, clientSecret, tokenKey } : null,
    teams: said.slackTeams ?? [],
    matchMail: said.slackMatchEmail ?? false,
    apiUrl: `${apiUrl}/`,
  };
}

/** A first admin whose account nobody can ever write from would be an admin in the list alone. */
function adminsMisspelt({ firstAdmins = [] }: Said): readonly SettingProblem[] {
  return firstAdmins.flatMap(({ account }) => {
    if (account === null || account.platform.toLowerCase() !== 'slack' || isMember(account)) return [];
    const message = `It has ${accountKey(account)}, which is no member of a Slack workspace.`;
    const remedy =
      'Copy the account from what "whoami" answers there: slack/T…/U… (or W…, and E… on Enterprise Grid), in capitals.';
    return [{ key: TABLE.firstAdmins.key, message, remedy }];
  });
}

/** Ids of workspaces begin with T, of organisations with E, of people with U or W; Slack speaks as USLACKBOT itself. */
function isMember({ platform, tenant, id }: Account): boolean {
  if (platform !== 'slack' || id === 'USLACKBOT') return false;
  return /^[TE][A-Z0-9]+$/.test(tenant) && /^[UW][A-Z0-9]+$/.test(id);
}

function tokenConflicts(said: Said): readonly SettingProblem[] {
  if (said.slackBotToken === undefined || said.slackClientId === undefined) return [];
  return [
    {
      key: slackClientId.key,
      message: `It is set beside ${slackBotToken.key}: one is for several workspaces, the other for one.`,
      remedy: 'Leave one of the two out.',
    },
  ];
}

function doorConflicts(said: Said, unread: ReadonlySet<string>): readonly SettingProblem[] {
  if (said.slackAppToken !== undefined || said.slackSigningSecret !== undefined) return [];
  if (unread.has('slackAppToken') || unread.has('slackSigningSecret')) return [];
  return [
    {
      key: slackAppToken.key,
      message: 'Slack has no way to reach Rollcall.',
      remedy: `Set it for Socket Mode, or ${slackSigningSecret.key} when Slack sends its requests to a public address.`,
    },
  ];
}

function missingForMany(said: Said, unread: ReadonlySet<string>): readonly SettingProblem[] {
  if (said.slackClientId === undefined) return [];
  return FOR_MANY.filter((field) => said[field] === undefined && !unread.has(field)).map((field) => ({
    key: TABLE[field].key,
    message: `It is missing, and several workspaces (${slackClientId.key}) need it.`,
    remedy: `Set it, for example ${TABLE[field].key}=${TABLE[field].example}.`,
  }));
}

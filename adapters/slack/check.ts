import fetch from 'node-fetch';
import type { Finding } from '../../src/domain/notice.ts';
import { problemOf } from '../../src/domain/problem.ts';
import { problemDetail } from '../../src/domain/problem-line.ts';
import type { ChatPlatform } from '../../src/ports/chat-platform.ts';
import type { Client } from './client.ts';
import { PATHS, SCOPES, type SlackOptions } from './config.ts';
import type { Team } from './ids.ts';
import type { Installations } from './installations.ts';

/** Slack signs with its own time. At five minutes requests are refused, so it is said well before. */
const TOLD_SKEW_MS = 60_000;
const HOUR_MS = 3_600_000;
const PING_MS = 5_000;
const PING_BYTES = 1_000;
const SUBJECT = 'Slack';
const SOCKET = 'Slack Socket Mode';
const ADDRESS = 'Slack address';
/** For what may pass by itself, or be a firewall that it never passes. */
const PATIENCE =
  'Rollcall tries again by itself. If it stays so, let this machine open HTTPS and WebSocket connections to slack.com and the hosts under it, or look at ROLLCALL_SLACK_API_URL where that is set.';

/** What was noticed beside the calls, and the check that reports it. */
export interface Check {
  readonly check: ChatPlatform['check'];
  sawBadSignature(): void;
}

/** Checks the connection with Slack; each fault with what to do about it. */
export function createCheck(parts: {
  readonly options: SlackOptions;
  readonly client: Client;
  readonly installations: Pick<Installations, 'of' | 'all'>;
  readonly nonce: string;
}): Check {
  const { options, client, installations, nonce } = parts;
  const { clock } = options;
  /** What workspaces are called, as long as this process has heard it, by their id. */
  const names = new Map<string, string>();
  let wrong = { count: 0, since: Number.NEGATIVE_INFINITY };
  const signatures = (): readonly Finding[] => {
    if (wrong.count === 0 || clock.now() - wrong.since > HOUR_MS) return [];
    const message = `${wrong.count} requests in the last hour had a wrong signature.`;
    const remedy = 'Compare ROLLCALL_SLACK_SIGNING_SECRET with the "Basic Information" of the app.';
    return [{ subject: 'Slack requests', state: 'warning', message, remedy }];
  };
  const workspaces = async (): Promise<readonly Finding[]> => {
    const teams = await installations.all();
    const findings = await Promise.all(
      teams.map((team) => {
        const id = idOf(team);
        return safely(`${SUBJECT} · ${names.get(id) ?? id}`, async () => {
          const { name, finding } = await checkWorkspace(parts, team);
          names.set(id, name);
          return [finding];
        });
      }),
    );
    if (teams.length > 0) return findings.flat();
    const message = 'No workspace has installed the app yet.';
    const remedy = `Open ${options.publicUrl ?? ''}${PATHS.install} and install it.`;
    return [{ subject: SUBJECT, state: 'warning', message, remedy }];
  };
  return {
    sawBadSignature() {
      const isOver = clock.now() - wrong.since > HOUR_MS;
      wrong = isOver ? { count: 1, since: clock.now() } : { ...wrong, count: wrong.count + 1 };
    },
    async check(signal) {
      const findings = await Promise.all([
        safely([SUBJECT, ...options.teams].join(' · '), workspaces),
        safely(SOCKET, () => checkAppToken(options, client)),
        safely(ADDRESS, () => checkAddress(options, nonce, signal)),
      ]);
      return [...findings.flat(), ...checkClock(client), ...signatures()];
    },
  };
}

async function checkWorkspace(
  { client, installations }: Parameters<typeof createCheck>[0],
  team: Team,
): Promise<{ readonly name: string; readonly finding: Finding }> {
  const { token } = await installations.of(team);
  const { body, scopes } = await client.request(token, 'auth.test', {});
  const { team: name = idOf(team) } = body as { readonly team?: string };
  const subject = `${SUBJECT} · ${name}`;
  const missing = scopes === null ? [] : Object.keys(SCOPES).filter((scope) => !scopes.includes(scope));
  if (missing.length === 0) {
    const message = 'Connected, with every scope.';
    return { name, finding: { subject, state: 'ok', message, remedy: null } };
  }
  const message = `The app lacks ${missing.join(', ')}.`;
  const remedy = 'Add what is missing under "OAuth & Permissions" and install the app again.';
  return { name, finding: { subject, state: 'broken', message, remedy } };
}

function idOf({ team, enterprise }: Team): string {
  return team ?? enterprise ?? '';
}

async function checkAppToken({ appToken }: SlackOptions, client: Client): Promise<readonly Finding[]> {
  if (appToken === null) return [];
  try {
    await client.request(appToken, 'apps.connections.open', {});
    return [];
  } catch (error) {
    const problem = problemOf(error);
    // Asked too often is an answer too: the token was taken.
    if (problem?.kind === 'rate-limited') return [];
    if (problem?.kind !== 'misconfigured') throw error;
    const message = 'Slack does not take the token of Socket Mode.';
    const remedy =
      'Make an app-level token with connections:write under "Basic Information" and set ROLLCALL_SLACK_APP_TOKEN to it.';
    return [{ subject: SOCKET, state: 'broken', message, remedy }];
  }
}

async function checkAddress(
  { publicUrl, appToken, oauth }: SlackOptions,
  nonce: string,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const isNeeded = appToken === null || oauth !== null;
  if (publicUrl === null || !isNeeded) return [];
  const subject = ADDRESS;
  try {
    const response = await fetch(publicUrl + PATHS.ping, {
      redirect: 'manual',
      size: PING_BYTES,
      signal: AbortSignal.any([signal, AbortSignal.timeout(PING_MS)]),
    });
    if ((await response.text()).trim() === nonce) return [];
    const message = `The address ${publicUrl} leads to something else than this service (HTTP ${response.status}).`;
    const remedy = `Point the proxy at this service, for ${PATHS.events} and everything beside it.`;
    return [{ subject, state: 'broken', message, remedy }];
  } catch {
    const message = `The address ${publicUrl} cannot be reached from here.`;
    const remedy = 'Check the proxy and the name; some networks only let others reach it, then Slack may.';
    return [{ subject, state: 'warning', message, remedy }];
  }
}

function checkClock({ observed }: Client): readonly Finding[] {
  const { skewMs } = observed;
  if (skewMs === null || Math.abs(skewMs) <= TOLD_SKEW_MS) return [];
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const message = `The clock of this machine is ${seconds} s ${skewMs > 0 ? 'behind' : 'ahead of'} Slack's.`;
  const remedy = 'Set it by NTP: Slack signs each request with its time, and old ones are refused.';
  return [{ subject: 'Clock', state: 'broken', message, remedy }];
}

/** A check never throws: what it meets is a finding. */
async function safely(
  subject: string,
  check: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await check();
  } catch (error) {
    const problem = problemOf(error);
    if (problem === undefined)
      return [{ subject, state: 'broken', message: 'The check failed.', remedy: 'Look at the log.' }];
    const remedy = problem.kind === 'misconfigured' ? problem.remedy : PATIENCE;
    return [{ subject, state: 'broken', message: sentence(problemDetail(problem)), remedy }];
  }
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
}

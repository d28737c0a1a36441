import { caseless } from '../domain/caseless.ts';
import { isSlackWanted, slackConflicts, slackSettings } from './read-slack.ts';
import { didYouMean, type Read } from './readers.ts';
import type { Setting, SettingProblem } from './setting.ts';
import type { Settings } from './settings.ts';
import { type Said, SETTINGS, TABLE } from './table.ts';

export type ReadSettings =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly SettingProblem[] };

const PREFIX = 'ROLLCALL_';
/** Read by the tests, not by Rollcall; a developer may have it set. */
const IGNORED: readonly string[] = ['ROLLCALL_CONTRACTS', 'ROLLCALL_TEST_MONGODB_URL'];
const MINUTE_MS = 60_000;

/**
 * Reads and checks every setting at once. `env` is the environment with `.env` under it; empty values count as
 * not set. All wrong and all unknown keys are named together.
 */
export function readSettings(
  env: Readonly<Record<string, string | undefined>>,
  { machineZone }: { readonly machineZone: string },
): ReadSettings {
  const { said, unread, problems } = readTable(env);
  problems.push(...unknownKeys(env), ...conflicts(said, unread));
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, settings: withDefaults(said, machineZone) };
}

/** One setting's text as its value, or the problem with it. */
export function readSetting<T>(setting: Setting<T>, text: string): T | SettingProblem {
  const read: Read<T> = setting.read(text);
  if (read.ok) return read.value;
  const subject = setting.secret ? 'The value' : `"${text.slice(0, 200)}"`;
  return { key: setting.key, message: `${subject} ${read.message}`, remedy: read.remedy };
}

function readTable(env: Readonly<Record<string, string | undefined>>): {
  said: Said;
  /** Fields with a value that could not be read. */
  unread: ReadonlySet<string>;
  problems: SettingProblem[];
} {
  const said: Record<string, unknown> = {};
  const unread = new Set<string>();
  const problems: SettingProblem[] = [];
  for (const [field, setting] of Object.entries(TABLE) as [string, Setting<unknown>][]) {
    const text = env[setting.key]?.trim() ?? '';
    if (text === '') continue;
    const value = readSetting(setting, text);
    if (isProblem(value)) {
      problems.push(value);
      unread.add(field);
    } else said[field] = value;
  }
  return { said: said as Said, unread, problems };
}

function isProblem(value: unknown): value is SettingProblem {
  return typeof value === 'object' && value !== null && 'remedy' in value;
}

function unknownKeys(env: Readonly<Record<string, string | undefined>>): readonly SettingProblem[] {
  const known = SETTINGS.map((setting) => setting.key);
  return Object.keys(env)
    .filter((key) => key.toUpperCase().startsWith(PREFIX) && !known.includes(key) && !IGNORED.includes(key))
    .map((key) => ({
      key,
      message: 'There is no such setting.',
      remedy: `${didYouMean(key, known)}Remove it, or see --help for all settings.`,
    }));
}

/** What only two settings together get wrong. */
function conflicts(said: Said, unread: ReadonlySet<string>): readonly SettingProblem[] {
  return [...exposure(said), ...slackConflicts(said, unread)];
}

function exposure({ host, consoleExpose }: Said): readonly SettingProblem[] {
  if (host === undefined || consoleExpose === true || isLoopback(host)) return [];
  return [
    {
      key: TABLE.host.key,
      message: `"${host}" lets other machines reach the console.`,
      remedy: `Leave it out, or set ${TABLE.consoleExpose.key}=yes as well if that is what you want.`,
    },
  ];
}

function isLoopback(host: string): boolean {
  return host.toLowerCase() === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

function withDefaults(said: Said, machineZone: string): Settings {
  const connections = said.directory ?? need(TABLE.directory);
  const onlySandbox = connections.every(({ kind }) => kind === 'sandbox');
  const consolePerson = said.consolePerson ?? null;
  return {
    connections,
    storage: said.storage ?? need(TABLE.storage),
    dataFolder: said.data ?? need(TABLE.data),
    port: said.port ?? need(TABLE.port),
    host: said.host ?? need(TABLE.host),
    consoleExposed: said.consoleExpose ?? need(TABLE.consoleExpose),
    consolePerson,
    timeZone: said.timeZone ?? machineZone,
    organisation: said.organisation ?? need(TABLE.organisation),
    logLevel: said.logLevel ?? need(TABLE.logLevel),
    protectedUsers: caselessNames(said.protectedUsers),
    protectedGroups: caselessNames(said.protectedGroups),
    serviceAccounts: said.serviceAccounts ?? need(TABLE.serviceAccounts),
    cap: {
      users: said.capUsers ?? need(TABLE.capUsers),
      percentOfActive: said.capPercent ?? need(TABLE.capPercent),
    },
    auditKey: said.auditKey ?? null,
    seatGroups: said.seatGroups ?? [],
    seats: said.seats ?? null,
    rate: said.rate ?? (onlySandbox ? 50 : 10),
    concurrency: said.concurrency ?? need(TABLE.concurrency),
    readEveryMs: (said.readEvery ?? need(TABLE.readEvery)) * MINUTE_MS,
    firstAdmins: said.firstAdmins ?? [],
    slack: isSlackWanted(said) ? slackSettings(said, said.slackApiUrl ?? need(TABLE.slackApiUrl)) : null,
    public: {
      url: said.publicUrl ?? null,
      port: said.publicPort ?? need(TABLE.publicPort),
      host: said.publicHost ?? need(TABLE.publicHost),
    },
    sandbox: {
      users: said.sandboxUsers ?? need(TABLE.sandboxUsers),
      seed: said.sandboxSeed ?? need(TABLE.sandboxSeed),
      controls: {
        latencyMs: said.sandboxLatency ?? need(TABLE.sandboxLatency),
        ratePerSecond: (said.sandboxRateLimit ?? need(TABLE.sandboxRateLimit)) || null,
        faultRate: (said.sandboxFaults ?? need(TABLE.sandboxFaults)) / 100,
        loginsPerSecond: (said.sandboxLogins ?? need(TABLE.sandboxLogins)) / 60,
      },
    },
  };
}

/** The default that help and README print is the one that is used: it is read like a typed value. */
function need<T>(setting: Setting<T>): T {
  const read = setting.read(setting.fallback);
  if (!read.ok) throw new Error(`the default of ${setting.key} cannot be read`);
  return read.value;
}

function caselessNames(names: readonly string[] | undefined): ReadonlySet<string> {
  return new Set((names ?? []).map(caseless));
}

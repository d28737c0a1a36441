import { PUBLIC_TABLE } from './public-table.ts';
import { readConnections } from './read-connections.ts';
import { readFirstAdmins } from './read-first-admins.ts';
import { readStorage } from './read-storage.ts';
import { host, line, names, oneOf, patterns, secret, timeZone, wholeNumber, yesOrNo } from './readers.ts';
import { type Setting, secretSetting, setting } from './setting.ts';
import { LOG_LEVELS } from './settings.ts';
import { SLACK_TABLE } from './slack-table.ts';

/** Every setting there is, in the order people read them; what each becomes is in {@link Settings}. */
export const TABLE = {
  directory: setting({
    key: 'ROLLCALL_DIRECTORY',
    description:
      'Where the users are: `sandbox`, `csv:FILE`, or several as `NAME=csv:FILE` with spaces between them.',
    fallback: 'sandbox',
    example: 'hr=csv:exports/hr.csv main=csv:exports/confluence.csv',
    read: readConnections,
  }),
  storage: secretSetting({
    key: 'ROLLCALL_STORAGE',
    description:
      'Where everything is kept: `sqlite` for one instance, in the data folder, or a MongoDB connection string for any number of them.',
    fallback: 'sqlite',
    example: 'mongodb+srv://rollcall:PASSWORD@cluster.example.com/rollcall',
    read: readStorage,
  }),
  data: setting({
    key: 'ROLLCALL_DATA',
    description:
      'Folder of the database and the files made for people; with MongoDB only of audit.key and of what `ask` finds the service by.',
    fallback: '.rollcall',
    example: '/var/lib/rollcall',
    read: line(1000),
  }),
  organisation: setting({
    key: 'ROLLCALL_ORGANISATION',
    description: 'What cards call your organisation.',
    fallback: 'Confluence',
    example: 'Acme Confluence',
    read: line(60),
  }),
  timeZone: setting({
    key: 'ROLLCALL_TIME_ZONE',
    description: 'IANA time zone that days are counted in.',
    fallback: "the machine's",
    example: 'Europe/Berlin',
    read: timeZone,
  }),
  port: setting({
    key: 'ROLLCALL_PORT',
    description: 'Port of the local console; 0 takes any free one.',
    fallback: '7300',
    example: '8080',
    read: wholeNumber(0, 65_535),
  }),
  host: setting({
    key: 'ROLLCALL_HOST',
    description:
      'Address the console listens on; another than loopback also needs ROLLCALL_CONSOLE_EXPOSE=yes.',
    fallback: '127.0.0.1',
    example: '0.0.0.0',
    read: host,
  }),
  consoleExpose: setting({
    key: 'ROLLCALL_CONSOLE_EXPOSE',
    description: 'Whether other machines may reach the console; whoever has its link can use it.',
    fallback: 'no',
    example: 'yes',
    read: yesOrNo,
  }),
  consolePerson: setting({
    key: 'ROLLCALL_CONSOLE_PERSON',
    description: 'The one person the console speaks for, instead of personas to switch between.',
    fallback: '',
    example: 'priya',
    read: line(100),
  }),
  firstAdmins: setting({
    key: 'ROLLCALL_FIRST_ADMINS',
    description:
      'People who are admins from the first start on, with commas: ids, or `NAME=ACCOUNT` with what Rollcall calls the account.',
    fallback: '',
    example: 'Ada Okafor=slack/T012/U034,tom',
    read: readFirstAdmins,
  }),
  protectedUsers: setting({
    key: 'ROLLCALL_PROTECTED_USERS',
    description: 'Usernames that no change may take access from, with commas.',
    fallback: '',
    example: 'ceo,backup-service',
    read: names,
  }),
  protectedGroups: setting({
    key: 'ROLLCALL_PROTECTED_GROUPS',
    description: 'Groups whose members no change may take access from, with commas.',
    fallback: '',
    example: 'board,on-call',
    read: names,
  }),
  serviceAccounts: setting({
    key: 'ROLLCALL_SERVICE_ACCOUNTS',
    description:
      'Usernames of service accounts, which no change may take access from, with commas; `*` stands for anything.',
    fallback: 'svc-*,svc_*,service-*,*-service,*-bot,bot-*',
    example: 'svc-*,jenkins,*-sync',
    read: patterns,
  }),
  capUsers: setting({
    key: 'ROLLCALL_CAP_USERS',
    description:
      'Users of a connection that may lose access in 24 hours; the larger of this and ROLLCALL_CAP_PERCENT holds.',
    fallback: '25',
    example: '100',
    read: wholeNumber(1, 1_000_000),
  }),
  capPercent: setting({
    key: 'ROLLCALL_CAP_PERCENT',
    description: 'The same as a percentage of the active users; 0 leaves it to ROLLCALL_CAP_USERS alone.',
    fallback: '5',
    example: '2',
    read: wholeNumber(0, 100),
  }),
  auditKey: secretSetting({
    key: 'ROLLCALL_AUDIT_KEY',
    description:
      'Secret that audit entries are chained with, at least 32 characters; keep it apart from the database.',
    fallback: 'a key made at the first start, in audit.key of the data folder',
    example: 'the-output-of-openssl-rand-hex-32',
    read: secret(32),
  }),
  seatGroups: setting({
    key: 'ROLLCALL_SEAT_GROUPS',
    description: 'Groups whose enabled members take a licence seat, with commas; for csv, which cannot tell.',
    fallback: '',
    example: 'confluence-users',
    read: names,
  }),
  seats: setting({
    key: 'ROLLCALL_SEATS',
    description: 'Seats of the licence; for csv, which cannot tell.',
    fallback: '',
    example: '500',
    read: wholeNumber(1, 100_000_000),
  }),
  rate: setting({
    key: 'ROLLCALL_RATE',
    description: 'Requests a second to each connection.',
    fallback: '50 when all are sandboxes, else 10',
    example: '5',
    read: wholeNumber(1, 10_000),
  }),
  concurrency: setting({
    key: 'ROLLCALL_CONCURRENCY',
    description: 'Requests in flight at once to each connection.',
    fallback: '4',
    example: '2',
    read: wholeNumber(1, 100),
  }),
  readEvery: setting({
    key: 'ROLLCALL_READ_EVERY',
    description: 'Minutes between two complete reads of a directory; a changed csv file is read at once.',
    fallback: '15',
    example: '60',
    read: wholeNumber(1, 10_080),
  }),
  ...SLACK_TABLE,
  ...PUBLIC_TABLE,
  logLevel: setting({
    key: 'ROLLCALL_LOG_LEVEL',
    description: 'How much is logged: `debug`, `info`, `warn`, `error` or `silent`.',
    fallback: 'info',
    example: 'debug',
    read: oneOf(LOG_LEVELS),
  }),
  sandboxUsers: setting({
    key: 'ROLLCALL_SANDBOX_USERS',
    description: 'Users of the made-up organisation.',
    fallback: '1200',
    example: '100000',
    read: wholeNumber(50, 1_000_000),
  }),
  sandboxSeed: setting({
    key: 'ROLLCALL_SANDBOX_SEED',
    description: 'Another number gives another made-up organisation.',
    fallback: '1',
    example: '42',
    read: wholeNumber(0, 4_294_967_295),
  }),
  sandboxLatency: setting({
    key: 'ROLLCALL_SANDBOX_LATENCY_MS',
    description: 'Milliseconds every request to the sandbox takes.',
    fallback: '0',
    example: '250',
    read: wholeNumber(0, 60_000),
  }),
  sandboxRateLimit: setting({
    key: 'ROLLCALL_SANDBOX_RATE_LIMIT',
    description: 'Requests a second before the sandbox answers "too many"; 0 for no limit.',
    fallback: '0',
    example: '5',
    read: wholeNumber(0, 10_000),
  }),
  sandboxFaults: setting({
    key: 'ROLLCALL_SANDBOX_FAULT_PERCENT',
    description: 'Percentage of requests to the sandbox that fail.',
    fallback: '0',
    example: '10',
    read: wholeNumber(0, 100),
  }),
  sandboxLogins: setting({
    key: 'ROLLCALL_SANDBOX_LOGINS_PER_MINUTE',
    description: 'People of the sandbox who log in by themselves, each minute.',
    fallback: '0',
    example: '30',
    read: wholeNumber(0, 60_000),
  }),
} as const;

/** What was set, by the names of {@link TABLE}. */
export type Said = {
  readonly [Field in keyof typeof TABLE]?: (typeof TABLE)[Field] extends Setting<infer T> ? T : never;
};

/** Every setting as a list. */
export const SETTINGS: readonly Setting<unknown>[] = Object.values(TABLE);

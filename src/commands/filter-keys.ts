/** A key of the filter language as people are told about it (spec S2.1). */
export interface FilterKey {
  readonly key: string;
  readonly usage: string;
  readonly summary: string;
  /** What stands behind the key in an example or a suggestion. */
  readonly sample: string;
  /** Fixed values, for completion and did-you-mean. */
  readonly values: readonly string[];
}

/** Keys that narrow a filter. */
export const FILTER_KEYS = [
  {
    key: 'group',
    usage: 'group:a,b',
    summary: 'members of any of these groups; say it twice for members of both; -group:a leaves members out',
    sample: 'group:confluence-users',
    values: [],
  },
  {
    key: 'dir',
    usage: 'dir:"Internal Directory"',
    summary: 'accounts of any of these directories; dir:internal, dir:crowd, dir:external',
    sample: 'dir:internal',
    values: ['internal', 'crowd', 'external'],
  },
  {
    key: 'status',
    usage: 'status:active|deactivated|any',
    summary:
      'enabled accounts, deactivated ones or both; active when not said, any in a change that names its users',
    sample: 'status:deactivated',
    values: ['active', 'deactivated', 'any'],
  },
  {
    key: 'licensed',
    usage: 'licensed:yes|no|any',
    summary: 'whether the account takes a licence seat',
    sample: 'licensed:yes',
    values: ['yes', 'no', 'any'],
  },
  {
    key: 'inactive',
    usage: 'inactive:90d',
    summary: 'no login for 90 days or more; inactive:90d,never takes never-used accounts of that age too',
    sample: 'inactive:90d',
    values: ['30d', '60d', '90d', '90d,never', '180d'],
  },
  {
    key: 'idle',
    usage: 'idle:90d',
    summary: 'the same as inactive',
    sample: 'idle:90d',
    values: ['30d', '60d', '90d', '90d,never', '180d'],
  },
  {
    key: 'login',
    usage: 'login:2026-01-01..2026-03-31',
    summary: 'last login in these days, both included; either end may be left open',
    sample: 'login:..2026-03-31',
    values: [],
  },
  {
    key: 'created',
    usage: 'created:2026-01',
    summary: 'created in these days, a month or a year',
    sample: 'created:2026-01-01..',
    values: [],
  },
  { key: 'user', usage: 'user:ada,bo', summary: 'exactly these usernames', sample: 'user:ada', values: [] },
  {
    key: 'mail',
    usage: 'mail:ada@example.com',
    summary: 'exactly these addresses',
    sample: 'mail:ada@example.com',
    values: [],
  },
  {
    key: 'text',
    usage: 'text:abc',
    summary: 'part of a username, name or address',
    sample: 'text:ada',
    values: [],
  },
  {
    key: 'domain',
    usage: 'domain:example.com',
    summary: 'addresses of these mail domains',
    sample: 'domain:example.com',
    values: [],
  },
  {
    key: 'list',
    usage: 'list:ada,bo',
    summary: 'usernames or addresses; list: alone takes an attached file or the lines below it',
    sample: 'list:ada,bo',
    values: [],
  },
  {
    key: 'filter',
    usage: 'filter:NAME',
    summary: 'everything a saved filter says; "filter list" shows them',
    sample: 'filter:leavers',
    values: [],
  },
] as const satisfies readonly FilterKey[];

/** Words of a filter that need no value. */
export const FILTER_WORDS = [
  { word: 'never', summary: 'accounts that were never used' },
  { word: 'once', summary: 'accounts with exactly one login since they were created' },
] as const;

/** Keys that say how the result is shown. */
export const DISPLAY_KEYS = [
  {
    key: 'sort',
    usage: 'sort:login|name',
    summary: 'longest idle first, or by name; -login and -name turn it round',
    sample: 'sort:name',
    values: ['login', '-login', 'name', '-name'],
  },
  { key: 'page', usage: 'page:3', summary: 'which page of the list', sample: 'page:2', values: [] },
  {
    key: 'per',
    usage: 'per:10|20|50|100',
    summary: 'users a page, 20 when not said',
    sample: 'per:50',
    values: ['10', '20', '50', '100'],
  },
  {
    key: 'columns',
    usage: 'columns:username,email',
    summary: 'which columns the file gets, all when not said',
    sample: 'columns:username,email,groups',
    values: [],
  },
] as const satisfies readonly FilterKey[];

/** Keys that say what a change does. */
export const CHANGE_KEYS = [
  {
    key: 'suffix',
    usage: 'suffix:_old',
    summary: 'what is put behind the usernames; activation takes it off again',
    sample: 'suffix:_old',
    values: ['_old'],
  },
  {
    key: 'to',
    usage: 'to:a,b',
    summary: 'the groups they get',
    sample: 'to:review-required',
    values: [],
  },
  {
    key: 'from',
    usage: 'from:a,b',
    summary: 'the groups they lose',
    sample: 'from:review-required',
    values: [],
  },
] as const satisfies readonly FilterKey[];

/** Keys that stand beside a filter; each command takes some of them. */
export const COMMAND_KEYS = [...DISPLAY_KEYS, ...CHANGE_KEYS] as const;

export type FilterKeyName = (typeof FILTER_KEYS)[number]['key'];
export type CommandKeyName = (typeof COMMAND_KEYS)[number]['key'];
export type KeyName = FilterKeyName | CommandKeyName;

/** Every key there is, with what people are told about it. */
export const ALL_KEYS = [...FILTER_KEYS, ...COMMAND_KEYS] as const;

/** True when a command that takes `keys` beside its filter takes this one. */
export function takesKey(key: KeyName, keys: readonly CommandKeyName[]): boolean {
  return FILTER_KEYS.some((entry) => entry.key === key) || keys.some((taken) => taken === key);
}

/** Other words people have for a key; each is answered with the key. */
export const KEY_SYNONYMS: Readonly<Record<string, KeyName>> = {
  directory: 'dir',
  email: 'mail',
  'e-mail': 'mail',
  username: 'user',
  name: 'text',
  state: 'status',
  license: 'licensed',
  licence: 'licensed',
  licenced: 'licensed',
  'last-login': 'login',
  order: 'sort',
  member: 'group',
  file: 'list',
  saved: 'filter',
  into: 'to',
};

/** What people do to users, said behind `users`; a user of such a name is quoted. */
export const USER_VERBS: readonly string[] = ['activate', 'deactivate', 'export', 'delete'];

/** Bare words that are a value without its key, with what was probably meant. */
export const WORD_MEANINGS: Readonly<Record<string, string>> = {
  active: 'status:active',
  enabled: 'status:active',
  deactivated: 'status:deactivated',
  disabled: 'status:deactivated',
  licensed: 'licensed:yes',
  unlicensed: 'licensed:no',
  external: 'dir:external',
  internal: 'dir:internal',
  unused: 'never',
};

import { caseless } from '../../../src/domain/caseless.ts';
import type { DirectoryGroup, DirectoryInfo } from '../../../src/domain/user.ts';

/** The three directories, one of them read-only. */
export const DIRECTORIES = [
  { name: 'Internal Directory', kind: 'internal', writable: true },
  { name: 'Crowd', kind: 'crowd', writable: true },
  { name: 'Corporate LDAP', kind: 'ldap', writable: false },
] as const satisfies readonly DirectoryInfo[];

/** The group that a seat comes with. */
export const SEAT_GROUP = 'confluence-users';
/** The group whose members administer the site. */
export const ADMIN_GROUP = 'confluence-administrators';
/** The group that teams and offices are nested in. */
export const EVERYBODY = 'all hands';

/** One team for each person; names as awkward as real ones. */
export const TEAMS = [
  'team-accounting',
  'team-analytics',
  'team-architecture',
  'team-brand',
  'team-cloud',
  'team-compliance',
  'team-customer-success',
  'team-data',
  'team-design',
  'team-devops',
  'team-docs',
  'team-events',
  'team-facilities',
  'team-field',
  'team-finance',
  'team-hardware',
  'team-hr',
  'team-infrastructure',
  'team-integrations',
  'team-internal-tools',
  'team-it',
  'team-legal',
  'team-logistics',
  'team-mobile',
  'team-partners',
  'team-payments',
  'team-platform',
  'team-pricing',
  'team-procurement',
  'team-product',
  'team-qa',
  'team-research',
  'team-sales',
  'team-security',
  'team-training',
  'team-web',
  'R&D, Berlin',
  'Finance "EMEA"',
  'équipe-bordeaux',
  'ομάδα-αθήνα',
  'команда-київ',
  '営業部',
  'فريق-دبي',
  EVERYBODY,
] as const;

/** Groups that some people are in beside their team, with how many in a thousand. */
export const SHARED_GROUPS = [
  ['confluence-developers', 90],
  ['marketing-users', 50],
  ['support-temp', 50],
  ['jira-users', 400],
  ['wiki-champions', 25],
  ['release-managers', 15],
  ['office-berlin', 120],
  ['office-bengaluru', 90],
  ['office-são-paulo', 60],
  ['=cmd|calc', 10],
] as const;

/** Groups that start empty or nearly so: what the reference cases of the automations fill. */
const RESERVED_GROUPS = ['review-required', 'temp-access'];

/** One team that the company bought: its office and its seats come with it. */
export const NESTED_TEAM = 'team-lisbon';
/** Where that team sits; some colleagues of other teams do too. */
export const NESTED_OFFICE = 'office-lisbon';

/** Groups that are nested in others: a member of the first is a member of the others through it. */
const NESTED: ReadonlyMap<string, readonly string[]> = new Map([
  [NESTED_TEAM, [SEAT_GROUP, NESTED_OFFICE]],
  [NESTED_OFFICE, [EVERYBODY]],
]);

const THROUGH = new Map([...NESTED.keys()].map((name) => [name, groupsAbove(name)]));
const NONE: readonly string[] = [];

/** Every group that a member of `name` is in through it. */
export function groupsThrough(name: string): readonly string[] {
  return THROUGH.get(name) ?? NONE;
}

function groupsAbove(name: string): readonly string[] {
  return (NESTED.get(name) ?? []).flatMap((outer) => [outer, ...groupsAbove(outer)]);
}

/** Sixty-two groups in all. */
export const GROUPS: readonly DirectoryGroup[] = [
  SEAT_GROUP,
  ADMIN_GROUP,
  'support-staff',
  'confluence-contractors',
  ...TEAMS,
  ...SHARED_GROUPS.map(([name]) => name),
  ...RESERVED_GROUPS,
  ...NESTED.keys(),
]
  .map((name): DirectoryGroup => {
    const memberOf = NESTED.get(name);
    const granted = [name, ...groupsThrough(name)];
    return {
      name,
      grantsAdmin: granted.includes(ADMIN_GROUP),
      grantsSeat: granted.includes(SEAT_GROUP),
      ...(memberOf && { memberOf }),
    };
  })
  .sort((a, b) => (a.name < b.name ? -1 : 1));

const BY_NAME = new Map(GROUPS.map((group) => [caseless(group.name), group]));

/** The group of that name, whatever its case. */
export function groupNamed(name: string): DirectoryGroup | undefined {
  return BY_NAME.get(caseless(name));
}

/** The cast, all of whom hold a seat, and of everyone else the share that is enabled and holds one. */
const CAST_SEATS = 15;
const LICENSED_SHARE = 0.375;

/** A licence that fits: a little above what is used, in the round sizes licences are sold in. */
export function seatsFor(users: number): number {
  const wanted = ((users - CAST_SEATS) * LICENSED_SHARE + CAST_SEATS) * 1.05 + 1;
  const size = 10 ** Math.floor(Math.log10(wanted)) / 2;
  return Math.ceil(wanted / size) * size;
}

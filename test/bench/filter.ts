import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Order } from '../../src/domain/filter.ts';
import type { DirectoryUser } from '../../src/domain/user.ts';
import type { Roster } from '../../src/roster/roster.ts';
import { createRosterBuilder } from '../../src/roster/roster-builder.ts';
import { type Answered, PlainArray, TrigramTable } from './filter-baselines.ts';
import { CONNECTION, groupName, HEADER, people, randomFrom } from './filter-people.ts';
import { ordersOf, type Question, SHAPES, type Shape } from './filter-shapes.ts';

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '1000000' },
    /** Questions a shape and order; each is new. */
    rounds: { type: 'string', default: '200' },
    /** How many of them the baselines answer too; those are compared row by row. */
    compared: { type: 'string', default: '5' },
    /** Share of users whose last login nobody knows. */
    unknown: { type: 'string', default: '0' },
    sqlite: { type: 'boolean', default: true },
    /** `cpu` counts this process's own time, for a machine that others use meanwhile. */
    clock: { type: 'string', default: 'wall' },
    /** Rows a page on every shape, in place of each shape's own. */
    page: { type: 'string' },
  },
  allowNegative: true,
});
const count = Number(values.users);
const rounds = Number(values.rounds);
const compared = Number(values.compared);

interface Line {
  readonly shape: string;
  readonly order: string;
  readonly isText: boolean;
  readonly matches: number;
  readonly roster: readonly number[];
  readonly plain: readonly number[];
  readonly plainFilter: readonly number[];
  readonly sqlite: readonly number[];
}

say(
  `${count} users, ${rounds} questions a shape and order, ${compared} of them compared; ${values.clock} time, node ${process.version}\n`,
);
measureBuild();
const users = [...people(count, 1, Number(values.unknown))];
const roster = await build(users);
const plain = new PlainArray(users);
const sqlite = values.sqlite
  ? timed('SQLite FTS5 table built', () => new TrigramTable(users, sqlGroups()))
  : null;
measureChange();
const lines = SHAPES.flatMap((shape) => measureShape(shape));
print(lines);

function measureShape(shape: Shape): readonly Line[] {
  const random = randomFrom(7);
  const questions = Array.from({ length: rounds }, () => {
    const question = shape.ask(random, users);
    return values.page === undefined ? question : { ...question, limit: Number(values.page) };
  });
  const [first] = questions as [Question];
  return ordersOf(first).map((order) => {
    for (const question of questions.slice(-20)) askRoster(question, order);
    const sample: Line = {
      shape: shape.name,
      order: order.by,
      isText: shape.isText,
      matches: askRoster(first, order).total,
      ...measureQuestions(questions, order, shape),
    };
    say(`${shape.name} by ${order.by}: ${shape.what}\n`);
    return sample;
  });
}

function measureQuestions(questions: readonly Question[], order: Order, shape: Shape) {
  const times = {
    roster: [] as number[],
    plain: [] as number[],
    plainFilter: [] as number[],
    sqlite: [] as number[],
  };
  for (const [n, question] of questions.entries()) {
    const found = clocked(times.roster, () => askRoster(question, order));
    if (n < compared) {
      assertSame(
        shape,
        found,
        clocked(times.plain, () => plain.answer(question, order)),
      );
      times.plainFilter.push(plain.filterMs);
    }
    if (n < compared * 8 && sqlite !== null && question.sql !== undefined && order.by === 'login') {
      assertSame(
        shape,
        found,
        clocked(times.sqlite, () => sqlite.answer(question)),
      );
    }
  }
  return times;
}

function askRoster({ filter, offset, limit }: Question, order: Order): Answered {
  const { total, rows } = roster.select(filter, order, offset, limit);
  return { total, refs: rows.map(({ ref }) => ref) };
}

function assertSame({ name }: Shape, a: Answered, b: Answered): void {
  const isSame = a.total === b.total && a.refs.length === b.refs.length;
  if (isSame && a.refs.every((ref, n) => ref === b.refs[n])) return;
  throw new Error(`${name}: ${a.total} rows and ${b.total} rows, or in another order`);
}

/** In a process of its own, so that the users themselves are not in its memory. */
function measureBuild(): void {
  const child = fileURLToPath(new URL('./filter-memory.ts', import.meta.url));
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', child, String(count)], {
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(stderr);
  const figures = Object.entries(JSON.parse(stdout) as Record<string, number>);
  say(`Build from a stream: ${figures.map(([key, value]) => `${key} ${rounded(value)}`).join(', ')}\n`);
}

async function build(all: readonly DirectoryUser[]): Promise<Roster> {
  const builder = createRosterBuilder();
  builder.addHeader(CONNECTION, HEADER);
  for (let at = 0; at < all.length; at += 1000) builder.add(all.slice(at, at + 1000));
  return builder.finish(new Map());
}

/** One user is put and found by a filter that only the change makes true; then put back. */
function measureChange(): void {
  const random = randomFrom(3);
  const times: number[] = [];
  for (let n = 0; n < 240; n += 1) {
    // The first few are slow because nothing is compiled yet; that is so once in the life of a process.
    if (n === 40) times.length = 0;
    const user = users[Math.floor(random() * users.length)] as DirectoryUser;
    const order: Order = { by: n % 2 === 0 ? 'login' : 'name', descending: false };
    const changed = { ...user, active: !user.active, username: `${user.username}_old` };
    const filter = {
      filter: {
        terms: [
          { kind: 'status', status: 'any' },
          { kind: 'text', text: changed.username },
        ],
      },
      frozenAt: 0,
      zone: 'UTC',
    } as const;
    const found = clocked(times, () => {
      roster.put(changed);
      return roster.select(filter, order, 0, 100);
    });
    if (found.total !== 1 || found.rows[0] !== changed) throw new Error('the change is not visible');
    roster.put(user);
  }
  say(`One put until visible in a filter: p50 ${ms(times, 0.5)}, p99 ${ms(times, 0.99)}\n`);
}

function print(all: readonly Line[]): void {
  say(
    '\n| shape | order | first matches | roster p50 / p99 ms | Array.filter+sort p50 | filter alone p50 | ratio | FTS5 p50 / p99 |\n',
  );
  say('|---|---|---|---|---|---|---|---|\n');
  for (const line of all) {
    const fts = line.sqlite.length === 0 ? '' : `${ms(line.sqlite, 0.5)} / ${ms(line.sqlite, 0.99)}`;
    say(
      `| ${line.shape} | ${line.order} | ${line.matches} | ${ms(line.roster, 0.5)} / ${ms(line.roster, 0.99)} | ${ms(line.plain, 0.5)} | ${ms(line.plainFilter, 0.5)} | ${Math.round(ratio(line))}x | ${fts} |\n`,
    );
  }
  for (const order of ['login', 'name']) {
    const lines = all.filter((line) => line.order === order && !line.isText);
    say(`Without text, by ${order}: ${summary(lines.map(ratio))}; `);
    say(`against the filter alone, not sorted: ${summary(lines.map(filterRatio))}\n`);
  }
}

function summary(ratios: readonly number[]): string {
  const mean = Math.exp(ratios.reduce((sum, one) => sum + Math.log(one), 0) / ratios.length);
  return `geometric mean ${Math.round(mean)}x, least ${Math.round(Math.min(...ratios))}x`;
}

/** What is left of the ratio when the baseline need not sort, as with users held in both orders. */
function filterRatio(line: Line): number {
  return percentile(line.plainFilter, 0.5) / percentile(line.roster, 0.5);
}

function ratio(line: Line): number {
  return percentile(line.plain, 0.5) / percentile(line.roster, 0.5);
}

function sqlGroups(): ReadonlySet<string> {
  return new Set(Array.from({ length: 20 }, (_, n) => groupName(n + 1)));
}

function timed<T>(what: string, work: () => T): T {
  const startedAt = performance.now();
  const result = work();
  say(`${what} in ${rounded((performance.now() - startedAt) / 1000)} s\n`);
  return result;
}

function clocked<T>(times: number[], work: () => T): T {
  const startedAt = now();
  const result = work();
  times.push(now() - startedAt);
  return result;
}

function now(): number {
  if (values.clock === 'wall') return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function percentile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number;
}

function ms(times: readonly number[], share: number): string {
  return percentile(times, share).toPrecision(3);
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

function say(text: string): void {
  process.stdout.write(text);
}

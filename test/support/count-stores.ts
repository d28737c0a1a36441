import { NO_MONGODB } from './mongodb.ts';

/** Suites of a store have its name in their title. */
const STORES = ['SQLite', 'MongoDB'] as const;

const passed = new Map<string, number>(STORES.map((store) => [store, 0]));

/** Prints at the end of a whole run how many tests passed on each store; `.ci/run` fails where one has none. */
export const mochaHooks = {
  afterEach(this: Mocha.Context): void {
    const { currentTest } = this;
    if (currentTest?.state !== 'passed') return;
    const title = currentTest.fullTitle();
    for (const store of STORES) if (title.includes(store)) passed.set(store, (passed.get(store) ?? 0) + 1);
  },
  afterAll(): void {
    const counts = STORES.map((store) => `${store} ${passed.get(store)}`).join(', ');
    const isWhole = (passed.get('SQLite') ?? 0) > 0;
    if (!isWhole) return;
    process.stdout.write(`\n  tests that passed on each store: ${counts}\n`);
    if (passed.get('MongoDB') !== 0) return;
    process.stdout.write(`  ${NO_MONGODB}\n`);
  },
};

import { openParts } from './ledger-mongodb-parts.ts';
import { aDraft } from './stores-harness.ts';

/** A process of its own for tests that kill one: appends to a database's audit log until it is killed. */
const [url = '', name = ''] = process.argv.slice(2);
const { audit } = await openParts(url);
for (let n = 0; ; n += 1) {
  await audit.append([aDraft(`${name}/${n}/a`), aDraft(`${name}/${n}/b`)]);
  process.stdout.write(`appended ${n}\n`);
}

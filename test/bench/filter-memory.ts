import { createRosterBuilder } from '../../src/roster/roster-builder.ts';
import { CONNECTION, HEADER, people } from './filter-people.ts';

/** Child of filter.ts: builds a roster from a stream, as an import does, and prints what it took. */
const count = Number(process.argv[2]);
const before = process.memoryUsage.rss();
const builder = createRosterBuilder();
builder.addHeader(CONNECTION, HEADER);
let longestMs = 0;
let longestCpuMs = 0;
let slices = 0;
let startedAt = performance.now();
let cpuAt = process.cpuUsage();
const buildStartedAt = startedAt;
const breathe = async () => {
  longestMs = Math.max(longestMs, performance.now() - startedAt);
  const cpu = process.cpuUsage(cpuAt);
  longestCpuMs = Math.max(longestCpuMs, (cpu.user + cpu.system) / 1000);
  slices += 1;
  await new Promise((resolve) => setImmediate(resolve));
  startedAt = performance.now();
  cpuAt = process.cpuUsage();
};
let addMs = 0;
let batch = [];
for (const user of people(count, 1)) {
  batch.push(user);
  if (batch.length < 1000) continue;
  const addedAt = performance.now();
  builder.add(batch);
  addMs += performance.now() - addedAt;
  batch = [];
}
builder.add(batch);
const finishedAt = performance.now();
startedAt = finishedAt;
cpuAt = process.cpuUsage();
const finishCpuAt = cpuAt;
const roster = await builder.finish(new Map(), breathe);
const finishMs = performance.now() - finishedAt;
process.stdout.write(
  JSON.stringify({
    users: roster.size,
    addMs,
    finishMs,
    wholeMs: performance.now() - buildStartedAt,
    finishCpuMs: (process.cpuUsage(finishCpuAt).user + process.cpuUsage(finishCpuAt).system) / 1000,
    longestSliceMs: longestMs,
    longestSliceCpuMs: longestCpuMs,
    slices,
    beforeMiB: before / 2 ** 20,
    afterMiB: process.memoryUsage.rss() / 2 ** 20,
    peakMiB: process.resourceUsage().maxRSS / 1024,
  }),
);

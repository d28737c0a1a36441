import { hash, pick } from './prng.ts';

/** What people and imports really leave in a display name: quotes, markup, formulas, marks that turn text round. */
const ODDITIES: readonly [(name: string) => string, ...((name: string) => string)[]] = [
  (name) => `=HYPERLINK("https://example.com";"${name}")`,
  (name) => `+1 555 0100 ${name}`,
  (name) => `@SUM(A1:A9) ${name}`,
  (name) => `-2+3 ${name}`,
  (name) => `<!channel> ${name}`,
  (name) => `**${name}** _(on leave)_`,
  (name) => `${name}, "the boss", Jr.`,
  (name) => `<script>alert(1)</script>${name}`,
  (name) => `<at>${name}</at> & Co.`,
  (name) => `[${name}](https://example.com) \`code\` | ~x~`,
  (name) => `${name} \u{1f469}\u200d\u{1f680}`,
  (name) => `\u202e${name}\u202c`,
  (name) => `${name}\u200b\u00a0(extern)`,
  (name) => `${name} ${'von und zu Hohenlohe-Waldenburg-Schillingsfürst '.repeat(4)}`.trim(),
];

/** One display name in forty comes back with something awkward in it. */
export function awkward(name: string, seed: number, index: number): string {
  return hash(seed, index, 50) % 40 === 0 ? pick(ODDITIES, seed, index, 51)(name) : name;
}

import assert from 'node:assert/strict';
import type { Intent } from '../../../src/commands/intent.ts';
import { parseIntent } from '../../../src/commands/parse-intent.ts';
import type { AttachedFile } from '../../../src/domain/file.ts';
import type { Filter } from '../../../src/domain/filter.ts';
import type { Problem } from '../../../src/domain/problem.ts';

type NotUnderstood = Extract<Problem, { kind: 'not-understood' }>;

/** The intent of a command that has to be understood. */
export function intentOf(text: string, files: readonly AttachedFile[] = []): Intent {
  const parsed = parseIntent(text, { files });
  if (!parsed.ok) assert.fail(`${JSON.stringify(text)} gave ${JSON.stringify(parsed.problem)}`);
  return parsed.intent;
}

/** The filter of a list command. */
export function filterOf(words: string, files: readonly AttachedFile[] = []): Filter {
  const intent = intentOf(`users ${words}`, files);
  assert.equal(intent.kind, 'users');
  return (intent as Extract<Intent, { kind: 'users' }>).filter;
}

/** The problem of a command that must not be understood. */
export function problemWith(text: string, files: readonly AttachedFile[] = []): NotUnderstood {
  const parsed = parseIntent(text, { files });
  if (parsed.ok) assert.fail(`${JSON.stringify(text)} gave ${JSON.stringify(parsed.intent)}`);
  assert.equal(parsed.problem.kind, 'not-understood', JSON.stringify(parsed.problem));
  return parsed.problem as NotUnderstood;
}

export function suggestionFor(text: string): string | undefined {
  return problemWith(text).suggestion;
}

/** The commands a text can mean, when it asks which. */
export function choicesFor(text: string): readonly string[] {
  const parsed = parseIntent(text, { files: [] });
  assert.ok(!parsed.ok && parsed.problem.kind === 'ambiguous', JSON.stringify(parsed));
  return parsed.problem.choices;
}

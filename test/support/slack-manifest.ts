import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type AnySchema, type ValidateFunction } from 'ajv';
import { createGenerator } from 'ts-json-schema-generator';
import type { Manifest } from '../../adapters/slack/manifest.ts';

/** The manifest as it is in the repository, read anew so that a test may alter it. */
export function readManifest(): Manifest {
  return JSON.parse(readFileSync(new URL('../../manifest/slack.json', import.meta.url), 'utf8')) as Manifest;
}

/** Validates manifests against the types that Slack publishes with its Web API client. */
export function manifestTypeValidator(): ValidateFunction {
  const types = '../../node_modules/@slack/web-api/dist/types/request/manifest.d.ts';
  const generator = createGenerator({
    path: fileURLToPath(new URL(types, import.meta.url)),
    type: 'Manifest',
    expose: 'all',
    skipTypeCheck: true,
  });
  return compile(generator.createSchema('Manifest'));
}

/** Compiles a schema of Slack's. */
export function compile(schema: unknown): ValidateFunction {
  // Addresses are checked by pattern in there; the format beside it is one of Ajv's extras.
  const ajv = new Ajv({ strict: false, formats: { uri: true } });
  return ajv.compile(schema as AnySchema);
}

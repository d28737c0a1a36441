import { fileURLToPath } from 'node:url';
import { Ajv, type AnySchema, type ValidateFunction } from 'ajv';
import { createGenerator } from 'ts-json-schema-generator';

let compiled: ValidateFunction | undefined;

/** Validates one block against Slack's own types; the schema is generated once a test run. It knows no lengths. */
export function blockValidator(): ValidateFunction {
  compiled ??= compile();
  return compiled;
}

function compile(): ValidateFunction {
  const generator = createGenerator({
    path: fileURLToPath(new URL('../../node_modules/@slack/types/dist/index.d.ts', import.meta.url)),
    type: 'KnownBlock',
    expose: 'all',
    skipTypeCheck: true,
  });
  return new Ajv({ strict: false }).compile(generator.createSchema('KnownBlock') as AnySchema);
}

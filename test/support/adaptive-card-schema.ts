import { fileURLToPath } from 'node:url';
import { Ajv, type AnySchema, type ValidateFunction } from 'ajv';
import { createGenerator } from 'ts-json-schema-generator';

let compiled: ValidateFunction | undefined;

/** Validates Adaptive Cards against Microsoft's own types; the schema is generated once a test run. */
export function adaptiveCardValidator(): ValidateFunction {
  compiled ??= compile();
  return compiled;
}

function compile(): ValidateFunction {
  const generator = createGenerator({
    path: fileURLToPath(new URL('../../node_modules/@microsoft/teams.cards/dist/core.d.ts', import.meta.url)),
    type: 'IAdaptiveCard',
    expose: 'all',
    skipTypeCheck: true,
  });
  const schema = generator.createSchema('IAdaptiveCard');
  return new Ajv({ strict: false }).compile(schema as AnySchema);
}

/** The key that audit logs of tests are chained with. */
export const AUDIT_KEY: Uint8Array = Buffer.from('the key of the tests');

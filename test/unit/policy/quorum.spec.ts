import assert from 'node:assert/strict';
import type { OperationKind } from '../../../src/domain/operation.ts';
import { quorumOf } from '../../../src/policy/quorum.ts';

const QUORUMS: Readonly<Record<OperationKind, 1 | 2>> = {
  activate: 1,
  deactivate: 1,
  delete: 2,
  'add-to-groups': 1,
  'remove-from-groups': 1,
  'move-groups': 1,
  undo: 1,
};

describe('how many people have to approve', () => {
  for (const [kind, quorum] of Object.entries(QUORUMS) as [OperationKind, 1 | 2][]) {
    it(`is ${quorum} for ${kind}, and 2 where it gives somebody administration`, () => {
      assert.equal(quorumOf({ operation: { kind }, grantsAdmin: false }), quorum);
      assert.equal(quorumOf({ operation: { kind }, grantsAdmin: true }), 2);
    });
  }
});

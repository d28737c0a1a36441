import type { AdapterStore } from '../../src/ports/storage.ts';

/** An adapter's corner of a store, kept in memory; it outlives the adapters that are opened on it. */
export function memoryAdapterStore(): AdapterStore {
  const entries = new Map<string, string>();
  return {
    get: async (key) => entries.get(key),
    put: async (key, value) => {
      entries.set(key, value);
    },
    add: async (key, value) => {
      if (entries.has(key)) return false;
      entries.set(key, value);
      return true;
    },
    putAll: async (several) => {
      for (const [key, value] of several) entries.set(key, value);
    },
    remove: async (key) => {
      entries.delete(key);
    },
    list: async (prefix, after, limit) =>
      [...entries]
        .filter(([key]) => key.startsWith(prefix) && key > after)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .slice(0, limit),
  };
}

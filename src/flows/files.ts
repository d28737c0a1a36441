/** Files made for download are kept for a day. */
export const FILE_LIFETIME_MS = 24 * 60 * 60 * 1000;

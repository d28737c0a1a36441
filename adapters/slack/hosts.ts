/**
 * True for an address that may be sent a token, a file or an answer: of Slack itself, or where the Web API is.
 * Addresses come with requests and answers; without this an invented one would receive whatever is sent to it.
 */
export function isTrusted(address: string, apiUrl: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') return false;
  if (url.origin === new URL(apiUrl).origin) return true;
  const isSlack = url.hostname === 'slack.com' || url.hostname.endsWith('.slack.com');
  return url.protocol === 'https:' && url.port === '' && isSlack;
}

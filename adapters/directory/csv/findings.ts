import type { Finding } from '../../../src/domain/notice.ts';
import type { Layout } from './layout.ts';
import type { Edition } from './source.ts';

/** What a file can and cannot tell, from its header. */
export function findingsOf(
  label: string,
  { bytes, writtenAt }: Edition,
  layout: Layout,
  seatGroups: ReadonlySet<string>,
): readonly Finding[] {
  const what =
    layout.format === 'organisation' ? 'User export of an Atlassian organisation' : 'Plain list of users';
  const day = new Date(writtenAt).toISOString().slice(0, 10);
  const findings: Finding[] = [
    {
      subject: label,
      state: 'ok',
      message: `${what}, ${bytes} bytes, written ${day}. It is read again when it changes; changes make a report.`,
      remedy: null,
    },
  ];
  const warn = (message: string, remedy: string) =>
    findings.push({ subject: label, state: 'warning', message, remedy });
  if (layout.logins.length === 0) {
    warn(
      'It has no column with last logins to Confluence, so nobody is known to be idle or never used.',
      layout.format === 'organisation'
        ? 'Export again with product access included.'
        : 'Add a column "last login".',
    );
  }
  if (
    layout.access.length === 0 &&
    layout.licensed < 0 &&
    (seatGroups.size === 0 || layout.groups.length === 0)
  ) {
    warn(
      'It does not tell who holds a seat, so licensed:yes matches nobody.',
      layout.format === 'organisation'
        ? 'Export again with product access included.'
        : 'Add a column "licensed", or a column "groups" and the setting that names the groups with seats.',
    );
  }
  return findings;
}

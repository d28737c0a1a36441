import type { StatusNotice } from '../../src/domain/house-notice.ts';
import type { ApprovalId } from '../../src/domain/ids.ts';
import type { HomeNotice, Notice, OpenRequest, RunNotice } from '../../src/domain/notice.ts';
import { anApproval, NOW } from './notice-parts.ts';
import { overviewNotices } from './overview-notices.ts';
import { approvalNotices } from './plan-notices.ts';
import { runNotices } from './run-notices.ts';

const COMMANDS = [
  { label: 'Who has been idle for 90 days?', command: 'users inactive:90d' },
  { label: 'All requests', command: 'approvals' },
  { label: 'All runs', command: 'runs' },
  { label: 'What can I type?', command: 'help' },
];

/** The page of somebody with work, of somebody without, while all is stopped, and of an ordinary user. */
export function homeNotices(): Readonly<Record<string, Notice>> {
  const requests = waitingIn('approvals').filter(({ barred }) => barred === null);
  const home: HomeNotice = {
    kind: 'home',
    status: statusIn('status'),
    due: 3,
    others: 1,
    waiting: requests,
    running: 1,
    runs: [runIn('run-running')],
    commands: COMMANDS,
    mayList: true,
    now: NOW,
  };
  const nothing = { ...home, due: 0, others: 0, waiting: [], running: 0, runs: [] };
  return {
    home,
    'home-nothing': nothing,
    'home-stopped': {
      ...home,
      status: statusIn('status-stopped-itself'),
      due: 12,
      others: 0,
      waiting: Array.from({ length: 5 }, (_, n) => many(n)),
      running: 7,
      runs: [runIn('run-halted'), runIn('run-waiting')],
      commands: [{ label: 'Resume all runs', command: 'resume' }, ...COMMANDS],
    },
    'home-ordinary': {
      ...nothing,
      status: null,
      mayList: false,
      commands: [
        { label: 'What can I type?', command: 'help' },
        { label: 'Who am I here?', command: 'whoami' },
      ],
    },
  };

  function many(n: number): OpenRequest {
    const [first] = requests;
    if (first === undefined) throw new Error('no request to repeat');
    return { ...first, approval: anApproval({ id: `A-7f3k${n}` as ApprovalId }) };
  }
}

function waitingIn(name: string): readonly OpenRequest[] {
  const notice = approvalNotices()[name];
  return notice?.kind === 'approvals' ? notice.waiting : [];
}

function runIn(name: string): RunNotice {
  return runNotices()[name] as RunNotice;
}

function statusIn(name: string): StatusNotice {
  return overviewNotices()[name] as StatusNotice;
}

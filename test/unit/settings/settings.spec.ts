import assert from 'node:assert/strict';
import { parseEnv } from 'node:util';
import { readSetting, readSettings } from '../../../src/settings/read-settings.ts';
import { settingsHelp, settingsMarkdown } from '../../../src/settings/settings-help.ts';
import { SETTINGS } from '../../../src/settings/table.ts';

const MACHINE = { machineZone: 'Europe/Madrid' };

function read(env: Record<string, string | undefined>) {
  const result = readSettings(env, MACHINE);
  if (!result.ok) assert.fail(JSON.stringify(result.problems));
  return result.settings;
}

function problems(env: Record<string, string>) {
  const result = readSettings(env, MACHINE);
  assert.equal(result.ok, false);
  return result.ok ? [] : result.problems;
}

function connectionsOf(text: string) {
  return read({ ROLLCALL_DIRECTORY: text }).connections;
}

/** What a setting needs to mean anything. */
function besides(key: string): Record<string, string> {
  if (key === 'ROLLCALL_HOST') return { ROLLCALL_CONSOLE_EXPOSE: 'yes' };
  if (!key.startsWith('ROLLCALL_SLACK_')) return {};
  const isForMany = /CLIENT|TOKEN_KEY/.test(key);
  return isForMany ? SLACK_FOR_MANY : SLACK_FOR_ONE;
}

const SLACK_FOR_ONE = { ROLLCALL_SLACK_BOT_TOKEN: 'xoxb-1', ROLLCALL_SLACK_SIGNING_SECRET: 's'.repeat(32) };
const SLACK_FOR_MANY = {
  ROLLCALL_SLACK_CLIENT_ID: '1.2',
  ROLLCALL_SLACK_CLIENT_SECRET: 'c'.repeat(32),
  ROLLCALL_SLACK_TOKEN_KEY: 'k'.repeat(32),
  ROLLCALL_SLACK_TEAMS: 'T1',
  ROLLCALL_PUBLIC_URL: 'https://rollcall.example.com',
  ROLLCALL_SLACK_SIGNING_SECRET: 's'.repeat(32),
};

describe('settings', () => {
  it('have defaults that make a working sandbox on this machine alone', () => {
    const settings = read({});
    assert.deepEqual(settings.connections, [{ name: 'sandbox', kind: 'sandbox' }]);
    assert.equal(settings.host, '127.0.0.1');
    assert.equal(settings.port, 7300);
    assert.equal(settings.dataFolder, '.rollcall');
    assert.equal(settings.timeZone, 'Europe/Madrid');
    assert.equal(settings.consoleExposed, false);
    assert.equal(settings.rate, 50);
    assert.equal(settings.readEveryMs, 15 * 60_000);
    assert.equal(settings.seats, null);
    assert.deepEqual(settings.serviceAccounts, [
      'svc-*',
      'svc_*',
      'service-*',
      '*-service',
      '*-bot',
      'bot-*',
    ]);
    assert.deepEqual(settings.cap, { users: 25, percentOfActive: 5 });
    assert.equal(settings.auditKey, null);
    assert.deepEqual(settings.sandbox.controls, {
      latencyMs: 0,
      ratePerSecond: null,
      faultRate: 0,
      loginsPerSecond: 0,
    });
  });

  it('count empty and blank values as not set, and pass over what belongs to others', () => {
    assert.deepEqual(
      read({ ROLLCALL_PORT: '', ROLLCALL_DATA: '  ', PATH: '/bin', ROLLCALL_SEATS: undefined }),
      read({}),
    );
    assert.deepEqual(read({ ROLLCALL_CONTRACTS: '/x' }), read({}));
  });

  it('are each taken as their example says', () => {
    for (const { key, example } of SETTINGS) {
      const beside = besides(key);
      assert.notDeepEqual(read({ ...beside, [key]: example }), read(beside), key);
    }
  });

  it('become what the program needs', () => {
    const settings = read({
      ROLLCALL_PROTECTED_USERS: 'CEO, backup ,CEO',
      ROLLCALL_PROTECTED_GROUPS: 'Board',
      ROLLCALL_SERVICE_ACCOUNTS: 'svc-*, Jenkins',
      ROLLCALL_CAP_USERS: '100',
      ROLLCALL_CAP_PERCENT: '0',
      ROLLCALL_AUDIT_KEY: 'k'.repeat(32),
      ROLLCALL_SEAT_GROUPS: 'Confluence Users,b',
      ROLLCALL_READ_EVERY: '60',
      ROLLCALL_TIME_ZONE: 'europe/berlin',
      ROLLCALL_CONSOLE_PERSON: 'priya',
      ROLLCALL_SANDBOX_RATE_LIMIT: '5',
      ROLLCALL_SANDBOX_FAULT_PERCENT: '10',
      ROLLCALL_SANDBOX_LOGINS_PER_MINUTE: '30',
      ROLLCALL_LOG_LEVEL: 'DEBUG',
    });
    assert.deepEqual([...settings.protectedUsers], ['ceo', 'backup']);
    assert.deepEqual([...settings.protectedGroups], ['board']);
    assert.deepEqual(settings.serviceAccounts, ['svc-*', 'Jenkins']);
    assert.deepEqual(settings.cap, { users: 100, percentOfActive: 0 });
    assert.equal(settings.auditKey, 'k'.repeat(32));
    assert.deepEqual(settings.seatGroups, ['Confluence Users', 'b']);
    assert.equal(settings.readEveryMs, 3_600_000);
    assert.equal(settings.timeZone, 'Europe/Berlin');
    assert.deepEqual(settings.sandbox.controls, {
      latencyMs: 0,
      ratePerSecond: 5,
      faultRate: 0.1,
      loginsPerSecond: 0.5,
    });
    assert.equal(settings.logLevel, 'debug');
  });

  it('take a percentage and a number of users only where they are a cap', () => {
    for (const [key, wrong] of [
      ['ROLLCALL_CAP_USERS', '0'],
      ['ROLLCALL_CAP_PERCENT', '101'],
      ['ROLLCALL_CAP_PERCENT', '2.5'],
    ] as const) {
      assert.deepEqual(
        problems({ [key]: wrong }).map((problem) => problem.key),
        [key],
        wrong,
      );
    }
    assert.equal(read({ ROLLCALL_CAP_PERCENT: '100' }).cap.percentOfActive, 100);
  });

  it('go easier on a connection that is no sandbox', () => {
    assert.equal(read({ ROLLCALL_DIRECTORY: 'csv:a.csv' }).rate, 10);
    assert.equal(read({ ROLLCALL_DIRECTORY: 'csv:a.csv', ROLLCALL_RATE: '7' }).rate, 7);
  });

  it('take old names of time zones and no offsets', () => {
    assert.equal(read({ ROLLCALL_TIME_ZONE: 'Asia/Kolkata' }).timeZone, 'Asia/Kolkata');
    assert.equal(problems({ ROLLCALL_TIME_ZONE: '+02:00' }).length, 1);
    assert.match(
      problems({ ROLLCALL_TIME_ZONE: 'Europe/Berln' })[0]?.remedy ?? '',
      /Did you mean Europe\/Berlin\?/,
    );
  });
});

describe('the first admins', () => {
  const admins = (text: string) => read({ ROLLCALL_FIRST_ADMINS: text }).firstAdmins;

  it('are ids, or names with the account they write from', () => {
    assert.deepEqual(admins('tom, Ada Okafor = slack/T012/U034,'), [
      { name: 'tom', account: null },
      { name: 'Ada Okafor', account: { platform: 'slack', tenant: 'T012', id: 'U034' } },
    ]);
    assert.deepEqual(admins('A=B=teams/t/29%3Ax')[0]?.name, 'A=B');
  });

  for (const [text, expected] of [
    ['Ada=', /"Ada=", which has no account behind the =/],
    ['tom,Ada=slack/T012', /"Ada=slack\/T012", which has no account/],
    ['=slack/T012/U034', /which has no name ahead of the =/],
    ['slack/T012/U034', /which is an account without a name/],
    ['Ada=slack/T/U,Bo=slack/T/U', /gives the account slack\/T\/U to two people/],
  ] as const) {
    it(`refuse ${text} with a remedy`, () => {
      const [problem] = problems({ ROLLCALL_FIRST_ADMINS: text });
      assert.match(problem?.message ?? '', expected);
      assert.ok(problem?.remedy);
    });
  }

  for (const account of [
    'slack/T012/u034',
    'slack/t012/U034',
    'slack/T012/C034',
    'slack/T012/USLACKBOT',
    'Slack/T012/U034',
  ]) {
    it(`refuse ${account}, which nobody can ever write from`, () => {
      const [problem] = problems({ ROLLCALL_FIRST_ADMINS: `Ada=slack/E0ORG/W034,Bo=${account}` });
      assert.equal(problem?.key, 'ROLLCALL_FIRST_ADMINS');
      assert.match(problem?.message ?? '', new RegExp(`has ${account}, which is no member`));
    });
  }
});

describe('the directory setting', () => {
  it('names one connection or several', () => {
    assert.deepEqual(connectionsOf('csv:exports/users.csv'), [
      { name: 'csv', kind: 'csv', path: 'exports/users.csv' },
    ]);
    assert.deepEqual(connectionsOf(' HR=csv:C:\\hr.csv  main=sandbox '), [
      { name: 'hr', kind: 'csv', path: 'C:\\hr.csv' },
      { name: 'main', kind: 'sandbox' },
    ]);
    assert.deepEqual(connectionsOf('csv:a=b.csv'), [{ name: 'csv', kind: 'csv', path: 'a=b.csv' }]);
  });

  it('takes a file name with spaces in quotes, from a .env file too', () => {
    const expected = [{ name: 'csv', kind: 'csv', path: '/my files/a.csv' }];
    assert.deepEqual(connectionsOf('csv:"/my files/a.csv"'), expected);
    const env = parseEnv('ROLLCALL_DIRECTORY="csv:\'/my files/a.csv\'"') as Record<string, string>;
    assert.deepEqual(read(env).connections, expected);
  });

  const wrong: readonly (readonly [string, RegExp])[] = [
    ['crowd:https://x', /This version has sandbox and csv\./],
    ['sandbx', /Did you mean sandbox\?/],
    ['csv:/my files/a.csv', /Put quotes round a file name with spaces/],
    ['csv:', /Write sandbox, csv:FILE/],
    ['csv:a csv:b', /its own name/],
    ['1=sandbox', /A name is a letter/],
    ['sandbox:x', /Write sandbox alone/],
    ['""', /This version has sandbox and csv\./],
  ];
  for (const [text, remedy] of wrong) {
    it(`refuses ${text} with a remedy`, () => {
      const [problem] = problems({ ROLLCALL_DIRECTORY: text });
      assert.equal(problem?.key, 'ROLLCALL_DIRECTORY');
      assert.match(problem?.remedy ?? '', remedy);
    });
  }
});

describe('wrong settings', () => {
  it('are all named at once, each with its key and a remedy', () => {
    const found = problems({
      ROLLCALL_PORT: '65536',
      ROLLCALL_RATE: 'fast',
      ROLLCALL_LOG_LEVEL: 'inf',
      ROLLCALL_SEATS: '0',
      ROLLCALL_PROTECTED_USERS: ' , ',
      ROLLCALL_CONSOLE_EXPOSE: 'true',
      ROLLCALL_ORGANISATION: 'a\nb',
      ROLLCALL_PROT: '1',
      rollcall_data: 'x',
    });
    assert.deepEqual(found.map(({ key }) => key).sort(), [
      ...[
        'ROLLCALL_CONSOLE_EXPOSE',
        'ROLLCALL_LOG_LEVEL',
        'ROLLCALL_ORGANISATION',
        'ROLLCALL_PORT',
        'ROLLCALL_PROT',
      ],
      ...['ROLLCALL_PROTECTED_USERS', 'ROLLCALL_RATE', 'ROLLCALL_SEATS', 'rollcall_data'],
    ]);
    assert.ok(found.every(({ message, remedy }) => message.endsWith('.') && remedy.endsWith('.')));
    const remedyOf = (key: string) => found.find((problem) => problem.key === key)?.remedy ?? '';
    assert.match(remedyOf('ROLLCALL_PROT'), /Did you mean ROLLCALL_PORT\?/);
    assert.match(remedyOf('rollcall_data'), /Did you mean ROLLCALL_DATA\?/);
    assert.match(remedyOf('ROLLCALL_PORT'), /from 0 to 65,535/);
    assert.match(remedyOf('ROLLCALL_LOG_LEVEL'), /Did you mean info\?/);
  });

  it('refuse an address other machines reach unless that is asked for', () => {
    const [problem] = problems({ ROLLCALL_HOST: '0.0.0.0' });
    assert.match(problem?.remedy ?? '', /ROLLCALL_CONSOLE_EXPOSE=yes/);
    assert.equal(problems({ ROLLCALL_HOST: '127.0.0.1.example.com' }).length, 1);
    assert.equal(problems({ ROLLCALL_HOST: 'http://localhost' }).length, 1);
    assert.equal(read({ ROLLCALL_HOST: '0.0.0.0', ROLLCALL_CONSOLE_EXPOSE: 'yes' }).consoleExposed, true);
    for (const host of ['localhost', '::1', '127.0.0.2'])
      assert.equal(read({ ROLLCALL_HOST: host }).host, host);
  });

  it('refuse patterns of service accounts of which one fits everybody', () => {
    for (const text of ['*', 'svc-*,**', ',']) {
      const [problem] = problems({ ROLLCALL_SERVICE_ACCOUNTS: text });
      assert.equal(problem?.key, 'ROLLCALL_SERVICE_ACCOUNTS', text);
    }
  });

  it('refuse an audit key that is too short or no line, without a word of it', () => {
    for (const text of ['hunter2'.repeat(4), `${'hunter2'.repeat(5)}\nhunter2`]) {
      const found = problems({ ROLLCALL_AUDIT_KEY: text });
      assert.equal(found[0]?.key, 'ROLLCALL_AUDIT_KEY');
      assert.match(found[0]?.remedy ?? '', /at least 32 characters/);
      assert.ok(!JSON.stringify(found).includes('hunter2'));
    }
  });

  it('never show what a secret holds', () => {
    const refuse = () => ({ ok: false, message: 'is wrong.', remedy: 'Mend it.' }) as const;
    const setting = { key: 'K', description: '', fallback: '', example: '', secret: true, read: refuse };
    assert.ok(!JSON.stringify(readSetting(setting, 'hunter2')).includes('hunter2'));
    assert.ok(JSON.stringify(readSetting({ ...setting, secret: false }, 'hunter2')).includes('hunter2'));
  });
});

describe('the table of settings', () => {
  it('is printed whole, as text and for the README', () => {
    const rows = settingsMarkdown().split('\n');
    assert.equal(rows.length, SETTINGS.length + 2);
    assert.ok(rows.every((row) => row.replaceAll('\\|', '').split('|').length === 6));
    for (const { key } of SETTINGS) {
      assert.ok(settingsHelp().includes(`\n${key}\n`), key);
      assert.match(key, /^ROLLCALL_[A-Z_]+$/);
    }
    assert.equal(new Set(SETTINGS.map(({ key }) => key)).size, SETTINGS.length);
    assert.ok(settingsMarkdown().includes('| svc-\\*,svc_\\*,'), 'a star outside of code is escaped');
  });
});

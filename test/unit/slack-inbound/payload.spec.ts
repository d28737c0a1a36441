import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  originOfCommand,
  originOfEvent,
  originOfInteraction,
  teamOfEvent,
  textAt,
} from '../../../adapters/slack/payload.ts';

describe('Slack payloads', () => {
  it('tells the workspace and the organisation of a command', () => {
    const body = {
      team_id: 'T1',
      enterprise_id: 'E1',
      user_id: 'U1',
      channel_id: 'C1',
      channel_name: 'admins',
    };
    const origin = originOfCommand({ ...body, is_enterprise_install: 'false' });
    assert.deepEqual(origin?.team, { team: 'T1', enterprise: 'E1' });
    assert.deepEqual(origin?.channel, { id: 'C1', name: 'admins' });
    assert.deepEqual(originOfCommand({ ...body, enterprise_id: '' })?.team, { team: 'T1', enterprise: null });
  });

  it('tells them of a press, also where an organisation-wide one names no workspace', () => {
    const user = { id: 'U1', team_id: 'T2' };
    const wide = originOfInteraction({
      team: null,
      enterprise: { id: 'E1' },
      user,
      is_enterprise_install: true,
    });
    assert.deepEqual([wide?.team, wide?.userTeam], [{ team: null, enterprise: 'E1' }, 'T2']);
    const inGrid = originOfInteraction({ team: { id: 'T1', enterprise_id: 'E1' }, user });
    assert.deepEqual(inGrid?.team, { team: 'T1', enterprise: 'E1' });
    const shared = originOfInteraction({ team: { id: 'T2' }, view: { app_installed_team_id: 'T1' }, user });
    assert.deepEqual(shared?.team, { team: 'T1', enterprise: null });
  });

  it('takes the installation an event was sent to before the workspace it happened in', () => {
    const body = {
      team_id: 'T9',
      context_team_id: 'T8',
      authorizations: [{ team_id: 'T1', enterprise_id: null }],
      event: { user: 'U1', channel: 'D1' },
    };
    assert.deepEqual(teamOfEvent(body), { team: 'T1', enterprise: null });
    assert.equal(originOfEvent(body)?.team.team, 'T1');
    assert.equal(originOfEvent({ ...body, authorizations: [] })?.team.team, 'T8');
  });

  it('names nobody where an id is none', () => {
    for (const id of ['', 'u1', 'U1/../x', 'U'.repeat(40), 7, null]) {
      assert.equal(originOfCommand({ team_id: 'T1', user_id: id }), undefined);
      assert.equal(originOfCommand({ team_id: id === '' ? null : id, user_id: 'U1' }), undefined);
    }
  });

  it('throws at nothing', () => {
    fc.assert(
      fc.property(fc.anything(), (body) => {
        originOfCommand(body);
        originOfInteraction(body);
        originOfEvent(body);
        teamOfEvent(body);
      }),
    );
  });

  it('reads own members only', () => {
    assert.equal(textAt({}, 'constructor', 'name'), null);
  });
});

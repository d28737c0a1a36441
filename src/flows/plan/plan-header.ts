import type { ConnectionName } from '../../domain/ids.ts';
import type { CapForecast, Plan } from '../../domain/plan.ts';
import { numberText } from '../../domain/text.ts';
import { quorumOf } from '../../policy/quorum.ts';
import { capToday } from '../cap.ts';
import type { Connection, Services } from '../services.ts';
import { canWrite } from './plan-candidates.ts';
import type { PlanRequest } from './plan-request.ts';
import type { Tally } from './plan-tally.ts';

/** The header of a plan whose rows are stored. */
export async function planHeader(
  services: Services,
  request: PlanRequest,
  tally: Tally,
  writes: boolean,
): Promise<Plan> {
  const { census, connections } = services;
  const connection = tally.connection ?? (connections.keys().next().value as ConnectionName);
  const { limiter } = connections.get(connection) as Connection;
  const { choice, operation } = request;
  const unknown =
    choice.kind === 'filter' ? census.roster.select(choice.filter, request.order, 0, 0).unknown : 0;
  return {
    id: request.id,
    version: 1,
    operation,
    connection,
    kind: writes ? 'plan' : 'report',
    filter: choice.kind === 'filter' ? choice.text : null,
    filterWords: wordsOf(request),
    frozenAt: choice.kind === 'filter' ? choice.filter.frozenAt : request.now,
    order: request.order,
    matched: tally.targets + tally.exclusions,
    targets: tally.targets,
    leftOut: tally.leftOut,
    unknown,
    seats: {
      used: census.roster.figures(connection).licensed,
      total: census.seats(connection),
      freed: tally.seats,
      ...(tally.seatsUnknown === 0 ? {} : { unknown: tally.seatsUnknown }),
    },
    cap: await capForecast(services, request, connection, tally),
    quorum: quorumOf({ operation, grantsAdmin: tally.grantsAdmin }),
    notes: [
      ...suffixNotes(services, request, connection),
      ...membershipNotes(tally),
      ...undoNotes(request, tally),
      ...adminNotes(request, tally),
    ],
    requests: tally.requests,
    estimateMs: Math.ceil((tally.requests / limiter.ratePerSecond) * 1000),
    source: census.source(connection, request.now),
    requestedBy: request.requestedBy,
    requestedFrom: request.requestedFrom,
    fingerprint: tally.fingerprint(),
  };
}

function wordsOf({ choice }: PlanRequest): string {
  switch (choice.kind) {
    case 'filter':
      return choice.words;
    case 'picked':
      return 'picked by hand';
    case 'undo':
      return choice.username === null
        ? `changed by ${choice.run}`
        : `${choice.username}, changed by ${choice.run}`;
  }
}

async function capForecast(
  services: Services,
  request: PlanRequest,
  connection: ConnectionName,
  tally: Tally,
): Promise<CapForecast | null> {
  if (tally.taking === 0 || request.operation.kind === 'undo') return null;
  const beyond = tally.leftOut.find(({ reason }) => reason === 'beyond-cap')?.count ?? 0;
  return { ...(await capToday(services, connection)), eligible: tally.taking + beyond };
}

function suffixNotes(
  services: Services,
  { operation }: PlanRequest,
  connection: ConnectionName,
): readonly string[] {
  if (operation.kind !== 'deactivate' || operation.suffix === null) return [];
  if (canWrite(services, connection, 'rename')) return [];
  const { label } = (services.connections.get(connection) as Connection).directory;
  return [`${label} cannot rename accounts, so the suffix ${operation.suffix} is left off.`];
}

/** A membership of one's own and one through another group at once: only the first can be taken. */
function membershipNotes({ staying }: Tally): readonly string[] {
  if (staying === 0) return [];
  const who = staying === 1 ? '1 of them stays in a group' : `${numberText(staying)} of them stay in a group`;
  return [`${who} all the same, through another group that brings it.`];
}

/** No cap holds an undo back, so its card has to say what the cap would have said. */
function undoNotes({ operation }: PlanRequest, { taking }: Tally): readonly string[] {
  if (operation.kind !== 'undo' || taking === 0) return [];
  const who = taking === 1 ? '1 user loses' : `${taking.toLocaleString('en-US')} users lose`;
  return [`${who} access. No cap holds an undo back, but what it takes counts for 24 hours.`];
}

/** An undo that leaves administrators as they are looks like a fault unless it says why. */
function adminNotes({ operation }: PlanRequest, { leftOut }: Tally): readonly string[] {
  const isHeld = leftOut.some(({ reason }) => reason === 'admin' || reason === 'last-admin');
  if (operation.kind !== 'undo' || !isHeld) return [];
  return [
    'Rollcall takes nothing from an administrator, not even what a run of its own gave, whoever approves: change these accounts in the directory itself.',
  ];
}

import type { SettingApprovalNotice } from '../src/domain/notice.ts';
import {
  askedBy,
  askedUntil,
  badgeOf,
  decidedFact,
  needsFact,
  readerLines,
  reasonFact,
  whyFact,
  withdrawButton,
} from './approval-parts.ts';
import { type Card, type CardContext, card, type Fact, facts } from './card.ts';
import { settingButtons } from './decision-buttons.ts';
import { loosensWords, settingWords } from './setting-words.ts';
import { given, LENGTHS, sentence } from './text.ts';

/** A request to loosen a protection; once decided it shrinks to who decided what, without buttons. */
export function settingApprovalCard(notice: SettingApprovalNotice, context: CardContext): Card {
  return notice.approval.state === 'waiting' ? waitingCard(notice, context) : decidedCard(notice, context);
}

function waitingCard(notice: SettingApprovalNotice, context: CardContext): Card {
  const { approval, change, audience } = notice;
  return card({
    headline: `${settingWords(change, audience)}?`,
    badge: badgeOf(notice),
    evidence: [sentence(`then ${loosensWords(change)}`), askedUntil(notice, context)],
    blocks: [facts(whyFact(notice), accountsFact(notice), needsFact(notice)), ...readerLines(notice)],
    ...buttonsFor(notice),
    smallPrint: [...whomLines(notice), 'Nothing is changed before it is approved.', approval.id],
  });
}

/** Whoever writes from one of these gets the role; a channel does not read who somebody is. */
function accountsFact({ change, audience }: SettingApprovalNotice): Fact | null {
  if (change.kind !== 'give-role' || change.to.kind === 'group' || audience === 'counts') return null;
  const { accounts } = change.to;
  if (accounts === undefined) return null;
  const all = accounts.map((key) => given(key, LENGTHS.line)).join(', ');
  return { name: 'Writes from', value: all === '' ? 'no account yet' : all };
}

/** Only what its reader can do: everybody's copy in a channel has it all. */
function buttonsFor(notice: SettingApprovalNotice): Pick<Card, 'buttons' | 'menu'> {
  const { reader, approval, change } = notice;
  const withdraw = [withdrawButton(notice)];
  if (reader === 'requester') return { buttons: withdraw, menu: [] };
  if (reader === 'decided' || reader === 'onlooker') return { buttons: [], menu: [] };
  return { buttons: settingButtons(approval, change), menu: reader === 'anyone' ? withdraw : [] };
}

/** Where a channel does not read whom it is about, the way to read it. */
function whomLines({ change, audience }: SettingApprovalNotice): readonly string[] {
  const isHidden = audience === 'counts' && settingWords(change, 'counts') !== settingWords(change, 'names');
  return isHidden ? ['Whom it is about is shown by "approvals".'] : [];
}

function decidedCard(notice: SettingApprovalNotice, context: CardContext): Card {
  const { approval, change, audience } = notice;
  return card({
    headline: settingWords(change, audience),
    badge: badgeOf(notice),
    evidence: [askedBy(notice, context)],
    blocks: [facts(decidedFact(notice, context), reasonFact(notice), whyFact(notice))],
    smallPrint: [approval.id],
  });
}

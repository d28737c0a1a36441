import type { Account, MessageRef, Place } from '../../src/domain/account.ts';
import type { Click, Invocation } from '../../src/domain/inbound.ts';
import { INPUTS } from '../../src/domain/inbound.ts';
import type { ApprovalNotice, ListNotice, Notice } from '../../src/domain/notice.ts';
import type { Problem } from '../../src/domain/problem.ts';
import { answerProblem, answerWith, DUPLICATE } from '../../src/flows/answer.ts';
import type { Answer, Arrival, Bot, Standing } from '../../src/flows/bot.ts';
import type { ChatPlatform } from '../../src/ports/chat-platform.ts';
import type { FileStore } from '../../src/ports/storage.ts';
import { anAccount, users } from '../support/notice-parts.ts';
import { ordinaryNotices } from '../support/notices.ts';

const NOTICES = new Map(ordinaryNotices().map(({ name, notice }) => [name, notice]));

/** An ordinary notice by the name of its screen. */
export function noticeNamed(name: string): Notice {
  const notice = NOTICES.get(name);
  if (notice === undefined) throw new Error(`There is no notice named ${name}.`);
  return notice;
}

/**
 * Answers as the real bot would on screen, from a script: `users …` lists, `deactivate …` asks for an approval,
 * which Tom or Ines decide, and the name of any screen shows it. Everything it is told is kept for assertions.
 */
export class StandInBot implements Bot {
  readonly commands: Invocation[] = [];
  readonly clicks: Click[] = [];
  readonly strangers: string[] = [];
  readonly turnedAway: Problem['kind'][] = [];
  /** What the next answers wait for. */
  gate: Promise<void> = Promise.resolve();
  readonly #platform: ChatPlatform;
  readonly #files: FileStore;
  readonly #deliveries = new Set<string>();
  #copies: { readonly ref: MessageRef; readonly audience: 'names' | 'counts' }[] = [];

  constructor(platform: ChatPlatform, files: FileStore) {
    this.#platform = platform;
    this.#files = files;
  }

  async refuseStranger(claimed: Account): Promise<void> {
    this.strangers.push(claimed.id);
  }

  async standing(): Promise<Standing> {
    return 'somebody';
  }

  async home(): Promise<Notice> {
    return noticeNamed('status');
  }

  async turnAway(_arrival: Arrival, problem: Problem): Promise<Answer> {
    this.turnedAway.push(problem.kind);
    return answerProblem(problem);
  }

  async command(invocation: Invocation): Promise<Answer> {
    await this.gate;
    if (this.#isKnown(invocation.deliveryId)) return DUPLICATE;
    this.commands.push(invocation);
    return this.#say(invocation.text.replace(/^\//, ''), invocation.place);
  }

  async click(click: Click): Promise<Answer> {
    await this.gate;
    if (this.#isKnown(click.deliveryId)) return DUPLICATE;
    this.clicks.push(click);
    switch (click.verb) {
      case 'say':
        return this.#say(click.id, click.place);
      case 'list-show':
        return { ...answerWith(), replace: this.#page(Number(click.inputs[INPUTS.page] ?? 1)) };
      case 'propose-deactivate':
        return this.#propose(click.place);
      case 'list-export':
        return this.#export(click);
      case 'approve':
        return this.#decide(click, 'approval-approved');
      case 'reject':
        return this.#decide(click, 'approval-rejected');
      default:
        return answerWith({ kind: 'said', headline: `You pressed ${click.verb}`, detail: '' });
    }
  }

  async #say(text: string, place: Place): Promise<Answer> {
    if (text.startsWith('users')) return answerWith(this.#page(1));
    if (text.startsWith('deactivate')) return this.#propose(place);
    const screen = NOTICES.get(text);
    if (screen !== undefined) return answerWith(screen);
    return answerProblem({
      kind: 'not-understood',
      message: `I don't know "${text}". Nothing was changed.`,
      suggestion: 'users inactive:90d',
    });
  }

  #page(page: number): ListNotice {
    const list = noticeNamed('list') as ListNotice;
    return { ...list, page, rows: users(20) };
  }

  async #propose(place: Place): Promise<Answer> {
    const copies = ['priya', 'tom', 'ines'].map(async (id) => ({
      ref: await this.#platform.directMessage(
        anAccount(id),
        noticeNamed(id === 'priya' ? 'approval-requester' : 'approval-waiting'),
      ),
      audience: 'names' as const,
    }));
    this.#copies = await Promise.all(copies);
    if (place.kind === 'channel') {
      const ref = await this.#platform.post(place, noticeNamed('approval-channel'));
      this.#copies.push({ ref, audience: 'counts' });
    }
    return answerWith();
  }

  async #decide(click: Click, decided: string): Promise<Answer> {
    if (click.account.id === 'priya') {
      return answerProblem({ kind: 'not-allowed', message: 'You asked for this, so somebody else decides.' });
    }
    for (const { ref, audience } of this.#copies) {
      await this.#platform.update(ref, { ...(noticeNamed(decided) as ApprovalNotice), audience });
    }
    return answerWith();
  }

  async #export(click: Click): Promise<Answer> {
    const file = { name: 'users.csv', mime: 'text/csv', expiresAt: click.at + 3_600_000 };
    const stored = await this.#files.write(
      file,
      (async function* () {
        yield 'username\r\nada\r\n';
      })(),
    );
    await this.#platform.upload(click.account, stored);
    return answerWith({ kind: 'said', headline: '128 users exported', detail: 'users.csv is yours.' });
  }

  #isKnown(deliveryId: string): boolean {
    const known = this.#deliveries.has(deliveryId);
    this.#deliveries.add(deliveryId);
    return known;
  }
}

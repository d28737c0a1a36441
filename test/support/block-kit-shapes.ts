/** A JSON object of which nothing is known. */
export type Node = Readonly<Record<string, unknown>>;

/** Every object inside a value, whatever it hangs on. */
export function* nodesIn(value: unknown): Iterable<Node> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Node;
  for (const child of Object.values(value)) yield* nodesIn(child);
}

/** Checks small pieces of Block Kit and collects what is wrong, as "where: what". */
export class Rules {
  readonly broken: string[] = [];

  say(at: string, what: string): void {
    this.broken.push(`${at}: ${what}`);
  }

  object(at: string, value: unknown): Node | undefined {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Node;
    this.say(at, 'not an object');
    return undefined;
  }

  keys(at: string, node: Node, allowed: readonly string[]): void {
    const strange = Object.keys(node).filter((name) => name !== 'type' && !allowed.includes(name));
    if (strange.length > 0) this.say(at, `does not know ${strange.join(', ')}`);
    for (const [name, value] of Object.entries(node)) {
      if (value === undefined || value === null) this.say(`${at}/${name}`, 'has no value');
    }
  }

  list(at: string, value: unknown, least: number, most: number): readonly unknown[] {
    if (!Array.isArray(value)) {
      this.say(at, 'not a list');
      return [];
    }
    if (value.length < least || value.length > most) this.say(at, `${value.length} entries`);
    return value;
  }

  string(at: string, value: unknown, most: number, least = 1): void {
    if (typeof value !== 'string') {
      this.say(at, 'not a string');
      return;
    }
    if (value.length < least || value.length > most) this.say(at, `${value.length} characters of ${most}`);
    if (least > 0 && value.trim() === '') this.say(at, 'blank');
    if (/\p{Cs}/u.test(value)) this.say(at, 'half a surrogate pair');
  }

  whole(at: string, value: unknown, least: number, most: number): void {
    if (!Number.isInteger(value) || Number(value) < least || Number(value) > most)
      this.say(at, String(value));
  }

  plain(at: string, value: unknown, most: number): void {
    const text = this.object(at, value);
    if (text === undefined) return;
    if (text.type !== 'plain_text') this.say(`${at}/type`, 'not plain_text');
    this.text(at, value, most);
  }

  text(at: string, value: unknown, most: number): void {
    const text = this.object(at, value);
    if (text === undefined) return;
    const isPlain = text.type === 'plain_text';
    if (!isPlain && text.type !== 'mrkdwn') this.say(`${at}/type`, String(text.type));
    this.keys(at, text, ['text', isPlain ? 'emoji' : 'verbatim']);
    this.string(`${at}/text`, text.text, most);
  }

  option(at: string, value: unknown): void {
    const option = this.object(at, value);
    if (option === undefined) return;
    if ('type' in option) this.say(at, 'a type it does not have');
    this.keys(at, option, ['text', 'value', 'description']);
    this.text(`${at}/text`, option.text, 75);
    this.string(`${at}/value`, option.value, 150);
    this.optional(option, 'description', (path, text) => this.text(path, text, 75), at);
  }

  style(at: string, node: Node): void {
    if (node.style !== undefined && node.style !== 'primary' && node.style !== 'danger')
      this.say(`${at}/style`, String(node.style));
  }

  optional(node: Node, name: string, check: (at: string, value: unknown) => void, at = ''): void {
    if (node[name] !== undefined) check(`${at}/${name}`, node[name]);
  }
}

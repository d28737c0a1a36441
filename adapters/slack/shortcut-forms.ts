import type { InputBlock, ModalView } from '@slack/types';
import { FILE_ALONE } from './events.ts';
import { textAt } from './payload.ts';

const FIND_USERS = 'find_users';
const USERS_FROM_FILE = 'users_from_file';
const FILTER = 'filter';
const FILE = 'file';
const COMMAND = 'command';
const LONGEST = 3_000;

/** The forms of the global shortcuts by callback id. Titles hold 24 characters (docs.slack.dev, modal views). */
export const SHORTCUT_FORMS: Readonly<Record<string, ModalView>> = {
  [FIND_USERS]: form(FIND_USERS, 'Find users', 'List users', [
    textInput(FILTER, 'Filter', 'inactive:90d -group:support-staff', ''),
  ]),
  [USERS_FROM_FILE]: form(USERS_FROM_FILE, 'Users from a file', 'Send', [
    {
      type: 'input',
      block_id: FILE,
      label: plain('CSV or text file with usernames or addresses'),
      element: { type: 'file_input', action_id: FILE, filetypes: ['csv', 'txt'], max_files: 1 },
    },
    {
      ...textInput(COMMAND, 'Command', FILE_ALONE, FILE_ALONE),
      hint: plain('"list:" stands for the users in the file, as in "deactivate list:".'),
    },
  ]),
};

/** The command in a submitted form of a shortcut. Undefined for any other form; everything in it is untrusted. */
export function readShortcutForm(
  body: unknown,
): { readonly text: string; readonly file: string | null } | undefined {
  const entered = (block: string, ...path: readonly (string | number)[]) =>
    textAt(body, 'view', 'state', 'values', block, block, ...path);
  switch (textAt(body, 'view', 'callback_id')) {
    case FIND_USERS:
      return { text: `users ${entered(FILTER, 'value') ?? ''}`.trim(), file: null };
    case USERS_FROM_FILE:
      return { text: entered(COMMAND, 'value') ?? FILE_ALONE, file: entered(FILE, 'files', 0, 'id') };
    default:
      return undefined;
  }
}

function form(callback: string, title: string, submit: string, blocks: readonly InputBlock[]): ModalView {
  return {
    type: 'modal',
    callback_id: callback,
    title: plain(title),
    submit: plain(submit),
    close: plain('Not now'),
    blocks: [...blocks],
  };
}

function textInput(block: string, label: string, placeholder: string, value: string): InputBlock {
  return {
    type: 'input',
    block_id: block,
    label: plain(label),
    element: {
      type: 'plain_text_input',
      action_id: block,
      max_length: LONGEST,
      placeholder: plain(placeholder),
      ...(value !== '' && { initial_value: value }),
    },
  };
}

function plain(text: string) {
  return { type: 'plain_text' as const, text, emoji: false };
}

import assert from 'node:assert/strict';
import type { AttachedFile } from '../../../src/domain/file.ts';
import { filterOf, problemWith } from './support.ts';

function file(content: string, name = 'leavers.csv'): AttachedFile {
  return { name, content };
}

function entries(content: string | readonly AttachedFile[], words = 'list:'): readonly string[] {
  const files = typeof content === 'string' ? [file(content)] : content;
  const term = filterOf(words, files).terms.find((candidate) => candidate.kind === 'list');
  assert.ok(term?.kind === 'list');
  return term.entries;
}

describe('a list of names in a file', () => {
  const ADA_AND_BO = ['ada', 'bo@example.com'];
  const forms: readonly (readonly [string, string])[] = [
    ['one a line', 'ada\nbo@example.com\n'],
    ['with Windows line ends, a byte order mark and empty lines', '\ufeffada\r\n\r\nbo@example.com\r\n'],
    ['with commas', 'ada, bo@example.com'],
    ['with semicolons and tabs', 'ada;bo@example.com;\tada\n'],
    ['with a header', '\nUsername\nada\nbo@example.com'],
    ['with another header', 'e-mail\nada\nbo@example.com'],
    ['with quotes', '"ada"\n"bo@example.com"'],
    ['as a table', 'id;display name;username\n1;"Ada; Okafor";ada\n2;Bo;bo@example.com'],
    [
      'as an organisation export',
      'User id,User name,email,User status\n1,Ada Okafor,ada,Active\n2,Bo,bo@example.com,Suspended',
    ],
  ];
  for (const [how, content] of forms) {
    it(`is read ${how}`, () => assert.deepEqual(entries(content), ADA_AND_BO));
  }

  it('is read from several files together', () => {
    assert.deepEqual(entries([file('username\nada'), file('bo@example.com\nada', 'more.txt')]), ADA_AND_BO);
  });

  it('keeps commas and doubled quotes inside quotes', () => {
    assert.deepEqual(entries('"Doe, ""Jo"""\nada'), ['Doe, "Jo"', 'ada']);
  });

  it('stands beside other conditions', () => {
    assert.deepEqual(
      filterOf('list: licensed:yes', [file('ada')]).terms.map((term) => term.kind),
      ['list', 'licensed'],
    );
  });

  it('is not taken unless list: asks for it', () => {
    assert.deepEqual(filterOf('never', [file('ada')]).terms, [{ kind: 'never' }]);
  });

  it('is refused when it is binary, empty, or too long, with what to do', () => {
    assert.match(
      problemWith('users list:', [file('PK\u0003\u0000')]).message,
      /"leavers.csv" is not a text file/,
    );
    assert.match(problemWith('users list:', [file('username\n\n')]).message, /holds no usernames/);
    const long = Array.from({ length: 100_001 }, (_, n) => `u${n}`);
    assert.match(
      problemWith('users list:', [file(long.join('\n'))]).message,
      /more than 100,000 entries, the most that can be used at once. Split it/,
    );
    assert.equal(entries(long.slice(1).join('\n')).length, 100_000);
  });

  it('is refused for an entry that is no name, and only for one', () => {
    const note = 'x'.repeat(321);
    const { message } = problemWith('users list:', [file(`ada\nbo,"${note}"`)]);
    assert.match(message, /more than 320 characters, "x{40}…", which is no username or address/);
    assert.deepEqual(entries(`username,note\nada,${note}\n"bo",${note}`), ['ada', 'bo']);
    assert.deepEqual(entries(`${note.slice(1)}\nada`), [note.slice(1), 'ada']);
  });

  it('ends a quote with its line, and takes a header with empty titles', () => {
    assert.deepEqual(entries('"ada\nbo;"cy"\n'), ['ada', 'bo', 'cy']);
    assert.deepEqual(entries(',\nusername,\nada,x\n,y\n bo '), ['ada', 'bo']);
    assert.deepEqual(entries('username\nada,bo'), ['ada', 'bo']);
    assert.deepEqual(entries('""""\n"a""b",""'), ['"', 'a"b']);
  });
});

describe('a pasted list of names', () => {
  it('is the lines below list:', () => {
    assert.deepEqual(entries([], 'licensed:yes list:\r\nusername\r\nada\r\nbo "x'), ['ada', 'bo x']);
    assert.deepEqual(entries([], 'list: \n ada, bo\n\ncy '), ['ada', 'bo', 'cy']);
  });

  it('goes on over spaces and lines behind a comma', () => {
    assert.deepEqual(entries([], 'list:ada, bo,\ncy'), ['ada', 'bo', 'cy']);
  });

  it('comes before an attached file', () => {
    assert.deepEqual(entries([file('bo')], 'list:\nada'), ['ada']);
  });
});

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { createPublicServer } from '../../../adapters/http/public-server.ts';
import { isProblem } from '../../../src/domain/problem.ts';

const LOCAL = { host: '127.0.0.1', port: 0 };

describe('the server that chat platforms reach', () => {
  it('has their doors and nothing else', async () => {
    const server = createPublicServer(LOCAL, [
      { prefix: '/chat/', listener: (_request, response) => response.end('come in') },
    ]);
    const url = `http://127.0.0.1:${await server.listen()}`;
    try {
      assert.equal(await (await fetch(`${url}/chat/events`)).text(), 'come in');
      for (const path of ['/', '/chat', '/metrics', '/api/places']) {
        assert.equal((await fetch(url + path)).status, 404, path);
      }
    } finally {
      await server.close();
    }
  });

  it('names its own setting when the port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    try {
      await assert.rejects(createPublicServer({ ...LOCAL, port }, []).listen(), (error) => {
        assert.ok(isProblem(error, 'misconfigured'));
        assert.match(JSON.stringify((error as { problem?: unknown }).problem), /ROLLCALL_PUBLIC_PORT/);
        return true;
      });
    } finally {
      await new Promise((resolve) => other.close(resolve));
    }
  });

  it('lets a request that is at work end before it is closed', async () => {
    let answer = () => {};
    const arrived = deferred();
    const server = createPublicServer(LOCAL, [
      {
        prefix: '/chat/',
        listener(_request, response) {
          answer = () => response.end('done');
          arrived.resolve(undefined);
        },
      },
    ]);
    const url = `http://127.0.0.1:${await server.listen()}`;
    const reply = fetch(`${url}/chat/events`);
    await arrived.promise;
    const closed = server.close();
    answer();
    assert.equal(await (await reply).text(), 'done');
    await closed;
  });
});

function deferred() {
  let resolve: (value: unknown) => void = () => {};
  const promise = new Promise((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

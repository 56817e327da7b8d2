import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { help, readArguments } from '../native/arguments.ts';
import { choosePorts, PORTS } from '../native/ports.ts';

test('without arguments it is the stack of compose.yaml, at its ports', () => {
  expect(readArguments([])).toEqual({
    timing: { firstSpike: 60, every: 960, length: 120 },
    ports: {},
    anyPort: false,
  });
});

test('spikes and ports can be others', () => {
  const args = ['--first-spike', '5', '--spike-every=600', '--port', 'demo=18080', '--any-port'];
  expect(readArguments(args)).toEqual({
    timing: { firstSpike: 5, every: 600, length: 120 },
    ports: { demo: 18_080 },
    anyPort: true,
  });
});

test.each([
  [['--first-spike', 'soon'], "--first-spike takes seconds, a whole number from 1 on, not 'soon'"],
  [['--spike-length', '60', '--spike-every', '60'], 'a spike has to be shorter'],
  [['--port', 'demo'], "--port takes NAME=PORT, such as demo=18080, not 'demo'"],
  [['--port', 'web=1'], "not 'web=1'"],
  [['--port', 'demo=70000'], "not 'demo=70000'"],
  [['--colour'], '--colour'],
])('%j is a mistake that is named', (args, message) => {
  expect(() => readArguments(args)).toThrow(message);
});

test('the help names every port', () => {
  for (const [name, port] of Object.entries(PORTS)) expect(help).toContain(`${name} ${port}`);
});

test('a port that is taken is named, with what to do', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await expect(choosePorts({ prometheus: port }, { anyPort: true })).rejects.toThrow(
    `Ports are in use, perhaps by another stack. Stop that, or take others:\n  ${port} (prometheus): --port prometheus=`,
  );
  server.close();
  const ports = await choosePorts({ prometheus: port }, { anyPort: true });
  expect(ports.prometheus).toBe(port);
  expect(new Set(Object.values(ports)).size).toBe(Object.keys(PORTS).length);
});

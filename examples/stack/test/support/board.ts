import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express from 'express';
import { Schedule } from '../../api/schedule.ts';
import { Alertmanager } from '../../board/alertmanager.ts';
import { board } from '../../board/board.ts';
import { Jaeger } from '../../board/jaeger.ts';
import { Messages } from '../../board/messages.ts';
import { Prometheus } from '../../board/prometheus.ts';

/** The board, on a port of its own. */
export interface Board extends AsyncDisposable {
  readonly url: string;
  readonly schedule: Schedule;
}

/** Nobody listens here. */
const NOBODY = 'http://127.0.0.1:9';

/** Starts it with these runbooks and dashboards; backends that are not given do not answer. */
export async function startBoard({
  prometheus = NOBODY,
  alertmanager = NOBODY,
  jaeger = NOBODY,
  files = {},
}: {
  readonly prometheus?: string;
  readonly alertmanager?: string;
  readonly jaeger?: string;
  /** By path: `runbooks/Name.md`, `dashboards/name.json`. */
  readonly files?: Readonly<Record<string, string>>;
}): Promise<Board> {
  const folder = mkdtempSync(join(tmpdir(), 'spanthropic-board-'));
  for (const name of ['runbooks', 'dashboards']) mkdirSync(join(folder, name));
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  const schedule = new Schedule({ firstSpike: 1_000, every: 1_000, length: 100 });
  const app = express();
  app.use(
    board({
      schedule,
      prometheus: new Prometheus(prometheus),
      alertmanager: new Alertmanager(alertmanager),
      jaeger: new Jaeger(jaeger, 'demo'),
      messages: new Messages(),
      links: { grafana: '/d/', prometheus: '/explore', alertmanager, jaeger: '/search' },
      runbooks: join(folder, 'runbooks'),
      dashboards: join(folder, 'dashboards'),
      files: fileURLToPath(new URL('../../page', import.meta.url)),
      onMessage: () => {},
    }),
  );
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    schedule,
    async [Symbol.asyncDispose]() {
      server.close().closeAllConnections();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

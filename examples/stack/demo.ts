// The demo service: a service that calls Claude, users who keep it busy, the API that it calls, and a page that
// shows what the backends make of its telemetry. What it is told, it is told by environment variables.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import Anthropic from '@anthropic-ai/sdk';
import express from 'express';
import { instrument } from 'spanthropic';
import { startLimitedApi } from './api/limited-api.ts';
import { Schedule } from './api/schedule.ts';
import { Alertmanager } from './board/alertmanager.ts';
import { board } from './board/board.ts';
import { Jaeger } from './board/jaeger.ts';
import { Messages } from './board/messages.ts';
import { Prometheus } from './board/prometheus.ts';
import { LARGE, SMALL } from './models.ts';
import { service } from './service/service.ts';
import { startTelemetry } from './service/telemetry.ts';
import { settingsFrom } from './settings.ts';
import { Traffic } from './traffic/traffic.ts';

const settings = settingsFrom(process.env);
const stopTelemetry = startTelemetry();
const schedule = new Schedule(settings.timing);
const api = await startLimitedApi(schedule);
// Never the real API, whatever the environment has: nobody pays for a demo.
const client = new Anthropic({ baseURL: api.url, apiKey: 'not needed here', authToken: null });
instrument(client, { models: [LARGE, SMALL] });

const app = express();
app.use(
  board({
    schedule,
    prometheus: new Prometheus(settings.backends.prometheus),
    alertmanager: new Alertmanager(settings.backends.alertmanager),
    jaeger: new Jaeger(settings.backends.jaeger, settings.service),
    messages: new Messages(),
    links: settings.links,
    runbooks: settings.runbooks,
    dashboards: settings.dashboards,
    files: fileURLToPath(new URL('page', import.meta.url)),
    onMessage: (message) => console.log(`${new Date().toISOString()} ${message}`),
  }),
);
app.use(service(client));

const server = app.listen(settings.port, settings.host);
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
const traffic = new Traffic(`http://127.0.0.1:${port}`, schedule);
console.log(`The demo service listens at http://${settings.host}:${port}`);

const stop = async (): Promise<void> => {
  traffic[Symbol.dispose]();
  server.close().closeAllConnections();
  await stopTelemetry();
  await api[Symbol.asyncDispose]();
  process.exit();
};
process.once('SIGINT', stop).once('SIGTERM', stop);
// Where another process has started it, it ends with that one.
process.once('disconnect', stop);

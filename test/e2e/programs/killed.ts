// Starts a program, says its process id, and goes on until it is killed.
import { startAlertmanager } from 'backends/alertmanager';

const { process: running } = await startAlertmanager({
  config: 'route: { receiver: nobody }\nreceivers: [{ name: nobody }]',
});
console.log(running.pid);

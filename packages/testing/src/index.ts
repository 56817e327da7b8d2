export {
  type Content,
  type OtherContent,
  type ServerToolUseContent,
  serverToolUse,
  type TextContent,
  type ThinkingContent,
  type ToolUseContent,
  text,
  thinking,
  toolUse,
  type WebSearchResult,
  type WebSearchToolResultContent,
  webSearch,
  webSearchToolResult,
} from './message/content.ts';
export type { Usage } from './message/usage.ts';
export {
  creditBalanceTooLow,
  hang,
  json,
  jsonl,
  malformed,
  message,
  ok,
  reset,
  spendLimitReached,
  status,
  stream,
} from './script/builders.ts';
export type { RequestMatch, Script, ScriptedCall } from './script/script.ts';
export type {
  AnswerOptions,
  HangStep,
  JsonlStep,
  JsonStep,
  MalformedStep,
  MessageContent,
  MessageStep,
  OkStep,
  ResetStep,
  Stall,
  StatusStep,
  Step,
  StepOptions,
  StreamEnding,
  StreamPace,
  StreamStep,
} from './script/step.ts';
export type { FakeClaude, FakeClaudeOptions } from './server/fake-claude.ts';
export type { RecordedEvent, RecordedRequest } from './server/recorded-request.ts';
export { startFakeClaude } from './server/start-fake-claude.ts';

import { readFileSync } from 'node:fs';
import { scenarios } from './scenarios.ts';

const html = readFileSync(new URL('page.html', import.meta.url), 'utf8');

/** Where a model answers, there is no script for what happens. */
const questions = ['Why is the sky blue?', 'Write a limerick about rate limits.'].map(
  (question) => ({ title: question, question }),
);

/** The chat page of a server that is called `server`. With a fake API it offers what that can play. */
export function page(server: string): string {
  const offers = process.env.FAKE_CLAUDE === 'true' ? scenarios : questions;
  const suggestions = offers.map(({ title, question }) => ({ title, question }));
  const settings = JSON.stringify({ server, suggestions }).replaceAll('<', '\\u003c');
  return html.replace('{}', () => settings);
}

import { describe, expect, it } from 'vitest';
import { ALERT_RULES } from './support/alert-rules.ts';
import { RUNBOOKS, readRunbook } from './support/runbook.ts';
import { problemsOf } from './support/runbook-problems.ts';

const alerts = [...new Set(ALERT_RULES.map(({ alert }) => alert))].sort();
const written = RUNBOOKS.map(({ alert }) => alert);

describe('the runbooks', () => {
  it('are one for each alert', () => {
    expect(alerts).toContain('ClaudeRateLimitSpike');
    expect(written.toSorted()).toEqual(alerts);
  });

  it.each(ALERT_RULES)('are where the alert $alert leads to', ({ alert, annotations }) => {
    expect(annotations.runbook_url).toBe(`http://localhost:8080/runbooks/${alert}.md`);
  });

  it.each(RUNBOOKS)('$alert can be followed', (runbook) => {
    expect(problemsOf(runbook, ALERT_RULES, written)).toEqual([]);
  });
});

describe('a runbook cannot be followed', () => {
  const { alert, text } = RUNBOOKS.find((each) => each.alert === 'ClaudeOverloaded') ?? {
    alert: '',
    text: '',
  };
  const extraQuery = '4. And?\n\n   ```promql\n   up\n   ```\n\n   Yes.\n\n## What to do';

  it.each<[string, string | RegExp, string, string]>([
    ['of another alert', '# ClaudeOverloaded', '# ClaudeBusy', 'its title is ClaudeBusy'],
    ['without a section', '## Is a user hurt?', '', 'its sections are'],
    ['with a long meaning', 'not your limit.', 'not yours. Wait.', 'more than a sentence'],
    ['that is long', /$/, '\n'.repeat(30), 'does not fit on a screen'],
    ['that is too calm', '; page as soon as calls fail of it', '', 'it says ticket, its rules'],
    ['with another dashboard', 'd/claude-calls', 'd/claude-streams', 'it does not link to'],
    ['with a fourth query', '## What to do', extraQuery, '4 things to look at first'],
    ['with a query that is not asked for', 'One model, or all?', 'Models.', 'asks nothing'],
    ['with an answer unexplained', /529: before .* and lost\./, '', 'explains nothing'],
    [
      'with a query that sums all jobs',
      'sum by (job, gen_ai_request_model) (incr',
      'sum (incr',
      'no row for each job',
    ],
    ['with a broken query', '[10m])', '[10m]', 'does not parse'],
    [
      'with a metric of old',
      'spanthropic_calls_total{',
      'spanthropic_call_total{',
      'no such series',
    ],
    ['with a label of another metric', 'call_outcome=', 'attempt_outcome=', 'has no label'],
    ['with an outcome of old', 'outcome="overloaded"', 'outcome="busy"', 'is never busy'],
    [
      'with a name in a sentence that does not exist',
      'For next time',
      '`spanthropic.next`',
      'nothing is called',
    ],
    [
      'with a panel that is no more',
      'For next time',
      '_What next?_',
      'nothing is called What next?',
    ],
    ['that leads nowhere', 'ClaudeCallsFailing.md', 'ClaudeCallsLost.md', 'leads nowhere'],
    ['that leads elsewhere', 'localhost:3000/explore', 'grafana/explore', 'leads nowhere'],
    ['with a neighbour undecided', /query 1 at 0 +\|/, 'who knows |', 'which query decides'],
  ])('%s', (_, from, to, problem) => {
    const broken = text.replace(from, to);
    expect(broken).not.toBe(text);
    expect(problemsOf(readRunbook(alert, broken), ALERT_RULES, written)).toContainEqual(
      expect.stringContaining(problem),
    );
  });

  it('whose alert is gone', () => {
    expect(problemsOf(readRunbook(alert, text), [], written)).toContain('no rule has this name');
  });
});

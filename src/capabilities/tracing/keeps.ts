import { termOf } from '#base/policies/term.ts'
import type { Context } from '#core/app.ts'
import { type Keeps, rows, withRow } from '#core/keeps.ts'
import { noticeRule } from './policies.ts'

const noticeReportDays = termOf(noticeRule, rule => rule.reportDays)

/** Cases that came from one that goes stay, and name it no more. */
async function clearSource({ sql }: Context, ids: readonly string[]): Promise<void> {
  await sql`update tracing.case_file set source_case_id = null where source_case_id = any(${ids as string[]}::uuid[])`
}

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  case_file: rows('records', 1825, 't.closed_at', {
    when: 't.closed_at is not null',
    before: clearSource,
    about: {
      person: 'person_id',
      gives: [
        'number',
        'unit_id',
        'disease',
        'origin',
        'onset_on',
        'sampled_at',
        'confirmed_at',
        'isolated_at',
        'outcome',
        'outcome_on',
        'closed_at',
      ],
    },
  }),
  evidence: rows('epidemic', 28, '(select c.closed_at from tracing.case_file c where c.id = t.case_id)', {
    when: '(select c.closed_at from tracing.case_file c where c.id = t.case_id) is not null',
    of: ['tracing.case_file', 'case_id'],
    about: { person: 'person_id', gives: ['place_id', 'area_id', 'in_at', 'out_at'] },
  }),
  stop: withRow('records', 'tracing.case_file', 'case_id', {
    person: '(select c.person_id from tracing.case_file c where c.id = t.case_id)',
    gives: ['words', 'place_id', 'from_at', 'to_at'],
  }),
  meeting: withRow('records', 'tracing.contact', 'contact_id'),
  contact: withRow('records', 'tracing.case_file', 'case_id', {
    person: 'person_id',
    gives: ['state', 'met_from', 'met_until', 'decided_at', 'reached_at'],
  }),
  case_alias: withRow('records', 'tracing.case_file', 'case_id'),
  origin_change: withRow('records', 'tracing.case_file', 'case_id'),
  outcome_change: withRow('records', 'tracing.case_file', 'case_id'),
  notice: rows('archive', 730, 't.expires_on::timestamptz', { when: 't.expires_on is not null' }),
  notice_line: withRow('archive', 'tracing.notice', 'notice_id'),
  notice_version: withRow('archive', 'tracing.notice', 'notice_id'),
  notice_report: rows(
    'epidemic',
    noticeReportDays,
    '(select (o.expires_on + 1)::timestamptz from tracing.notice o where o.id = t.notice_id)',
    { of: ['tracing.notice', 'notice_id'], about: { person: 'person_id', gives: ['created_at', 'unit_id'] } },
  ),
  notice_report_line: withRow('epidemic', 'tracing.notice_report', 'report_id'),
}

import { type Keeps, rows, withRow } from '#core/keeps.ts'

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  week: rows('accountability', 400, 't.monday::timestamptz'),
  entry: withRow('accountability', 'rosters.week', 'week_id', {
    account: 'account_id',
    gives: ['day', 'kind', 'from_time', 'until_time', 'note'],
  }),
  swap: rows('accountability', 400, 't.asked_at', {
    about: { account: 'asker_id', gives: ['days', 'note', 'state', 'asked_at', 'decided_at', 'reason'] },
  }),
}

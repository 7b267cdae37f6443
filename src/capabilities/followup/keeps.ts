import { termOf } from '#base/policies/term.ts'
import { held, type Keeps, rows, sealedText, timeless, withRow } from '#core/keeps.ts'
import { forgetParked } from './parked.ts'
import { offlineVisits } from './policies.ts'

const parkedDays = termOf(offlineVisits, rule => rule.passDays)

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  team: timeless,
  plan: rows('records', 1825, 't.ended_at', {
    when: 't.ended_at is not null',
    about: {
      person: 'person_id',
      gives: ['unit_id', 'from_day', 'until_day', 'test_days', 'opened_at', 'ended_at', 'ended_how'],
    },
  }),
  source: withRow('records', 'followup.plan', 'plan_id'),
  asked: withRow('records', 'followup.plan', 'plan_id'),
  answer: withRow('records', 'followup.plan', 'plan_id', {
    person: '(select p.person_id from followup.plan p where p.id = t.plan_id)',
    gives: ['day', 'method', 'symptoms', 'temperature', 'spo2', 'note', 'at'],
  }),
  test: withRow('records', 'followup.plan', 'plan_id', {
    person: '(select p.person_id from followup.plan p where p.id = t.plan_id)',
    gives: ['taken_on', 'method', 'outcome', 'at'],
  }),
  team_household: held('epidemic'),
  team_person: rows('epidemic', 60, 't.since', {
    about: { person: 'person_id', gives: ['since', 'address_sealed'], opens: { address_sealed: sealedText } },
  }),
  arrival_visit: rows('epidemic', 365, 't.at'),
  parked: {
    basis: 'epidemic',
    ends: [
      { how: 'away', days: parkedDays, since: 't.received_at', when: 't.sealed is not null', run: forgetParked },
      { how: 'rows', days: 365, since: 't.received_at' },
    ],
  },
}

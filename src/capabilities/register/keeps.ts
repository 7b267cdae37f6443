import { type Keeps, rows, sealedJson, sealedText, timeless, withRow } from '#core/keeps.ts'

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  block: withRow('service', 'people.person', 'person_id', { person: 'person_id', withheld: 'internal' }),
  pair: withRow('service', 'people.person', 'a_id', { person: 'a_id', withheld: 'internal' }),
  correction: rows('accountability', 365, 'coalesce(t.answered_at, t.asked_at)', {
    when: "t.state not in ('asked', 'waiting')",
    about: {
      person: 'person_id',
      gives: ['state', 'was_sealed', 'asked_sealed', 'note_sealed', 'answer_sealed', 'asked_at', 'answered_at'],
      opens: {
        was_sealed: sealedJson,
        asked_sealed: sealedJson,
        note_sealed: sealedText,
        answer_sealed: sealedText,
      },
    },
  }),
  round: timeless,
}

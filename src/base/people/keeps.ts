import { held, type Keeps, rows, sealedText, withRow } from '#core/keeps.ts'

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  household: held('service', { person: 'head_id', gives: ['address', 'unit_id'] }),
  person: rows('service', 28, 't.updated_at', {
    when: 't.provisional and t.household_id is null and not exists (select from people.alias a where t.id in (a.from_id, a.to_id, a.into_id)) and not exists (select from people.unmerge u where u.into_id = t.id)',
    idle: true,
    about: {
      person: 'id',
      gives: ['full_name', 'birth_date', 'sex', 'nationality', 'unit_id', 'address', 'household_role', 'created_at'],
    },
  }),
  identifier: withRow('service', 'people.person', 'person_id', {
    person: 'person_id',
    gives: ['kind', 'sealed'],
    opens: { sealed: sealedText },
  }),
  alias: held('service', { person: 'to_id', withheld: 'internal' }),
  unmerge: withRow('accountability', 'people.person', 'from_id', { person: 'from_id', withheld: 'internal' }),
  moved: withRow('service', 'people.person', 'from_id', { person: 'from_id', withheld: 'internal' }),
  change: withRow('accountability', 'people.person', 'person_id', {
    person: 'person_id',
    gives: ['field', 'was', 'became', 'at', 'reason'],
    opens: { was: sealedText, became: sealedText },
  }),
}

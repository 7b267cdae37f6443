import type { ResultOf } from '#core/contract.ts'
import { browserApi } from '#core/web/api.ts'
import type { Say } from '#core/web/words.tsx'
import { people } from '../contract.ts'
import { birthYear } from '../identifiers.ts'

export const api = browserApi({ people })

export type PersonLine = ResultOf<typeof people.search>['people'][number]
export type PersonView = ResultOf<typeof people.get>

/** `1985 · Nam · Phường Thuận Lộc`: what tells people of one name apart. */
export const tellApart = (t: Say, person: Pick<PersonLine, 'birthDate' | 'sex' | 'unitName'>): string =>
  [
    person.birthDate ? String(birthYear(person.birthDate)) : t('people.office.birth.unknown'),
    person.sex === 'unknown' ? '' : t(`people.office.sex.${person.sex}`),
    person.unitName ?? t('people.office.unit.unknown'),
  ]
    .filter(Boolean)
    .join(' · ')

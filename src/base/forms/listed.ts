import { nameKey } from '#core/text.ts'
import type { FormContent, Question } from './contract.ts'
import { countriesIn } from './countries.ts'
import { kindOf, type Language, valuesOf } from './shape.ts'

/** One of a list that is too long to be read through. */
export interface Listed {
  readonly value: string
  readonly label: string
  /** What else it is found by. */
  readonly also?: string
}

const collator = new Intl.Collator('vi')

/** What a question offers to choose from, by name. */
export function listOf(content: FormContent, question: Question, locale: Language): Listed[] {
  const kind = kindOf(content, question)
  const list =
    kind === 'country' || kind === 'countries'
      ? countriesIn(locale)
      : valuesOf(content, question.name).map(value => ({
          value,
          label: question.options?.[value]?.[locale] ?? value,
          also: Object.values(question.options?.[value] ?? {}).join(' '),
        }))
  return [...list].sort((a, b) => collator.compare(a.label, b.label))
}

/** Those with a word that begins as was typed, marks optional; first what is called just so, then whose name begins so. */
export function foundIn(list: readonly Listed[], typed: string): Listed[] {
  const key = nameKey(typed)
  if (!key) return []
  const weigh = ({ label, also }: Listed) => {
    const words = ` ${nameKey(`${label} ${also ?? ''}`)} `
    if (!words.includes(` ${key}`)) return 0
    return 1 + (words.includes(` ${key} `) ? 2 : 0) + (nameKey(label).startsWith(key) ? 1 : 0)
  }
  const weighed = list.map(one => ({ one, weight: weigh(one) })).filter(({ weight }) => weight > 0)
  return weighed.sort((a, b) => b.weight - a.weight).map(({ one }) => one)
}

/** What was typed is none of the list by name: it may be taken as it stands (khác). */
export const isUnlisted = (list: readonly Listed[], typed: string): boolean =>
  nameKey(typed) !== '' && !list.some(({ label }) => nameKey(label) === nameKey(typed))

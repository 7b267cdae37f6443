import { type GoOptions, go, usePlace, useSearch } from '#core/web/router.tsx'
import { useSealedDraft } from './draft.ts'

/** The questions of a form in their order: the word of each in the address bar, and the answer it gives. */
export type Questions<A extends object> = readonly (readonly [step: string, answer: keyof A & string])[]

/** The step at which all answers are shown before they are sent. */
export const REVIEW = 'xem-lai'
const STEP = 'buoc'

export interface Asking<A extends object> {
  readonly answers: Partial<A>
  /** Keeps some answers. */
  readonly answer: (patch: Partial<A>) => void
  /** Drops what the device keeps: it was sent. */
  readonly forget: () => void
  /** The step in the address bar, whatever it is; empty on the form's first page. */
  readonly wanted: string
  /** The question to ask, or the review: the wanted one, or the first before it that has no answer. */
  readonly step: string
  /** Counted from 1. */
  readonly numberOf: (step: string) => number
  readonly count: number
  readonly to: (step: string, options?: GoOptions) => void
  /** Keeps an answer and goes on: to the next question, or to the review where nothing is open any more. */
  readonly next: (step: string, patch: Partial<A>) => void
  /** The path of the question before; of the form's first page before the first. */
  readonly before: (step: string) => string
}

/**
 * One question a page; the browser's own way back leads to the one before, and a reload loses nothing of who is signed in.
 * Undefined until the device was asked what it holds.
 */
export function useAsking<A extends object>(name: string, questions: Questions<A>): Asking<A> | undefined {
  const { opened, draft, keep, forget } = useSealedDraft<Partial<A>>(`asked.${name}`)
  const { path } = usePlace()
  const [search] = useSearch()
  const wanted = search.get(STEP) ?? ''
  const steps = questions.map(([step]) => step)
  const at = (step: string) => (step === REVIEW ? steps.length : steps.indexOf(step))
  const pathOf = (step: string) => {
    const query = new URLSearchParams(search)
    if (step) query.set(STEP, step)
    else query.delete(STEP)
    const text = query.toString()
    return text ? `${path}?${text}` : path
  }
  if (!opened) return undefined
  const answers: Partial<A> = draft ?? {}
  const open = firstOpen(questions, answers)
  const answer = (patch: Partial<A>) => {
    const all = { ...answers, ...patch }
    keep(all)
    return all
  }
  return {
    answers,
    answer,
    forget,
    wanted,
    step: at(wanted) >= 0 && at(wanted) <= at(open) ? wanted : open,
    numberOf: step => at(step) + 1,
    count: steps.length,
    to: (step, options) => go(pathOf(step), options),
    next(step, patch) {
      const left = firstOpen(questions, answer(patch))
      goOn(pathOf(step), pathOf(left === REVIEW ? REVIEW : (steps[at(step) + 1] ?? REVIEW)))
    },
    before: step => pathOf(steps[at(step) - 1] ?? ''),
  }
}

/**
 * To the next page of a form. A form that was opened at what is open first has no page in its address: the one that is
 * left is named there, or the browser's way back would lead to what is open by then, the very page one came from.
 */
export function goOn(from: string, to: string): void {
  go(from, { replace: true, quiet: true })
  go(to)
}

const firstOpen = <A extends object>(questions: Questions<A>, answers: Partial<A>): string =>
  questions.find(([, field]) => answers[field] === undefined)?.[0] ?? REVIEW

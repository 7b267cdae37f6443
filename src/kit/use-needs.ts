import { type FormEvent, useState } from 'react'
import { flushSync } from 'react-dom'
import { useWords } from '#core/web/words.tsx'

/** What a form cannot do without, by field: true when it is there, else false or the sentence that says what is missing. */
type Needs<F extends string> = Readonly<Record<F, boolean | string>>

/** As the fields of each kit are marked. */
const WRONG = '[aria-invalid="true"], [data-wrong] input'

/**
 * A form whose button stays on: pressed too early, each field that lacks something says so and the first of them has the
 * focus. A button that is off leaves people guessing.
 */
export function useNeeds<const F extends string>(needs: Needs<F>) {
  const t = useWords()
  const [tried, setTried] = useState(false)
  const meet = (form: HTMLFormElement | null, then: () => void) => {
    const complete = Object.values(needs).every(need => need === true)
    flushSync(() => setTried(!complete))
    if (complete) then()
    else form?.querySelector<HTMLElement>(WRONG)?.focus()
  }
  return {
    /** For `error` of the field. */
    of(field: F): string | undefined {
      const need: boolean | string = needs[field]
      return !tried || need === true ? undefined : need || t('kit.needed')
    },
    /** `<form {...needs.form(send)}>`: it is sent when nothing is lacking, and told by which button. */
    form: (send: (by: HTMLElement | null) => void) => ({
      noValidate: true,
      onSubmit(event: FormEvent<HTMLFormElement>) {
        event.preventDefault()
        const { submitter } = event.nativeEvent as SubmitEvent
        meet(event.currentTarget, () => send(submitter))
      },
    }),
    /** For a button that needs the whole form, but does not send it: `onClick={event => needs.meet(event.currentTarget.form, open)}`. */
    meet,
  }
}

import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { ErrorSummary, type FieldFault } from './fields.tsx'
import { Page } from './layout.tsx'
import './question.css'

export interface QuestionProps {
  readonly title: string
  readonly back: string
  readonly intro?: ReactNode
  /** How far along: `Câu 2 trong 6`. */
  readonly progress?: string
  readonly faults?: readonly FieldFault[]
  readonly next: string
  /** The way on ends something. */
  readonly danger?: boolean
  readonly busy?: string | false | undefined
  readonly onNext: () => void
  /** The title asks all there is to ask: the label of the one field is said to those who do not see, only. */
  readonly lone?: boolean
  readonly children?: ReactNode
  /** Below the button: another way on, such as skipping. */
  readonly after?: ReactNode
}

const NONE: readonly FieldFault[] = []

/** One question of a form: what is asked, what is wrong with the answer, and one way on. */
export function Question(props: QuestionProps) {
  const { title, back, intro, progress, faults = NONE, next, danger, busy, onNext, lone, children, after } = props
  return (
    <Page title={title} back={back} {...(intro ? { intro } : {})}>
      <ErrorSummary faults={faults} />
      <form
        className={lone ? 's-form s-lone' : 's-form'}
        noValidate
        onSubmit={event => {
          event.preventDefault()
          if (!busy) onNext()
        }}
      >
        {children}
        <Button type="submit" kind={danger ? 'danger' : 'primary'} busy={busy}>
          {next}
        </Button>
        {after}
      </form>
      {progress ? <p className="s-progress">{progress}</p> : null}
    </Page>
  )
}

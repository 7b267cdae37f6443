import type { FormEvent, ReactNode } from 'react'
import { FormFoot } from './actions.tsx'
import { Modal } from './modal.tsx'

interface DialogProps {
  readonly title: ReactNode
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A window over the page, as long as it is rendered. */
export function Dialog({ title, onClose, children }: DialogProps) {
  return (
    <Modal opened onClose={onClose} title={title}>
      {children}
    </Modal>
  )
}

interface FormDialogProps extends DialogProps {
  /** With `noValidate` from `useNeeds`, where something is needed. */
  readonly onSubmit: (event: FormEvent<HTMLFormElement>) => void
  readonly noValidate?: boolean
  /** What sending it does, on the button; the title unless said. */
  readonly action?: ReactNode
  readonly problem: unknown
  readonly busy: boolean
  readonly danger?: boolean
}

/** A form in a window: its fields, what went wrong, and the two ways out. */
export function FormDialog(props: FormDialogProps) {
  const { title, onClose, onSubmit, noValidate, action, problem, busy, danger, children } = props
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className="k-stack"
        noValidate={noValidate}
        onSubmit={event => {
          event.preventDefault()
          onSubmit(event)
        }}
      >
        {children}
        <FormFoot problem={problem} onCancel={onClose} busy={busy} danger={danger ?? false}>
          {action ?? title}
        </FormFoot>
      </form>
    </Dialog>
  )
}

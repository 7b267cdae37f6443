import { Button, type ButtonProps, Textarea } from '@mantine/core'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { type Say, useWords } from '#core/web/words.tsx'
import { Icon, type IconName } from '../icon.tsx'
import { tell } from '../problem.ts'
import { useNeeds } from '../use-needs.ts'
import { Modal } from './modal.tsx'
import { type Refused, Why } from './why.tsx'

/** `why` it may not be done now is shown under the button, which is then off. */
export interface ActionButtonProps extends Refused {
  readonly children: ReactNode
  readonly onClick?: () => void
  /** Sends the form it stands in. */
  readonly type?: 'submit'
  readonly icon?: IconName
  readonly kind?: 'primary' | 'plain' | 'danger'
  readonly busy?: boolean
  readonly wide?: boolean
  readonly size?: ButtonProps['size']
}

/** A button that, when it may not be pressed, says why. */
export function ActionButton(props: ActionButtonProps) {
  const { children, onClick, type = 'button', icon, kind = 'plain', why, missing, busy, wide, size } = props
  const id = useId()
  const button = useHandsKept(busy ?? false)
  return (
    <div className={wide ? 'k-act k-act-wide' : 'k-act'}>
      <Button
        ref={button}
        variant={kind === 'primary' ? 'filled' : 'default'}
        className={kind === 'danger' ? 'k-danger' : ''}
        leftSection={icon ? <Icon name={icon} size={18} /> : undefined}
        loading={busy ?? false}
        aria-disabled={why ? true : undefined}
        aria-describedby={why ? id : undefined}
        data-off={why ? true : undefined}
        fullWidth={wide ?? false}
        {...(size ? { size } : {})}
        type={type}
        onClick={event => {
          if (why) event.preventDefault()
          else onClick?.()
        }}
      >
        {children}
      </Button>
      <Why why={why} missing={missing} id={id} />
    </div>
  )
}

/** For `useNeeds`: long enough to say something to who reads it later. */
export const wholeReason = (t: Say, reason: string, min: number): true | string =>
  reason.trim().length >= min || t('console.reason.short', { min })

/** A button that is busy lets go of the focus: it has it again when it can be pressed again, unless it went elsewhere. */
function useHandsKept(busy: boolean) {
  const button = useRef<HTMLButtonElement>(null)
  const wasBusy = useRef(false)
  useEffect(() => {
    if (wasBusy.current && !busy && document.activeElement === document.body) button.current?.focus()
    wasBusy.current = busy
  }, [busy])
  return button
}

export interface DecisionProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: string
  /** What will happen, to whom, and whether it can be taken back. */
  readonly children?: ReactNode
  /** The verb of the button: "Xác nhận F1", never "OK". */
  readonly action: string
  readonly danger?: boolean
  /** Asks for a typed reason: how its field is called, and how long it must be. */
  readonly reason?: { readonly label: string; readonly min?: number; readonly hint?: string }
  readonly busy?: boolean
  readonly problem?: unknown
  readonly onDecide: (reason: string) => void
}

/** Before what cannot be undone: what it does, a typed reason, and the verb itself on the button. */
export function Decision(props: DecisionProps) {
  const { open, onClose, title, children, action, danger, reason, busy, problem, onDecide } = props
  const t = useWords()
  const [text, setText] = useState('')
  const min = reason?.min ?? 5
  const needs = useNeeds({ reason: reason === undefined || wholeReason(t, text, min) })
  return (
    <Modal opened={open} onClose={onClose} title={title}>
      <form className="k-stack" {...needs.form(() => onDecide(text.trim()))}>
        {children ? <div>{children}</div> : null}
        {reason ? (
          <Textarea
            label={reason.label}
            description={reason.hint}
            error={needs.of('reason')}
            value={text}
            onChange={event => setText(event.currentTarget.value)}
            autosize
            minRows={3}
            data-autofocus
          />
        ) : null}
        <FormFoot problem={problem} onCancel={onClose} busy={busy ?? false} danger={danger ?? false}>
          {action}
        </FormFoot>
      </form>
    </Modal>
  )
}

export interface FormFootProps {
  readonly problem?: unknown
  readonly onCancel: () => void
  readonly busy: boolean
  /** What the form lacks, where no field of it can say so; see `useNeeds`. */
  readonly lacks?: string | undefined
  readonly danger?: boolean
  /** The verb of what the form does. */
  readonly children: ReactNode
}

/** The end of a form: what went wrong, the way out, and last what it does. */
export function FormFoot({ problem, onCancel, busy, lacks, danger = false, children }: FormFootProps) {
  const t = useWords()
  const button = useHandsKept(busy)
  return (
    <>
      {problem || lacks ? (
        <p className="k-error" role="alert">
          {lacks ?? tell(t, problem).title}
        </p>
      ) : null}
      <div className="k-foot">
        <Button variant="default" onClick={onCancel}>
          {t('console.cancel')}
        </Button>
        <Button ref={button} type="submit" loading={busy} className={danger ? 'k-danger-filled' : ''}>
          {children}
        </Button>
      </div>
    </>
  )
}

import { Skeleton as Bone, Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { ReactNode } from 'react'
import { useNow } from '#core/web/data.tsx'
import { currentLocale, useFormat, useWords } from '#core/web/words.tsx'
import { say } from '#core/words.ts'
import { Icon, type IconName } from '../icon.tsx'
import { type EmptyStateProps, type NoticeProps, noticeIcon } from '../notice.ts'
import { tell } from '../problem.ts'
import { WhoCanGrant } from './why.tsx'

export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="k-empty">
      <Icon name={icon} size={32} />
      <p className="k-empty-title">{title}</p>
      {children ? <div className="k-empty-text">{children}</div> : null}
      {action}
    </div>
  )
}

/** A problem by its name, with what to do and the reference to quote. */
export function ProblemState({ problem, again }: { problem: unknown; again?: (() => void) | undefined }) {
  const t = useWords()
  const told = tell(t, problem)
  return (
    <div className="k-empty" role="alert">
      <Icon name={told.icon} size={32} />
      <p className="k-empty-title">{told.title}</p>
      {told.help ? <p className="k-empty-text">{told.help}</p> : null}
      {told.missing ? <WhoCanGrant verb={told.missing} /> : null}
      {again && told.again ? (
        <Button variant="default" leftSection={<Icon name="refresh" size={18} />} onClick={again}>
          {t('kit.again')}
        </Button>
      ) : null}
      {told.reference ? <p className="k-reference">{t('kit.problem.reference', { code: told.reference })}</p> : null}
    </div>
  )
}

/** The shape of a page that is coming. */
export function PageSkeleton() {
  const t = useWords()
  return (
    <div className="k-page" role="status">
      <span className="only-read">{t('kit.loading')}</span>
      <Bone height={28} width={260} mb={24} />
      <Bone height={14} width="70%" mb={12} />
      <Bone height={14} width="55%" mb={32} />
      <Bone height={220} />
    </div>
  )
}

export function Notice({
  tone = 'note',
  title,
  icon,
  children,
  action,
}: NoticeProps & { readonly action?: ReactNode }) {
  return (
    <div className="k-notice" data-tone={tone} role={tone === 'error' ? 'alert' : undefined}>
      <Icon name={icon ?? noticeIcon(tone)} size={20} />
      <div>
        <p className="k-notice-title">{title}</p>
        {children ? <div>{children}</div> : null}
      </div>
      {action}
    </div>
  )
}

/** Which figures are old, and how old. */
export function Freshness({ at }: { at: string | number | Date }) {
  const t = useWords()
  const f = useFormat()
  const now = useNow()
  const when = new Date(at)
  return (
    <span className="k-fresh" title={f.instant(when)}>
      {t('console.fresh', { age: f.ago(when, now) })}
    </span>
  )
}

interface Undo {
  readonly label: string
  readonly onClick: () => void
}

/** Says that something is done, with a way back when there is one. */
export function sayDone(message: string, undo?: Undo): void {
  toast('check', message, undo)
}

/** Says that something was not done, where no form or page is there to say it. */
export function sayFailed(message: string, icon: IconName = 'warning'): void {
  toast(icon, message)
}

/** The same of a problem: `useWrite(…, { onError: sayProblem })`. */
export function sayProblem(problem: unknown): void {
  const { title, icon } = tell((id, values) => say(currentLocale(), id, values), problem)
  sayFailed(title, icon)
}

function toast(icon: IconName, message: string, undo?: Undo): void {
  const isDone = icon === 'check'
  const id = notifications.show({
    message: (
      <span className="k-done" data-failed={isDone ? undefined : true}>
        <Icon name={icon} size={18} />
        <span>{message}</span>
        {undo ? (
          <button
            type="button"
            onClick={() => {
              undo.onClick()
              notifications.hide(id)
            }}
          >
            {undo.label}
          </button>
        ) : null}
      </span>
    ),
    withCloseButton: true,
    closeButtonProps: { 'aria-label': say(currentLocale(), 'console.close') },
    autoClose: undo || !isDone ? 10_000 : 4_000,
    classNames: { root: 'k-toast' },
  })
}

import type { ReactNode } from 'react'
import { useNow, useOnline } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Icon, type IconName } from '../icon.tsx'
import { type EmptyStateProps, type NoticeProps, noticeIcon } from '../notice.ts'
import { tell } from '../problem.ts'
import { TONE_ICON, type Tone } from '../tone.ts'
import { Button } from './button.tsx'

export function Notice({ tone = 'note', title, icon, children }: NoticeProps) {
  return (
    <div className="s-notice" data-tone={tone} role={tone === 'error' ? 'alert' : undefined}>
      <Icon name={icon ?? noticeIcon(tone)} size={24} />
      <div>
        <p className="s-notice-title">{title}</p>
        {children ? <div className="s-notice-text">{children}</div> : null}
      </div>
    </div>
  )
}

/** A level or a risk in a word, for rows and headings. */
export function RiskTag({ tone, children, icon }: { tone: Tone; children: ReactNode; icon?: IconName }) {
  return (
    <span className="s-tag" data-tone={tone}>
      <Icon name={icon ?? TONE_ICON[tone]} size={16} />
      {children}
    </span>
  )
}

/** A page whose title is not known yet. */
export const PageSkeleton = ({ lines = 4 }: { lines?: number }) => (
  <main className="s-page">
    <Skeleton lines={lines} />
  </main>
)

/** The shape of what is coming, and the words for those who do not see shapes. */
export function Skeleton({ lines = 3, block = false }: { lines?: number; block?: boolean }) {
  const t = useWords()
  return (
    <div className="s-skeleton" role="status">
      <span className="only-read">{t('kit.loading')}</span>
      {block ? <i className="s-bone s-bone-block" /> : null}
      {Array.from({ length: lines }, (_, i) => (
        <i className="s-bone" key={i} style={{ width: `${92 - ((i * 23) % 45)}%` }} />
      ))}
    </div>
  )
}

export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="s-empty">
      <Icon name={icon} size={36} />
      <p className="s-empty-title">{title}</p>
      {children ? <div className="s-empty-text">{children}</div> : null}
      {action}
    </div>
  )
}

/** A problem by its name, with what to do and the reference to quote. */
export function ProblemState({ problem, again }: { problem: unknown; again?: () => void }) {
  const t = useWords()
  const told = tell(t, problem)
  return (
    <div className="s-empty" role="alert">
      <Icon name={told.icon} size={36} />
      <p className="s-empty-title">{told.title}</p>
      {told.help ? <p className="s-empty-text">{told.help}</p> : null}
      {again && told.again ? (
        <Button kind="secondary" icon="refresh" fit onClick={again}>
          {t('kit.again')}
        </Button>
      ) : null}
      {told.kind === 'signedOut' ? (
        <Button to="/dang-nhap" fit>
          {t('kit.signIn')}
        </Button>
      ) : null}
      {told.reference ? <p className="s-reference">{t('kit.problem.reference', { code: told.reference })}</p> : null}
    </div>
  )
}

/** Says that there is no network, and how old what is shown may be. */
export function OfflineBar({ updatedAt }: { updatedAt?: number | undefined }) {
  const t = useWords()
  const f = useFormat()
  const online = useOnline()
  const now = useNow()
  if (online) return null
  const old = updatedAt ? t('kit.offline.age', { age: f.ago(new Date(updatedAt), now) }) : null
  return (
    <div className="s-offline" role="status">
      <Icon name="offline" size={20} />
      <span>
        <strong>{t('kit.offline')}</strong> {old}
      </span>
    </div>
  )
}

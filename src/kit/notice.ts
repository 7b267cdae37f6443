import type { ReactNode } from 'react'
import type { IconName } from './icon.tsx'
import { TONE_ICON, type Tone } from './tone.ts'

export interface NoticeProps {
  /** `note` informs, `error` says that something failed; the others are risk and nothing else. */
  readonly tone?: 'note' | 'error' | Tone
  readonly title: ReactNode
  readonly icon?: IconName
  readonly children?: ReactNode
}

export const noticeIcon = (tone: NonNullable<NoticeProps['tone']>): IconName =>
  tone === 'note' ? 'info' : tone === 'error' ? 'warning' : TONE_ICON[tone]

export interface EmptyStateProps {
  readonly icon: IconName
  /** What this is. */
  readonly title: ReactNode
  /** How to begin. */
  readonly children?: ReactNode
  readonly action?: ReactNode
}

import { Button } from '@mantine/core'
import { useState } from 'react'
import type { PolicyEntry } from '#base/policies/contract.ts'
import { Withdraw } from '#base/policies/web/withdraw.tsx'
import { useRead } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Panel, ProblemState, Tag } from '#kit/console/index.ts'
import { api } from './form-state.ts'
import { InForce } from './forms.tsx'

interface VersionsProps {
  readonly code: string
  /** The version that holds, and the one that is being worked on. */
  readonly inForce: string
  readonly taken: string
  readonly onTake: (entry: PolicyEntry) => void
}

/** Every version there was, to be taken up again or withdrawn. */
export function Versions({ code, inForce, taken, onTake }: VersionsProps) {
  const t = useWords()
  const { data, error, refetch } = useRead(api.policies.history, { params: { code } })
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  return (
    <Panel title={t('forms.edit.versions')}>
      <ol className="fe-versions">
        {data?.entries.map(entry => (
          <Version
            key={entry.version}
            entry={entry}
            holds={entry.version === inForce}
            onTake={entry.version === taken ? undefined : () => onTake(entry)}
          />
        ))}
      </ol>
    </Panel>
  )
}

interface VersionProps {
  readonly entry: PolicyEntry
  readonly holds: boolean
  readonly onTake: (() => void) | undefined
}

function Version({ entry, holds, onTake }: VersionProps) {
  const t = useWords()
  const f = useFormat()
  const [leaving, setLeaving] = useState(false)
  const until = entry.to ? t('policies.web.until', { day: f.day(entry.to) }) : ''
  return (
    <li>
      <p>
        <strong>{entry.document}</strong> {holds ? <Tag strong>{t('policies.web.inForce')}</Tag> : null}{' '}
        <InForce form={entry} /> {entry.withdrawnAt ? <Tag>{t('policies.web.withdrawn')}</Tag> : null}
      </p>
      <p className="k-hint">
        {[
          entry.unitName ?? t('policies.web.default'),
          t('policies.web.since', { day: f.day(entry.from) }),
          until,
          entry.setAt ? t('policies.web.setBy', { name: entry.setBy ?? '–', at: f.instant(entry.setAt) }) : '',
          entry.reason ? t('policies.web.reason', { reason: entry.reason }) : '',
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <div className="fe-flags">
        {onTake ? (
          <Button variant="default" size="compact-sm" onClick={onTake}>
            {t('forms.edit.take')}
          </Button>
        ) : null}
        {entry.id && !entry.withdrawnAt ? (
          <Button variant="default" size="compact-sm" onClick={() => setLeaving(true)}>
            {t('policies.web.withdraw')}
          </Button>
        ) : null}
      </div>
      <Withdraw overrideId={entry.id ?? ''} open={leaving} onClose={() => setLeaving(false)} />
    </li>
  )
}

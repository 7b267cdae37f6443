import './notices.css'
import { useState } from 'react'
import { useRead } from '#core/web/data.tsx'
import { useParams } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Facts, Notice, Page, PageSkeleton, Panel, ProblemState } from '#kit/console/index.ts'
import type { NoticeView, Version } from '../../notices/contract.ts'
import { api } from '../api.ts'
import { NoticeActions } from './act.tsx'
import { DraftForm } from './draft.tsx'
import { StateTag } from './list.tsx'
import { Preview } from './preview.tsx'

/** A notice: the draft and how it will look; what is published, what it said before, and who reported. */
export function NoticePage() {
  const { noticeId = '' } = useParams()
  const { data, error, refetch, dataUpdatedAt } = useRead(api.tracing.notice, { params: { noticeId } })
  if (error && !data) return <ProblemState problem={error} again={() => void refetch()} />
  return data ? <NoticeOf notice={data} at={dataUpdatedAt} /> : <PageSkeleton />
}

function NoticeOf({ notice, at }: { notice: NoticeView; at: number }) {
  const t = useWords()
  const [unsaved, setUnsaved] = useState(false)
  const [newest, ...others] = notice.versions
  const stored = JSON.stringify(newest)
  const [seen, setSeen] = useState(stored)
  const [begun, setBegun] = useState(stored)
  // What comes back stored begins the form again, unless something is being typed.
  if (seen !== stored) {
    setSeen(stored)
    if (!unsaved) setBegun(stored)
  }
  if (!newest) return <PageSkeleton />
  const isDraft = newest.state === 'draft' && !notice.withdrawnAt
  const title = notice.number
    ? t('tracing.web.notice.numbered', { number: notice.number })
    : t('tracing.web.notice.untitled')
  const isShown = notice.state !== 'expired' && !notice.withdrawnAt
  return (
    <Page
      title={title}
      back={{ to: '/notices', label: t('tracing.web.notice.title') }}
      lead={<StateTag t={t} state={notice.state} />}
      actions={<NoticeActions notice={notice} version={newest} unsaved={unsaved} />}
    >
      <div className="no-page">
        <div className="k-stack">
          <Said notice={notice} />
          {isDraft && !notice.refused.write ? (
            <DraftForm key={begun} notice={notice} version={newest} onChanged={setUnsaved} />
          ) : (
            <Read version={newest} isShown={isShown} />
          )}
          {others.map(version => (
            <Read key={version.n} version={version} isShown={isShown} />
          ))}
        </div>
        <div className="k-stack">
          {isShown ? <Preview notice={notice} version={newest} at={at} /> : null}
          <Reports notice={notice} />
        </div>
      </div>
    </Page>
  )
}

/** What has to be known before anything is done: why it came back or was withdrawn, and what the texts may tell. */
function Said({ notice }: { notice: NoticeView }) {
  const t = useWords()
  const f = useFormat()
  const [newest] = notice.versions
  const { findings, withdrawnAt } = notice
  const nameOf = (field: string) =>
    newest?.lines.find(line => line.id === field)?.place ?? t(`tracing.web.notice.${field}`)
  return (
    <>
      {withdrawnAt ? (
        <Notice icon="undo" title={t('tracing.web.notice.withdrawn.at', { at: f.instant(withdrawnAt) })}>
          {notice.withdrawnReason}
        </Notice>
      ) : null}
      {newest?.returned ? (
        <Notice icon="undo" title={t('tracing.web.notice.returned')}>
          {newest.returned}
        </Notice>
      ) : null}
      {findings.length > 0 && (newest?.state === 'draft' || newest?.state === 'asked') ? (
        <Notice
          tone={findings.some(one => one.refused) ? 'error' : 'note'}
          title={t(findings.some(one => one.refused) ? 'tracing.web.notice.found.refused' : 'tracing.web.notice.found')}
        >
          <ul>
            {findings.map(({ field, finding }) => (
              <li key={`${field} ${finding}`}>
                {nameOf(field)}: {t(`tracing.web.notice.finding.${finding}`)}
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
    </>
  )
}

/** A version as it was published, or as it waits. What everybody reads now is called so. */
function Read({ version, isShown }: { version: Version; isShown: boolean }) {
  const t = useWords()
  const f = useFormat()
  const { publishedAt, state } = version
  const title = publishedAt
    ? t(`tracing.web.notice.version.${state === 'corrected' ? state : isShown ? 'published' : 'past'}`, {
        at: f.instant(publishedAt),
      })
    : t('tracing.web.notice.version.draft')
  return (
    <Panel title={title}>
      <div className="k-stack">
        {version.correction ? (
          <p className="no-advice">
            <strong>{t('tracing.web.notice.correction')}:</strong> {version.correction}
          </p>
        ) : null}
        <ul className="no-places">
          {version.lines.map(line => (
            <li key={line.id}>
              <span>
                {f.dayShort(line.from)} <strong>{`${f.time(line.from)}–${f.time(line.to)}`}</strong>
              </span>
              <span>
                <strong>{line.place}</strong>
                <small>{[line.address, line.unitName].filter(Boolean).join(', ')}</small>
              </span>
            </li>
          ))}
        </ul>
        <Facts
          narrow
          facts={[
            [t('tracing.web.notice.organ'), version.organ],
            [t('tracing.web.notice.phone'), version.phone],
          ]}
        />
        <p className="no-advice">{version.advice}</p>
      </div>
    </Panel>
  )
}

/** Who said to have been there, by commune of stay. */
function Reports({ notice }: { notice: NoticeView }) {
  const t = useWords()
  const f = useFormat()
  if (notice.state === 'draft' || (notice.state === 'asked' && !notice.number)) return null
  return (
    <Panel title={t('tracing.web.notice.reported')}>
      {notice.reports.length === 0 ? (
        <p className="k-hint">{t('tracing.web.notice.reported.none')}</p>
      ) : (
        <Facts
          narrow
          facts={notice.reports.map(({ unitName, all, waiting }) => [
            unitName,
            waiting > 0
              ? t('tracing.web.notice.reported.waiting', { all, waiting })
              : t('tracing.web.notice.reported.reached', { all: f.number(all) }),
          ])}
        />
      )}
    </Panel>
  )
}

import { Skeleton } from '@mantine/core'
import { Verdict } from '#base/signatures/web/verdict.tsx'
import { useRead } from '#core/web/data.tsx'
import { Link } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Notice, Panel, ProblemState } from '#kit/console/index.ts'
import type { DocumentView, Draft } from '../contract.ts'
import { api } from './api.ts'

/** How a draft would be signed now, and who lacks a certificate for it; said before it is submitted. */
export function WayNotice({ way: { by, lacking } }: Pick<Draft, 'way'>) {
  const t = useWords()
  if (by === 'certificate') return <Notice icon="check" title={t('documents.web.way.certificate')} />
  return (
    <Notice tone={by === 'nobody' ? 'error' : 'note'} icon="warning" title={t(`documents.web.way.${by}`)}>
      <ul className="dc-plain">
        {lacking.map(one => (
          <li key={one.name}>{t('documents.web.way.lacks', { ...one, isSeal: String(one.isSeal) })}</li>
        ))}
      </ul>
      {t('documents.web.way.how')} <Link to="/signatures">{t('signatures.web.title')}</Link>
    </Notice>
  )
}

/** The same of the version that was kept last. */
export function WayOf({ documentId }: { documentId: string }) {
  const { data } = useRead(api.documents.draft, { params: { documentId }, query: {} })
  if (!data) return <Skeleton height={80} />
  return data.signers.length ? <WayNotice way={data.way} /> : null
}

/** Who has signed a document and who is still to; and honestly how. */
export function SigningPanel({ signing }: Pick<DocumentView, 'signing'>) {
  const t = useWords()
  const f = useFormat()
  if (!signing) return null
  return (
    <Panel title={t('documents.web.signing')}>
      <div className="k-stack">
        {signing.by === 'act' ? (
          <Notice icon="warning" title={t('documents.web.signing.act')} />
        ) : (
          <p className="dc-quiet">{t('documents.web.signing.certificate')}</p>
        )}
        <ul className="dc-people">
          {signing.signers.map(one => (
            <li key={one.name}>
              <span>
                {one.name} <small>{one.title}</small>
              </span>
              <small>
                {one.signedAt
                  ? t('documents.web.signing.at', { at: f.instant(one.signedAt) })
                  : (one.why ?? t('documents.web.signing.waits'))}
              </small>
            </li>
          ))}
        </ul>
      </div>
    </Panel>
  )
}

/** Whether the digital signatures of what arrived, or was issued, hold. */
export function VerdictsPanel({ document: { id, paperId, files } }: { document: DocumentView }) {
  const t = useWords()
  const isPdf = files.some(file => file.type === 'application/pdf' && !file.removed)
  return paperId !== null && isPdf ? (
    <Panel title={t('documents.web.verdicts')}>
      <Verdicts documentId={id} />
    </Panel>
  ) : null
}

function Verdicts({ documentId }: { documentId: string }) {
  const t = useWords()
  const { data, error, refetch } = useRead(api.documents.verdicts, { params: { documentId } })
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <Skeleton height={120} />
  return (
    <div className="k-stack">
      {data.files.map(({ fileId, name, verdict, problem }) => (
        <section key={fileId} className="k-stack" aria-label={name}>
          {data.files.length > 1 ? <p className="dc-quiet">{name}</p> : null}
          {verdict ? <Verdict verdict={verdict} /> : null}
          {problem ? <Notice icon="warning" title={t('documents.web.verdicts.unread', { why: t(problem) })} /> : null}
        </section>
      ))}
    </div>
  )
}

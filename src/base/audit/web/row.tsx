import './audit.css'
import { useRead } from '#core/web/data.tsx'
import { Link } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, Facts, Page, PageSkeleton, Panel, ProblemState } from '#kit/console/index.ts'
import type { AuditView } from '../contract.ts'
import { api } from './api.ts'

interface AuditDetailProps {
  readonly auditId: string
  readonly onNarrow: (filter: { account?: string; person?: string }) => void
}

/** One row with its request and the block that seals it. */
export function AuditDetail({ auditId, onNarrow }: AuditDetailProps) {
  const t = useWords()
  const f = useFormat()
  const { data: row, error, refetch } = useRead(api.audit.get, { params: { auditId } })
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!row || row.id !== auditId) return <PageSkeleton />
  const { by, person } = row
  return (
    <Page title={row.what} lead={f.instant(row.at)}>
      <div className="k-stack">
        <Facts
          facts={[
            [t('audit.rows.list.officer'), by ? <strong key="by">{by.name}</strong> : t('audit.web.system')],
            [t('audit.rows.list.office'), [by?.role, by?.office].filter(Boolean).join(', ') || null],
            [t('audit.rows.list.stated'), row.stated],
            [t('audit.rows.list.person'), person?.name ?? null],
            [t('audit.rows.list.unit'), row.unit],
            [t('audit.rows.list.post'), row.post],
          ]}
        />
        <div className="au-links">
          {by ? (
            <ActionButton icon="search" onClick={() => onNarrow({ account: by.id })}>
              {t('audit.web.more.officer')}
            </ActionButton>
          ) : null}
          {person ? (
            <ActionButton icon="eye" onClick={() => onNarrow({ person: person.name })}>
              {t('audit.web.more.person')}
            </ActionButton>
          ) : null}
        </div>
        {row.people.length ? <Shown row={row} onNarrow={onNarrow} /> : null}
        {row.same.length ? <Same row={row} /> : null}
        <Panel title={t('audit.web.technical')}>
          <Facts
            facts={[
              [
                t('audit.web.seal'),
                row.seal
                  ? t('audit.web.seal.block', { block: row.seal.block, at: f.instant(row.seal.at) })
                  : t('audit.web.seal.not'),
              ],
              [t('audit.web.endpoint'), row.endpoint],
              [t('audit.web.ref'), row.ref],
              [t('audit.rows.list.page'), row.page],
              [t('audit.rows.list.request'), row.requestId],
            ]}
          />
          {row.page ? <p className="au-quiet">{t('audit.web.page.help')}</p> : null}
        </Panel>
      </div>
    </Page>
  )
}

/** Whom the list showed. */
function Shown({ row, onNarrow }: { row: AuditView; onNarrow: AuditDetailProps['onNarrow'] }) {
  const t = useWords()
  return (
    <Panel title={t('audit.web.shown', { n: row.people.length })}>
      <ul className="au-shown">
        {row.people.map(person => (
          <li key={person.id}>
            <button type="button" onClick={() => onNarrow({ person: person.name })}>
              {person.name}
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Same({ row }: { row: AuditView }) {
  const t = useWords()
  return (
    <Panel title={t('audit.web.request')}>
      <ul>
        {row.same.map(one => (
          <li key={one.id}>
            <Link to={`/audit?open=${one.id}`}>{[one.what, one.person].filter(Boolean).join(' · ')}</Link>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

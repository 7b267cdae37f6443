import './services.css'
import { Button, Table } from '@mantine/core'
import { browserApi } from '#core/web/api.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { Link } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  EmptyState,
  Figures,
  FigureTile,
  Notice,
  Page,
  PageSkeleton,
  Panel,
  ProblemState,
  sayDone,
} from '#kit/console/index.ts'
import { tell } from '#kit/problem.ts'
import {
  type DossierDifference,
  type PortalOverview,
  type ProcedureDifference,
  portal,
  type RefusedCall,
} from '../portal/contract.ts'
import { slugOf } from '../rules.ts'

const api = browserApi({ services: portal })
const AGAIN_MS = 30_000

/** Ours against the national portal's: what differs, and what to do about it. Nothing is written over. */
export function PortalPage() {
  const t = useWords()
  const { data, error, refetch } = useRead(api.services.portal, {}, { everyMs: AGAIN_MS })
  const comparing = useWrite(api.services.comparePortal, {
    done: done => sayDone(t('services.portal.web.compared', done)),
  })
  if (!data) return error ? <ProblemState problem={error} again={() => void refetch()} /> : <PageSkeleton />
  return (
    <Page
      title={t('services.portal.web.title')}
      lead={t('services.portal.web.lead')}
      actions={
        data.connected ? (
          <ActionButton icon="refresh" busy={comparing.isPending} onClick={() => comparing.mutate({})}>
            {t('services.portal.web.compare')}
          </ActionButton>
        ) : undefined
      }
    >
      {comparing.error ? <Notice tone="error" title={tell(t, comparing.error).title} /> : null}
      {data.connected ? (
        <Shown data={data} />
      ) : (
        <EmptyState icon="globe" title={t('services.portal.web.none')}>
          {t('services.portal.web.none.help')}
        </EmptyState>
      )}
    </Page>
  )
}

function Shown({ data }: { data: PortalOverview }) {
  const t = useWords()
  const f = useFormat()
  return (
    <div className="k-stack">
      <Figures>
        <FigureTile
          label={t('services.portal.web.waiting')}
          value={f.number(data.waiting)}
          comparison={
            data.since ? t('services.portal.web.since', { time: f.instant(data.since) }) : t('services.portal.web.well')
          }
        />
        <FigureTile
          label={t('services.portal.web.refusedThere')}
          value={f.number(data.refusedThere)}
          comparison={data.refusedThere ? t('services.portal.web.refusedThere.help') : t('services.portal.web.well')}
        />
        <FigureTile label={t('services.portal.web.dossiers')} value={f.number(data.dossiers.length)} />
        <FigureTile label={t('services.portal.web.procedures')} value={f.number(data.procedures.length)} />
      </Figures>
      {data.problem ? <Notice tone="yellow" title={t(data.problem)} /> : null}
      <Panel title={t('services.portal.web.dossiers')} actions={<ReadAt at={data.dossiersAskedAt} />}>
        {data.dossiers.length === 0 ? (
          <p className="k-hint">{t('services.portal.web.dossiers.none')}</p>
        ) : (
          <Listed>
            {data.dossiers.map(row => (
              <DossierRow key={row.dossierId} row={row} />
            ))}
          </Listed>
        )}
      </Panel>
      <Panel title={t('services.portal.web.procedures')} actions={<ReadAt at={data.catalogueReadAt} />}>
        {data.procedures.length === 0 ? (
          <p className="k-hint">{t('services.portal.web.procedures.none')}</p>
        ) : (
          <Listed>
            {data.procedures.map(row => (
              <ProcedureRow key={`${row.code} ${row.kind}`} row={row} />
            ))}
          </Listed>
        )}
      </Panel>
      <Panel title={t('services.portal.web.refused')}>
        {data.refused.length === 0 ? (
          <p className="k-hint">{t('services.portal.web.refused.none')}</p>
        ) : (
          data.refused.map(row => <Refused key={row.id} row={row} />)
        )}
      </Panel>
    </div>
  )
}

function ReadAt({ at }: { at: string | null }) {
  const t = useWords()
  const f = useFormat()
  return (
    <span className="k-hint">
      {at ? t('services.portal.web.at', { time: f.instant(at) }) : t('services.portal.web.never')}
    </span>
  )
}

function Listed({ children }: { children: React.ReactNode }) {
  const t = useWords()
  return (
    <div className="sv-differ">
      <Table verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            {(['code', 'what', 'ours', 'theirs', 'do'] as const).map(name => (
              <Table.Th key={name}>{t(`services.portal.web.${name}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </div>
  )
}

const STATES = [
  'registered',
  'received',
  'not-received',
  'processing',
  'supplement',
  'payment',
  'withdrawn',
  'stopped',
  'finished',
  'returned',
] as const

function DossierRow({ row }: { row: DossierDifference }) {
  const t = useWords()
  const f = useFormat()
  const resend = useWrite(api.services.resendDossier, {
    done: () => sayDone(t('services.portal.web.resent', { code: row.code })),
  })
  const nothing = t('services.portal.web.nothing')
  const stateText = (number: number | null) =>
    number === null ? nothing : t(`services.dossier.state.${STATES[number - 1] ?? 'registered'}`)
  const dayText = (day: string | null) => (day ? f.instant(day) : nothing)
  const isDue = row.kind === 'due'
  return (
    <Table.Tr>
      <Table.Td>
        <Link to={`/services/${row.dossierId}`}>{row.code}</Link>
        <br />
        <small className="k-hint">
          {row.procedureName} · {row.unitName}
        </small>
      </Table.Td>
      <Table.Td data-label={t('services.portal.web.what')}>{t(`services.portal.kind.${row.kind}`)}</Table.Td>
      <Table.Td data-label={t('services.portal.web.ours')}>{isDue ? dayText(row.due) : stateText(row.ours)}</Table.Td>
      <Table.Td data-label={t('services.portal.web.theirs')}>
        {isDue ? dayText(row.seenDue) : stateText(row.theirs)}
      </Table.Td>
      <Table.Td>
        {t(`services.portal.do.${row.kind}`)}
        <br />
        {row.onWay ? (
          <small className="k-hint">{t('services.portal.web.onWay', { count: row.onWay })}</small>
        ) : (
          <Button
            size="compact-sm"
            variant="default"
            loading={resend.isPending}
            onClick={() => resend.mutate({ params: { dossierId: row.dossierId } })}
          >
            {t('services.portal.web.resend')}
          </Button>
        )}
        {resend.error ? <p className="k-error">{tell(t, resend.error).title}</p> : null}
      </Table.Td>
    </Table.Tr>
  )
}

function ProcedureRow({ row }: { row: ProcedureDifference }) {
  const t = useWords()
  const f = useFormat()
  const shown = (value: string) => {
    if (!value) return t('services.portal.web.nothing')
    if (row.kind === 'fee') return `${f.number(Number(value))} đ`
    if (row.kind === 'term') return t('services.portal.web.days', { days: value })
    if (row.kind === 'level') return t(`services.web.level.${value}`)
    return value
  }
  return (
    <Table.Tr>
      <Table.Td>
        {row.kind === 'only-there' ? row.code : <Link to={`/services/procedures/${slugOf(row.code)}`}>{row.code}</Link>}
      </Table.Td>
      <Table.Td data-label={t('services.portal.web.what')}>{t(`services.portal.kind.${row.kind}`)}</Table.Td>
      <Table.Td data-label={t('services.portal.web.ours')}>{shown(row.ours)}</Table.Td>
      <Table.Td data-label={t('services.portal.web.theirs')}>{shown(row.theirs)}</Table.Td>
      <Table.Td>{t(`services.portal.do.${row.kind}`)}</Table.Td>
    </Table.Tr>
  )
}

function Refused({ row }: { row: RefusedCall }) {
  const t = useWords()
  const f = useFormat()
  const repeat = useWrite(api.services.repeatCall, { done: () => sayDone(t('services.portal.web.repeated')) })
  return (
    <Notice tone="yellow" title={t(row.problem, row.params)}>
      <p>
        {[t(`services.portal.call.${row.call}`), row.reference, f.instant(row.receivedAt)].filter(Boolean).join(' · ')}
      </p>
      <Button
        size="compact-sm"
        variant="default"
        loading={repeat.isPending}
        onClick={() => repeat.mutate({ params: { portalCallId: row.id } })}
      >
        {t('services.portal.web.repeat')}
      </Button>
    </Notice>
  )
}

import { useRead, useWrite, wholeList } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  type Column,
  DataList,
  Items,
  Notice,
  Page,
  PageSkeleton,
  Panel,
  ProblemState,
  Slim,
  SplitView,
  sayDone,
  useFilter,
} from '#kit/console/index.ts'
import { tell } from '#kit/problem.ts'
import type { Agency, Officer } from '../contract.ts'
import { api } from './api.ts'

/** Who of the staff has declared, by agency (cơ quan): for those who answer for them. */
export function Staff() {
  const t = useWords()
  const [filter, setFilter] = useFilter({ open: '' })
  const read = useRead(api.declarations.agencies, { query: {} })
  const list = wholeList(read, read.data?.agencies)
  return (
    <Page
      full
      title={t('declarations.web.staff')}
      lead={read.data ? t('declarations.web.staff.lead', { days: read.data.days }) : null}
    >
      <SplitView
        listPath="/staff-declarations"
        detail={filter.open ? <AgencyDetail key={filter.open} agencyId={filter.open} /> : undefined}
        nothing={<p className="k-nothing">{t('declarations.web.staff.pick')}</p>}
        list={
          <DataList
            name="declarations.staff"
            label={t('declarations.web.staff')}
            list={list}
            columns={useColumns()}
            idOf={agency => agency.id}
            openId={filter.open}
            onOpen={agency => setFilter({ open: agency.id })}
            exportName="can-bo-khai-bao"
            slim={agency => (
              <Slim
                title={nameOf(t, agency)}
                detail={`${t('declarations.web.staff.declared')}: ${agency.declared} / ${agency.officers}`}
              />
            )}
            empty={{
              icon: 'office',
              title: t('declarations.web.staff.none'),
              children: t('declarations.web.staff.none.help'),
            }}
          />
        }
      />
    </Page>
  )
}

const nameOf = (t: ReturnType<typeof useWords>, { name, known }: Agency): string =>
  known ? name : t('declarations.web.staff.unknown', { name })

function useColumns(): readonly Column<Agency>[] {
  const t = useWords()
  const f = useFormat()
  const figure = (id: string, label: string, of: (agency: Agency) => number): Column<Agency> => ({
    id,
    label,
    cell: agency => f.number(of(agency)),
    text: of,
    width: '84px',
    end: true,
  })
  return [
    {
      id: 'name',
      label: t('declarations.web.staff.agency'),
      cell: agency => <strong>{nameOf(t, agency)}</strong>,
      text: agency => nameOf(t, agency),
      width: 'minmax(180px, 3fr)',
    },
    // The name keeps its room: of how many stands beside how many.
    { ...figure('officers', t('declarations.web.staff.officers'), agency => agency.officers), extra: true },
    {
      ...figure('declared', t('declarations.web.staff.declared'), agency => agency.declared),
      cell: agency => `${f.number(agency.declared)} / ${f.number(agency.officers)}`,
    },
    figure('missing', t('declarations.web.staff.missing'), agency => agency.officers - agency.declared),
  ]
}

function AgencyDetail({ agencyId }: { agencyId: string }) {
  const t = useWords()
  const { data, error, refetch } = useRead(api.declarations.agency, { params: { agencyId } })
  const reminding = useWrite(api.declarations.remind, {
    done: ({ sent, unreachable }) => sayDone(t('declarations.web.staff.reminded', { sent, unreachable })),
  })
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <PageSkeleton />
  const missing = data.officers.filter(officer => !officer.declared)
  const reachable = missing.filter(officer => officer.reachable).length
  return (
    <Page
      title={data.name}
      actions={
        missing.length > 0 ? (
          <ActionButton
            kind="primary"
            icon="message"
            busy={reminding.isPending}
            why={reachable === 0 ? t('declarations.web.staff.unreachable.all') : undefined}
            onClick={() => reminding.mutate({ params: { agencyId } })}
          >
            {t('declarations.web.staff.remind', { count: reachable })}
          </ActionButton>
        ) : null
      }
    >
      {reminding.error ? <Notice tone="error" title={tell(t, reminding.error).title} /> : null}
      {missing.length === 0 ? <Notice icon="check" title={t('declarations.web.staff.all')} /> : null}
      <OfficerPanel title={t('declarations.web.staff.missing')} officers={missing} />
      <OfficerPanel
        title={t('declarations.web.staff.declared')}
        officers={data.officers.filter(officer => officer.declared)}
      />
    </Page>
  )
}

function OfficerPanel({ title, officers }: { title: string; officers: readonly Officer[] }) {
  const t = useWords()
  const f = useFormat()
  if (officers.length === 0) return null
  return (
    <Panel title={`${title} (${f.number(officers.length)})`}>
      <Items
        items={officers.map(({ accountId, name, lastAt, reachable }) => ({
          id: accountId,
          title: name,
          detail: [
            lastAt ? `${t('declarations.web.staff.last')}: ${f.instant(lastAt)}` : t('declarations.web.staff.never'),
            ...(reachable ? [] : [t('declarations.web.staff.unreachable')]),
          ].join(' · '),
        }))}
      />
    </Panel>
  )
}

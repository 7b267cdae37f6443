import { Button, UnstyledButton } from '@mantine/core'
import { useState } from 'react'
import { useFormat, useWords } from '#core/web/words.tsx'
import { FigureTable, Panel } from '#kit/console/index.ts'
import type { ReportView } from '../contract.ts'
import { rowsIn, tablesIn } from '../rules.ts'
import type { Opened } from './things.tsx'

interface TablesProps {
  readonly report: ReportView
  readonly onOpen: (opened: Opened) => void
}

/** So many units are read as a whole; of more those are shown first that have something to say. */
const MOST_ROWS = 30

/** Whether a unit has a figure there, or had one when the report was sent. */
const isSaid = (
  report: ReportView,
  row: { readonly unitId: string; readonly values: readonly (number | null)[] },
  i: number,
): boolean =>
  Boolean(row.values[i]) ||
  report.changes.some(one => one.unitId === row.unitId && one.figure === report.columns[i]?.key)

/** Cases by origin, and the other figures, each by unit; a figure opens what is behind it. */
export function Tables({ report, onOpen }: TablesProps) {
  const t = useWords()
  const { cases, others } = tablesIn(report)
  return (
    <>
      <Figures title={t('reports.table.cases')} columns={cases} report={report} onOpen={onOpen} />
      {others.length ? (
        <Figures title={t('reports.table.others')} columns={others} report={report} onOpen={onOpen} />
      ) : null}
    </>
  )
}

function Figures({ title, columns, report, onOpen }: TablesProps & { title: string; columns: readonly number[] }) {
  const t = useWords()
  const [all, setAll] = useState(false)
  const rows = rowsIn(report, columns)
  const said = rows.filter(({ row, role }) => role !== 'part' || columns.some(i => isSaid(report, row, i)))
  const quiet = rows.length > MOST_ROWS ? rows.length - said.length : 0
  const shown = quiet > 0 && !all ? said : rows
  return (
    <Panel flush title={title}>
      <FigureTable label={title}>
        <thead>
          <tr>
            <th scope="col">{t('reports.table.unit')}</th>
            {columns.map(i => (
              <th key={i} scope="col">
                {t(report.columns[i]?.title ?? '')}
                {report.columns[i]?.kind === 'entered' ? <small>{t('reports.web.by-hand')}</small> : null}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ row, role }) => (
            <tr key={role + row.unitId} data-whole={role === 'whole' || undefined}>
              <th scope="row">{nameOf(t, report, row.name, role)}</th>
              {columns.map(i => (
                <td key={i}>
                  <Cell
                    report={report}
                    column={i}
                    value={row.values[i] ?? null}
                    unit={role === 'whole' ? undefined : { id: row.unitId, name: row.name }}
                    onOpen={onOpen}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </FigureTable>
      {quiet > 0 ? (
        <p className="rp-quiet">
          <Button variant="subtle" aria-expanded={all} onClick={() => setAll(!all)}>
            {t(all ? 'reports.web.quiet.hide' : 'reports.web.quiet.show', { count: quiet })}
          </Button>
        </p>
      ) : null}
    </Panel>
  )
}

type Role = ReturnType<typeof rowsIn>[number]['role']

function nameOf(t: ReturnType<typeof useWords>, { parts }: ReportView, name: string, role: Role): string {
  if (role === 'part') return name
  if (role === 'rest') return t('reports.rest', { unit: name })
  return t(parts.length ? 'reports.whole' : 'reports.whole.alone', { unit: name })
}

interface CellProps {
  readonly report: ReportView
  readonly column: number
  readonly value: number | null
  /** Without it the whole. */
  readonly unit: { readonly id: string; readonly name: string } | undefined
  readonly onOpen: (opened: Opened) => void
}

function Cell({ report, column: i, value, unit, onOpen }: CellProps) {
  const t = useWords()
  const f = useFormat()
  const column = report.columns[i]
  if (!column) return null
  const change = report.changes.find(one => one.figure === column.key && one.unitId === (unit?.id ?? null))
  const shown = value === null ? '–' : f.number(value)
  const now = change ? (
    <small>{t('reports.web.now', { now: change.now === null ? '–' : f.number(change.now) })}</small>
  ) : null
  if (!column.opens || (value === 0 && !change) || value === null)
    return (
      <span data-none={!value || undefined}>
        {shown}
        {now}
      </span>
    )
  return (
    <UnstyledButton
      className="k-figure-open"
      onClick={() => onOpen({ figure: column.key, title: t(column.title), unit })}
    >
      {shown}
      {now}
      <span className="only-read">
        {' '}
        {t('reports.web.open.figure', { figure: t(column.title), unit: unit?.name ?? report.unitName })}
      </span>
    </UnstyledButton>
  )
}

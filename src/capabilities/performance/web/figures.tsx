import { ActionIcon, Popover, UnstyledButton } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Definition } from '#base/indicators/contract.ts'
import { DefinitionText } from '#base/indicators/web/definition.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Figures, FigureTable, FigureTile, Notice, Panel } from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import type { Figure, Performance, Value } from '../contract.ts'
import { directionOf, HEADLINES, type SpanName } from '../rules.ts'

/** What a figure that was pressed is of. */
export interface Opened {
  /** The indicator whose things are listed. */
  readonly figure: string
  readonly title: string
  readonly unitId: string
  readonly organisationId?: string
  readonly from: string
  readonly until: string
}
type OnOpen = (opened: Opened) => void

const SPAN = { month: 0, before: 1, 'last-year': 2 } as const

/** `1.234`, `33,1%`, `–`. */
export function useWritten() {
  const f = useFormat()
  return ({ value }: Value, isShare: boolean): string =>
    value === null ? '–' : isShare ? f.percent(value) : f.number(value)
}

export const figuresOf = ({ sections }: Performance): ReadonlyMap<string, Figure> =>
  new Map(sections.flatMap(section => section.figures.map(figure => [figure.name, figure])))

/** What a province is asked for first, against the month before. */
export function Headlines({ data }: { data: Performance }) {
  const t = useWords()
  const write = useWritten()
  const figures = figuresOf(data)
  return (
    <Figures>
      {HEADLINES.map(name => {
        const figure = figures.get(name)
        const [now, before] = [figure?.values[SPAN.month], figure?.values[SPAN.before]]
        const lastYear = figure?.values[SPAN['last-year']]
        if (!figure || !now || !before) return null
        const definition = data.definitions.find(one => one.name === name)
        return (
          <FigureTile
            key={name}
            label={t(`${name}.title`)}
            value={write(now, figure.isShare)}
            direction={directionOf(now.value, before.value, figure.isShare)}
            comparison={
              <>
                {before.value === null
                  ? t('performance.before.none')
                  : t('performance.before', { value: write(before, figure.isShare) })}
                {lastYear && lastYear.value !== null ? (
                  <span className="pf-year">
                    {t('performance.last-year', { value: write(lastYear, figure.isShare) })}
                  </span>
                ) : null}
              </>
            }
            definition={definition ? <DefinitionText definition={definition} /> : null}
          />
        )
      })}
    </Figures>
  )
}

/** The figures of every matter, a column for each span. */
export function Sections({ data, onOpen }: { data: Performance; onOpen: OnOpen }) {
  const t = useWords()
  const f = useFormat()
  const definitions = new Map(data.definitions.map(one => [one.name, one]))
  return data.sections.map(({ name, since, figures }) => (
    <Panel
      key={name}
      flush
      title={t(`performance.section.${name}`)}
      actions={<small className="pf-soft">{since ? t('performance.since', { day: f.day(since) }) : null}</small>}
    >
      {since === null ? (
        <p className="k-nothing">{t('performance.section.none')}</p>
      ) : (
        <FigureTable label={t(`performance.section.${name}`)}>
          <thead>
            <tr>
              <th scope="col">{t('performance.figure')}</th>
              {data.spans.map(({ span, from, until }) => (
                <th key={span} scope="col">
                  {t(`performance.span.${span}`)}
                  <small className="pf-days">{`${f.dayShort(from)}–${span === 'last-year' ? f.day(until) : f.dayShort(until)}`}</small>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {figures.map(figure => (
              <tr key={figure.name}>
                <th scope="row">
                  <Named name={figure.name} definition={definitions.get(figure.name)} />
                </th>
                {data.spans.map((span, i) => (
                  <td key={span.span}>
                    <Cell
                      column={figure}
                      value={figure.values[i]}
                      place={{ unitId: data.unit.id, from: span.from, until: span.until }}
                      onOpen={onOpen}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </FigureTable>
      )}
    </Panel>
  ))
}

function Named({ name, definition }: { name: string; definition: Definition | undefined }) {
  const t = useWords()
  const title = t(`${name}.title`)
  return (
    <span className="pf-named">
      {title}
      {definition ? (
        <Popover width={300}>
          <Popover.Target>
            <ActionIcon size={24} aria-label={t('indicators.definition.open', { title })}>
              <Icon name="info" size={16} />
            </ActionIcon>
          </Popover.Target>
          <Popover.Dropdown className="k-definition">
            <DefinitionText definition={definition} />
          </Popover.Dropdown>
        </Popover>
      ) : null}
    </span>
  )
}

interface CellProps {
  readonly column: Pick<Figure, 'name' | 'isShare' | 'opens'>
  readonly value: Value | undefined
  readonly place: Omit<Opened, 'figure' | 'title'>
  readonly onOpen: OnOpen
  readonly was?: ReactNode
}

/** A figure that opens what it counts; of a share what its part is. */
function Cell({ column, value = { value: null }, place, onOpen, was }: CellProps) {
  const t = useWords()
  const write = useWritten()
  const text = write(value, column.isShare)
  const { opens } = column
  const shown =
    opens && value.value ? (
      <UnstyledButton
        className="k-figure-open"
        aria-label={t('performance.open', { figure: t(`${opens}.title`), value: text })}
        onClick={() => onOpen({ ...place, figure: opens, title: t(`${opens}.title`) })}
      >
        {text}
      </UnstyledButton>
    ) : (
      <span data-none={!value.value || undefined}>{text}</span>
    )
  return (
    <>
      {shown}
      {was}
    </>
  )
}

interface PlacesProps {
  readonly data: Performance
  readonly kind: 'units' | 'agencies'
  readonly span: SpanName
  readonly onOpen: OnOpen
}

/** The figures of one span by unit, or by agency. */
export function Places({ data, kind, span, onOpen }: PlacesProps) {
  const t = useWords()
  const { columns, rows } = data[kind]
  const at = data.spans.findIndex(one => one.span === span)
  const days = data.spans[at]
  const elsewhere = kind === 'units' ? data.units.elsewhere : null
  const title = t(`performance.by-${kind === 'units' ? 'unit' : 'agency'}`)
  if (!days || !rows.length) return null
  const place = (id: string) => ({
    from: days.from,
    until: days.until,
    ...(kind === 'units' ? { unitId: id } : { unitId: data.unit.id, organisationId: id }),
  })
  return (
    <Panel flush title={title}>
      <FigureTable label={title}>
        <thead>
          <tr>
            <th scope="col">{t(kind === 'units' ? 'performance.unit' : 'performance.agency')}</th>
            {columns.map(column => (
              <th key={column.name} scope="col">
                {t(`${column.name}.title`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={row.id}>
              <th scope="row">{row.name}</th>
              {columns.map((column, i) => (
                <td key={column.name}>
                  <Cell
                    column={column}
                    value={row.figures[i]?.[at]}
                    place={place(row.id)}
                    onOpen={onOpen}
                    was={<Was values={row.figures[i]} at={at} isShare={column.isShare} />}
                  />
                </td>
              ))}
            </tr>
          ))}
          {elsewhere ? (
            <tr>
              <th scope="row">{t('performance.elsewhere')}</th>
              {columns.map((column, i) => (
                <td key={column.name}>
                  <Cell
                    column={{ ...column, opens: null }}
                    value={elsewhere[i]?.[at]}
                    place={place(data.unit.id)}
                    onOpen={onOpen}
                    was={<Was values={elsewhere[i]} at={at} isShare={column.isShare} />}
                  />
                </td>
              ))}
            </tr>
          ) : null}
        </tbody>
      </FigureTable>
    </Panel>
  )
}

/** Below the figure of a month that of the month before. */
function Was({ values, at, isShare }: { values: readonly Value[] | undefined; at: number; isShare: boolean }) {
  const t = useWords()
  const write = useWritten()
  const before = values?.[SPAN.before]
  if (at !== SPAN.month || !before || before.value === null) return null
  return (
    <small>
      <span className="only-read">{t('performance.span.before')} </span>
      {write(before, isShare)}
    </small>
  )
}

/** The five groups of QĐ 766/QĐ-TTg: points of what could be computed, and why the rest could not. */
export function Index({ index }: { index: Performance['index'] }) {
  const t = useWords()
  const f = useFormat()
  const points = (value: number) => f.number(value, { maximumFractionDigits: 1 })
  const title = t('performance.index.title', { document: index.document })
  return (
    <Panel
      title={title}
      actions={
        <strong className="pf-points">
          {t('performance.index.sum', { points: points(index.points), of: f.number(index.of) })}
        </strong>
      }
    >
      <Notice title={t('performance.index.estimate')} />
      <ul className="pf-groups">
        {index.groups.map(({ name, most, share, points: own, parts }) => (
          <li key={name}>
            <p className="pf-group">
              <strong>{t(`performance.group.${name}.title`)}</strong>
              <span>
                {own === null ? t('performance.index.no-points', { most }) : `${points(own)}/${f.number(most)}`}
              </span>
            </p>
            {share === null ? null : (
              <div className="pf-bar" role="img" aria-label={f.percent(share)}>
                <span style={{ width: `${share * 100}%` }} />
              </div>
            )}
            <ul>
              {parts.map(part => (
                <li key={part.name} data-missing={!part.computable || undefined}>
                  <span>{t(`${part.name}.title`)}</span>
                  <span className={part.computable ? undefined : 'pf-soft'}>
                    {part.value !== null
                      ? f.percent(part.value)
                      : part.computable
                        ? t('performance.index.nothing')
                        : t(`${part.name}.why`)}
                  </span>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

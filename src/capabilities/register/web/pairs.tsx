import './register.css'
import { Textarea } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { useState } from 'react'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import { useRead, useWrite, wholeList } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  type Column,
  DataList,
  Page,
  PageSkeleton,
  ProblemState,
  Slim,
  SplitView,
  sayDone,
  Tag,
  useFilter,
} from '#kit/console/index.ts'
import { tell } from '#kit/problem.ts'
import type { PairLine, PairSide, PairView } from '../contract.ts'
import { type Likeness, likeness } from '../rules.ts'
import { api } from './api.ts'

/** Pairs of entries that may be one person, one after the other. */
export function Pairs() {
  const t = useWords()
  const [filter, setFilter] = useFilter({ unit: '', open: '', later: '' })
  const query = { ...(filter.unit ? { unitId: filter.unit } : {}), ...(filter.later ? { later: 'true' as const } : {}) }
  const read = useRead(api.register.pairs, { query })
  const area = useOwnArea('people.merge')
  const rows = read.data?.pairs ?? []
  const after = (id: string) => {
    const at = rows.findIndex(row => row.id === id)
    setFilter({ open: rows[at + 1]?.id ?? rows[at - 1]?.id ?? '' })
  }
  return (
    <Page full title={t('register.web.pairs')} lead={t('register.web.pairs.lead')}>
      <SplitView
        listPath="/duplicates"
        detail={filter.open ? <Pair key={filter.open} pairId={filter.open} onDecided={after} /> : undefined}
        nothing={<p className="k-nothing">{t('register.web.pairs.pick')}</p>}
        list={
          <DataList
            name="register.pairs"
            label={t('register.web.pairs')}
            list={{ ...wholeList(read, rows), complete: !read.data?.capped }}
            columns={useColumns()}
            idOf={pair => pair.id}
            openId={filter.open}
            onOpen={pair => setFilter({ open: pair.id })}
            slim={pair => <PairOnPhone pair={pair} />}
            rowHeight={60}
            empty={{
              icon: 'check',
              title: t('register.web.pairs.none'),
              children: t('register.web.pairs.none.help'),
            }}
            filters={
              <>
                <UnitField
                  bare
                  label={t('people.office.unit')}
                  placeholder={t('register.web.anywhere')}
                  within={area}
                  value={filter.unit || undefined}
                  onChange={next => setFilter({ unit: next ?? '', open: '' })}
                />
                <ActionButton
                  size="compact-sm"
                  icon="clock"
                  onClick={() => setFilter({ later: filter.later ? '' : 'true', open: '' })}
                >
                  {t(filter.later ? 'register.web.later.hide' : 'register.web.later.show')}
                </ActionButton>
              </>
            }
          />
        }
      />
    </Page>
  )
}

const namesOf = ({ names: [a, b] }: PairLine) => (a === b ? a : `${a} · ${b}`)

function PairOnPhone({ pair }: { pair: PairLine }) {
  const t = useWords()
  const said = pair.reasons.slice(0, 2).map(reason => t(`register.reason.${reason}`))
  return <Slim title={namesOf(pair)} detail={[pair.unitName, ...said].join(' · ')} />
}

function useColumns(): readonly Column<PairLine>[] {
  const t = useWords()
  return [
    {
      id: 'names',
      label: t('people.office.name'),
      cell: pair => <Slim title={namesOf(pair)} detail={pair.unitName} />,
      text: namesOf,
      width: 'minmax(160px, 1.4fr)',
    },
    {
      id: 'why',
      label: t('register.web.why'),
      cell: pair => pair.reasons.map(reason => t(`register.reason.${reason}`)).join(', '),
      width: 'minmax(140px, 1.6fr)',
      extra: true,
    },
  ]
}

const SHORTEST = 5
type Decision = 'merge' | 'distinct' | 'later'

function Pair({ pairId, onDecided }: { pairId: string; onDecided: (id: string) => void }) {
  const t = useWords()
  const { data: pair, error, refetch } = useRead(api.register.pair, { params: { pairId } })
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!pair || pair.id !== pairId) return <PageSkeleton />
  return (
    <Page
      title={pair.sides[0].fullName}
      named={t('register.web.pairs')}
      lead={
        <span className="rg-reasons">
          {pair.reasons.map(reason => (
            <Tag key={reason} strong={/differs$/.test(reason)}>
              {t(`register.reason.${reason}`)}
            </Tag>
          ))}
        </span>
      }
    >
      <Sides pair={pair} />
      {pair.state === 'open' ? (
        <Decide pair={pair} onDecided={() => onDecided(pairId)} />
      ) : (
        <p className="rg-none">{t('register.decided')}</p>
      )}
    </Page>
  )
}

function Sides({ pair: { sides } }: { pair: PairView }) {
  const t = useWords()
  const f = useFormat()
  const [a, b] = sides
  const born = (day: string | null) => (day && day.length > 4 ? f.day(day) : day)
  const rows: readonly [string, (side: PairSide) => string | null][] = [
    ['people.office.name', side => side.fullName],
    ['people.office.born', side => born(side.birthDate)],
    ['people.office.sex', side => (side.sex === 'unknown' ? null : t(`people.office.sex.${side.sex}`))],
    ['people.office.id', side => side.idNumber],
    ['people.office.phone', side => side.phone],
    ['people.office.unit', side => side.unitName],
    ['people.office.address', side => side.address],
    ['people.office.household', side => side.household],
  ]
  const recorded: readonly [string, (side: PairSide) => string][] = [
    ...a.facts.map(({ name }, i): [string, (side: PairSide) => string] => [
      t(name),
      side => f.number(side.facts[i]?.n ?? 0),
    ]),
    [t('register.web.account'), side => t(side.account ? 'register.web.yes' : 'register.web.no')],
    [t('register.web.since'), side => f.day(side.since.slice(0, 10))],
  ]
  return (
    <table className="rg-sides">
      <thead>
        <tr>
          <th scope="col">
            <span className="only-read">{t('register.web.what')}</span>
          </th>
          <th scope="col">{t(a.provisional ? 'people.office.provisional' : 'register.web.first')}</th>
          <th scope="col">{t(b.provisional ? 'people.office.provisional' : 'register.web.second')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([label, of]) => (
          <Row key={label} label={t(label)} cells={[of(a), of(b)]} like={likeness(of(a), of(b))} />
        ))}
        {recorded.map(([label, of]) => (
          <Row key={label} label={label} cells={[of(a), of(b)]} like="none" />
        ))}
      </tbody>
    </table>
  )
}

interface RowProps {
  readonly label: string
  readonly cells: readonly [string | null, string | null]
  readonly like: Likeness
}

/** Said in a word, and not by a colour alone. */
function Row({ label, cells, like }: RowProps) {
  const t = useWords()
  return (
    <tr data-like={like}>
      <th scope="row">
        {label}
        {like === 'same' || like === 'differs' ? <small>{t(`register.web.like.${like}`)}</small> : null}
      </th>
      {cells.map((cell, i) => (
        <td key={i}>{cell ?? '–'}</td>
      ))}
    </tr>
  )
}

function Decide({ pair, onDecided }: { pair: PairView; onDecided: () => void }) {
  const t = useWords()
  const [reason, setReason] = useState('')
  const [stays, setStays] = useState(0)
  const [tried, setTried] = useState(false)
  const deciding = useWrite(api.register.decide, {
    refreshes: ['people', 'work'],
    done: () => {
      sayDone(t('register.web.done'))
      onDecided()
    },
  })
  const short = reason.trim().length < SHORTEST
  const decide = (decision: Decision) => {
    setTried(decision !== 'later')
    if (deciding.isPending || (decision !== 'later' && short)) return
    const intoId = pair.sides[stays === 0 ? 0 : 1].id
    deciding.mutate({
      params: { pairId: pair.id },
      body: { decision, reason: reason.trim(), ...(decision === 'merge' ? { intoId } : {}) },
    })
  }
  useHotkeys([
    ['g', () => decide('merge')],
    ['k', () => decide('distinct')],
    ['s', () => decide('later')],
  ])
  return (
    <section className="k-stack" aria-label={t('register.web.decide')}>
      <fieldset className="rg-stays">
        <legend>{t('register.web.stays')}</legend>
        {pair.sides.map((side, i) => (
          <label key={side.id}>
            <input type="radio" name={`stays-${pair.id}`} checked={stays === i} onChange={() => setStays(i)} />
            {t(side.provisional ? 'people.office.provisional' : i === 0 ? 'register.web.first' : 'register.web.second')}
          </label>
        ))}
      </fieldset>
      <Textarea
        label={t('register.web.reason')}
        description={t('register.web.reason.hint')}
        error={tried && short ? t('console.reason.short', { min: SHORTEST }) : null}
        value={reason}
        onChange={event => setReason(event.currentTarget.value)}
        maxLength={500}
        autosize
        minRows={2}
      />
      {deciding.error ? (
        <p className="k-error" role="alert">
          {tell(t, deciding.error).title}
        </p>
      ) : null}
      <div className="rg-foot">
        <ActionButton kind="primary" icon="people" busy={deciding.isPending} onClick={() => decide('merge')}>
          {t('register.web.merge')}
        </ActionButton>
        <ActionButton icon="cross" onClick={() => decide('distinct')}>
          {t('register.web.distinct')}
        </ActionButton>
        <ActionButton icon="clock" onClick={() => decide('later')}>
          {t('register.web.later')}
        </ActionButton>
      </div>
      <p className="rg-none">{t('register.web.keys')}</p>
    </section>
  )
}

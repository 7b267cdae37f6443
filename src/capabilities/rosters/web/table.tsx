import { dayOf } from '#core/clock.ts'
import { useNow } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Icon, type IconName } from '#kit/icon.tsx'
import type { DayCount, RosterEntry } from '../contract.ts'
import { daysOfWeek, type Kind } from '../rules.ts'

/** Colour never says it: a sign and a word do. */
const SIGNS: Readonly<Record<Kind, IconName>> = { office: 'office', home: 'home', leave: 'calendar', duty: 'shield' }

interface Named {
  readonly id: string
  readonly name: string
}

export const keyOf = (accountId: string, day: string) => `${accountId} ${day}`

export function useEntryText(people: readonly Named[]): (entry: RosterEntry) => string {
  const t = useWords()
  const names = new Map(people.map(one => [one.id, one.name]))
  return ({ kind, fromTime, untilTime, standInId, note }) =>
    [
      t(`rosters.kind.${kind}`),
      kind === 'duty' ? `${fromTime}–${untilTime}` : '',
      standInId ? t('rosters.web.by', { name: names.get(standInId) ?? '' }) : '',
      note,
    ]
      .filter(Boolean)
      .join(' · ')
}

export function EntryMark({ entry, people }: { entry: RosterEntry; people: readonly Named[] }) {
  const t = useWords()
  const text = useEntryText(people)
  const hours = entry.kind === 'duty' ? `${entry.fromTime}–${entry.untilTime}` : t(`rosters.short.${entry.kind}`)
  return (
    <span className="ro-mark" data-kind={entry.kind} title={text(entry)}>
      <Icon name={SIGNS[entry.kind]} size={16} label={t(`rosters.kind.${entry.kind}`)} />
      <span aria-hidden={entry.kind !== 'duty'}>{hours}</span>
    </span>
  )
}

interface Props {
  readonly monday: string
  readonly people: readonly Named[]
  readonly entries: readonly RosterEntry[]
  /** Of whoever plans: how many are at the office, against the limit. */
  readonly days?: readonly DayCount[]
  readonly me?: string
  readonly onCell?: (person: Named, day: string, entry: RosterEntry | undefined) => void
}

/** People down, days across; on a phone the days scroll beside the names. */
export function RosterTable({ monday, people, entries, days, me, onCell }: Props) {
  const t = useWords()
  const f = useFormat()
  const today = dayOf(useNow())
  const said = new Map(entries.map(one => [keyOf(one.accountId, one.day), one]))
  const week = daysOfWeek(monday)
  const notWorked = new Set((days ?? []).filter(day => !day.worked).map(day => day.day))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <section className="ro-scroll" tabIndex={0} aria-label={t('rosters.web.today')}>
      <table className="ro-table">
        <thead>
          <tr>
            <th scope="col">{t('rosters.web.person')}</th>
            {week.map((day, i) => (
              <th
                key={day}
                scope="col"
                data-today={day === today || undefined}
                data-off={notWorked.has(day) || undefined}
              >
                {t(`rosters.weekday.${i + 1}`)} <small>{f.dayShort(day)}</small>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {people.map(person => (
            <tr key={person.id} data-me={person.id === me || undefined}>
              <th scope="row">{person.name}</th>
              {week.map(day => {
                const entry = said.get(keyOf(person.id, day))
                const mark = entry ? <EntryMark entry={entry} people={people} /> : <span className="k-hint">·</span>
                return (
                  <td key={day} data-off={notWorked.has(day) || undefined}>
                    {onCell ? (
                      <button type="button" onClick={() => onCell(person, day, entry)}>
                        <span className="only-read">
                          {t('rosters.web.cell', { name: person.name, day: f.day(day) })}
                          {': '}
                          {t(`rosters.kind.${entry?.kind ?? 'none'}`)}
                        </span>
                        <span aria-hidden>{mark}</span>
                      </button>
                    ) : (
                      mark
                    )}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
        {days ? (
          <tfoot>
            <tr>
              <th scope="row">{t('rosters.web.sum')}</th>
              {days.map(({ day, share, over, office, duty }) => (
                <td key={day} data-over={over || undefined}>
                  {share === null ? (
                    '–'
                  ) : (
                    <>
                      {over ? <Icon name="warning" size={14} label={t('rosters.web.over')} /> : null} {office + duty}
                      <small> {f.percent(share)}</small>
                    </>
                  )}
                </td>
              ))}
            </tr>
          </tfoot>
        ) : null}
      </table>
    </section>
  )
}

import './broadcasts.css'
import type { ReactNode } from 'react'
import { useWords } from '#core/web/words.tsx'
import type { Audience, Sample } from '../contract.ts'

/** Figures side by side, each with its word. */
export function Numbers({ list }: { list: readonly (readonly [label: string, value: ReactNode])[] }) {
  return (
    <dl className="bc-figures">
      {list.map(([label, value]) => (
        <div key={label} className="bc-figure">
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** A text as a phone shows it, and what it takes. */
export function Phone({ sample, from, recipients }: { sample: Sample; from: string; recipients: number }) {
  const t = useWords()
  const { channel, text, encoding, segments, characters } = sample
  return (
    <figure className="k-stack bc-shown">
      <figcaption className="k-hint">
        {t('broadcasts.web.preview.on', { channel: t(`messages.channel.${channel}`), count: recipients })}
      </figcaption>
      <div className="bc-phone">
        <div className="bc-phone-from k-hint">{from || 'Saola'}</div>
        <p className="bc-bubble">{text}</p>
      </div>
      {encoding && segments !== null ? (
        <p className="k-hint">{t('broadcasts.web.preview.sms', { characters, encoding, segments })}</p>
      ) : null}
    </figure>
  )
}

export interface TableProps {
  readonly heads: readonly string[]
  readonly rows: readonly (readonly [first: string, ...figures: string[]])[]
}

export function Table({ heads, rows }: TableProps) {
  return (
    <table className="bc-table">
      <thead>
        <tr>
          {heads.map(head => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([first, ...figures]) => (
          <tr key={first}>
            <td>{first}</td>
            {figures.map((figure, i) => (
              <td key={heads[i + 1]}>{figure}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Whom a text is for, in words. */
export function useAudienceWords(): (audience: Audience) => string {
  const t = useWords()
  return ({ ageFrom: from, ageTo: to, sex, perHousehold }) => {
    const age =
      from !== null && to !== null
        ? t('broadcasts.web.age.between', { from, to })
        : from !== null
          ? t('broadcasts.web.age.from.only', { from })
          : to !== null
            ? t('broadcasts.web.age.to.only', { to })
            : t('broadcasts.web.age.any')
    const parts = [age, t(`broadcasts.web.sex.${sex ?? 'any'}`)]
    return [...parts, ...(perHousehold ? [t('broadcasts.web.household')] : [])].join(' · ')
  }
}

export const useDong = (): ((dong: number) => string) => {
  const t = useWords()
  return dong => t('broadcasts.web.dong', { dong })
}

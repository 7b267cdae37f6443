import type { ReactNode } from 'react'
import { Link } from '#core/web/router.tsx'
import { Icon, type IconName } from '../icon.tsx'

export interface ButtonProps {
  readonly children: ReactNode
  readonly kind?: 'primary' | 'secondary' | 'quiet' | 'danger'
  readonly icon?: IconName
  /** A path of the app: the button is then a link. */
  readonly to?: string
  readonly href?: string
  readonly onClick?: () => void
  readonly type?: 'button' | 'submit'
  /** What is being done, in words: shown instead of the label while it lasts. */
  readonly busy?: string | false | undefined
  readonly disabled?: boolean
  /** As wide as its words instead of the whole line. */
  readonly fit?: boolean
}

export function Button(props: ButtonProps) {
  const { children, kind = 'primary', icon, busy, fit = false } = props
  const look = { className: `s-button s-button-${kind}${fit ? ' s-fit' : ''}` }
  const face = (
    <>
      {icon && !busy ? <Icon name={icon} size={22} /> : null}
      <span>{busy || children}</span>
    </>
  )
  if (props.to !== undefined)
    return (
      <Link {...look} to={props.to} onClick={props.onClick}>
        {face}
      </Link>
    )
  if (props.href !== undefined)
    return (
      <a {...look} href={props.href} onClick={props.onClick}>
        {face}
      </a>
    )
  return (
    <button
      {...look}
      type={props.type ?? 'button'}
      onClick={props.onClick}
      disabled={props.disabled || Boolean(busy)}
      aria-busy={busy ? true : undefined}
    >
      {face}
    </button>
  )
}
